"""Other servers for the same queries, as one would write them with well-known packages."""
