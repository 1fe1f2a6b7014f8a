"""Comparing text the way people do: without case and without accents."""

import unicodedata


def fold(text: str) -> str:
    """The text in the form in which it is searched and sorted: ``Zoë`` becomes ``zoe``."""
    if text.isascii():
        return text.lower()
    while True:
        # Taking a letter apart can bring up one that has a case again, and the other way round.
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        folded = "".join(each for each in decomposed if not unicodedata.combining(each))
        if folded == text:
            return folded
        text = folded
