import { type GraphiQLPlugin, useGraphiQL } from "@graphiql/react";
import { useSessionState } from "../session/session-context";

/** A panel that needs the schema, with a hint in its place while nobody has said who asks. */
export function withSchema(plugin: GraphiQLPlugin, title: string): GraphiQLPlugin {
  const Content = plugin.content;
  function Panel() {
    const { isUsable } = useSessionState();
    const hasSchema = useGraphiQL((state) => Boolean(state.schema));
    if (isUsable || hasSchema) return <Content />;
    return (
      <section className="panel-hint" aria-label={title}>
        <h2>{title}</h2>
        <p>The schema appears here as soon as a role or a valid token is chosen above.</p>
      </section>
    );
  }
  return { title, icon: plugin.icon, content: Panel };
}
