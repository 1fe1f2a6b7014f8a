"""GraphQL over HTTP: what is read from a request and what is written as its response."""
