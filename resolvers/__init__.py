"""What a field does: one small function per field that is not a plain attribute.

Resolvers ask the viewer's access and the loaders, and return records. They know nothing of the
GraphQL types that describe those records.
"""
