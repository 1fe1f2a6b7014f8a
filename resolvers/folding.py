"""Comparing text the way people do: without case and without accents."""

import unicodedata


def fold(text: str) -> str:
    """The text in the form in which it is searched and sorted: ``Zoë`` becomes ``zoe``."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
