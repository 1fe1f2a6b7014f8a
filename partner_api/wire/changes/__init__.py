"""From changes to request bodies: one table per kind, the inverse of how rows are read."""
