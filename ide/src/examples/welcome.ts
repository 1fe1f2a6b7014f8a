import { EXAMPLES } from "../examples";

/** What the first tab holds on the first visit. */
export const WELCOME = `# Welcome. The examples on the left
# are a tour of the schema.
# Ctrl-Space completes a word,
# Ctrl-Enter runs the query.

${EXAMPLES[0]?.query ?? ""}`;
