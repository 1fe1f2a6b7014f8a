import type { Finder } from "./finders";

/** A worked example. */
export interface Example {
  readonly title: string;
  /** One sentence for somebody who sees this schema for the first time. */
  readonly description: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Finds the variables that no text can know beforehand, such as an id. */
  readonly find?: Finder;
}
