"""Folding: how text is compared when people search and sort."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("ANNA", "anna"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Łukasz", "łukasz"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ﬁn", "fin"),
        ("Ångström", "angstrom"),
        ("Σίσυφος", "σισυφοσ"),
        ("Ａｎｎａ", "anna"),
        ("Nguyễn Thị", "nguyen thi"),
        ("a b", "a b"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=st.text(max_size=20))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=st.text(max_size=20))
def test_case_makes_no_difference(text: str) -> None:
    """Among letters whose cases are a pair."""
    if text.upper().lower() == text.lower() and text.lower().upper() == text.upper():
        assert fold(text.upper()) == fold(text.lower())


def test_a_letter_that_comes_apart_into_capitals_is_small_too() -> None:
    """The square sign for kilopascal is made of a small and of capital letters."""
    assert fold("\u33aa") == "kpa"
