"""The documents the API serves about itself."""

from sandbox.answer import Answer


class Documents:
    """The OpenAPI document and a page to read it."""

    def at(self, method: str, path: str) -> Answer | None:
        """The document at a path, or None if there is none."""
        return None
