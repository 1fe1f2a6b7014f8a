import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import type { GraphiQLPlugin } from "@graphiql/react";
import { CALLS_PANEL } from "./calls-panel";
import { EXAMPLES_PANEL } from "./examples-panel";
import { withSchema } from "./with-schema";

export const DOCUMENTATION_PANEL = withSchema(DOC_EXPLORER_PLUGIN, "Documentation");

const QUERY_BUILDER_PANEL = withSchema(explorerPlugin({ showAttribution: false }), "Query builder");

/** The panels of the left side, from top to bottom. */
export const PANELS: GraphiQLPlugin[] = [
  EXAMPLES_PANEL,
  DOCUMENTATION_PANEL,
  QUERY_BUILDER_PANEL,
  CALLS_PANEL,
  HISTORY_PLUGIN,
];
