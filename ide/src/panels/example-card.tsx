import { PlayIcon } from "@graphiql/react";
import type { Example } from "../examples/example";
import type { LoadExample } from "../examples/use-example-loader";

interface Props {
  readonly example: Example;
  readonly canRun: boolean;
  readonly onLoad: LoadExample;
}

/** An example: a click opens it, the button beside it also runs it. */
export function ExampleCard({ example, canRun, onLoad }: Props) {
  const { title, description } = example;
  return (
    <li className="example">
      <button type="button" className="example-open" onClick={() => void onLoad(example, "open")}>
        <span className="example-title">{title}</span>
        <span className="example-description">{description}</span>
      </button>
      <button
        type="button"
        className="example-run"
        disabled={!canRun}
        title={canRun ? "Open and run" : "Choose a role or a token first"}
        aria-label={`Run: ${title}`}
        onClick={() => void onLoad(example, "run")}
      >
        <PlayIcon aria-hidden="true" />
      </button>
    </li>
  );
}
