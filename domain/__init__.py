"""What the gateway talks about: frozen records, ids, roles and the error tree.

Nothing here does I/O and nothing here imports another room. Records carry the names and units of
the public schema, so that a GraphQL type only has to describe them.
"""
