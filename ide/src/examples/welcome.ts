import { EXAMPLES } from "../examples";

/** What the first tab holds on the first visit. */
export const WELCOME = `# Welcome. The examples on the left are a
# tour of the schema. Ctrl-Space completes
# what you type, Ctrl-Enter runs it.

${EXAMPLES[0]?.query ?? ""}`;
