"""How deep a document may go: objects point at each other, so answers grow with every step."""

import pytest
from graphql import build_schema, parse

from execution import DocumentRefused, Documents
from execution.depth import depth_of

SCHEMA = build_schema("type Query { next: Query name: String }")


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("{ name }", 1),
        ("{ next { name } }", 2),
        ("{ name next { next { name } } }", 3),
        ("{ ... on Query { next { ... { name } } } }", 2),
        ("{ next { ...F } } fragment F on Query { next { name } }", 3),
        ("query A { name } query B { next { name } }", 2),
        ("{ __schema { types { fields { name } } } }", 0),
    ],
)
def test_the_depth_of_a_document(text: str, depth: int) -> None:
    assert depth_of(parse(text)) == depth


def test_fragments_are_measured_once_each() -> None:
    """Expanding the spreads would take 2 ** 60 steps."""
    chain = "".join(f"fragment F{n} on Query {{ next {{ ...F{n + 1} ...F{n + 1} }} }} " for n in range(60))
    assert depth_of(parse(f"{{ ...F0 }} {chain} fragment F60 on Query {{ name }}")) == 61


def test_what_is_too_deep_is_refused_and_not_kept() -> None:
    documents = Documents(SCHEMA, max_depth=3)
    documents.get("{ next { next { name } } }")
    with pytest.raises(DocumentRefused) as refusal:
        documents.get("{ next { next { next { name } } } }")
    assert refusal.value.phase == "validation"
    assert [error.message for error in refusal.value.errors] == [
        "The document is 4 fields deep; 3 are allowed."
    ]
    assert len(documents) == 1
