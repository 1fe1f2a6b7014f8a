interface SchemaError {
  readonly message?: string;
  readonly extensions?: { readonly code?: string };
}

function firstError(text: string): SchemaError {
  try {
    return (JSON.parse(text) as { errors?: SchemaError[] }).errors?.[0] ?? {};
  } catch {
    return { message: text };
  }
}

/** One sentence for what GraphiQL has to say when there is no schema. */
export function describeSchemaError(text: string): string {
  const { message = "The gateway gave no reason.", extensions } = firstError(text);
  if (extensions?.code === "UNAUTHENTICATED") return `The gateway does not accept this token. ${message}`;
  if (/introspection/i.test(message)) {
    return "This gateway does not show its schema. Queries run all the same, without completion and documentation.";
  }
  return `The schema could not be loaded. ${message}`;
}
