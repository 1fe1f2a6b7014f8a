"""Documents: parsed and validated once, kept within a bound, refused before they cost anything."""

import pytest
from graphql import build_schema

from execution import (
    DocumentLimits,
    DocumentRefused,
    Documents,
    DocumentTooLarge,
    OperationNotFound,
)
from execution.guard import Excess

SCHEMA = build_schema("type Query { name: String, self: Query, list(of: [Int]): Int }")


def refusal(documents: Documents, text: str) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        documents.get(text)
    assert len(documents) == 0
    return caught.value


def test_a_document_is_read_once() -> None:
    documents = Documents(SCHEMA)
    first = documents.get("{ name }")
    assert documents.get("{ name }") is first
    assert documents.get("{ name } ") is not first
    assert len(documents) == 2


def test_the_least_recently_used_leaves_first() -> None:
    documents = Documents(SCHEMA, capacity=3)
    kept = {text: documents.get(text) for text in ("{ a: name }", "{ b: name }", "{ c: name }")}
    assert documents.get("{ a: name }") is kept["{ a: name }"]
    documents.get("{ d: name }")
    assert len(documents) == 3
    assert documents.get("{ a: name }") is kept["{ a: name }"]
    assert documents.get("{ c: name }") is kept["{ c: name }"]
    assert documents.get("{ b: name }") is not kept["{ b: name }"]
    for number in range(100):
        documents.get(f"{{ n{number}: name }}")
        assert len(documents) == 3


def test_what_is_refused_is_not_kept_and_pushes_nothing_out() -> None:
    documents = Documents(SCHEMA, capacity=1)
    kept = documents.get("{ name }")
    for text in ("{", "{ nosuch }", "query A { name } query A { name }", ""):
        for _ in range(2):
            with pytest.raises(DocumentRefused):
                documents.get(text)
    assert len(documents) == 1
    assert documents.get("{ name }") is kept


def test_the_phase_says_where_it_failed() -> None:
    documents = Documents(SCHEMA)
    parse, validation = refusal(documents, "{ name"), refusal(documents, "{ nosuch }")
    assert (parse.phase, len(parse.errors)) == ("parse", 1)
    assert (validation.phase, len(validation.errors)) == ("validation", 1)
    assert validation.errors[0].message == "Cannot query field 'nosuch' on type 'Query'."
    assert str(validation) == "validation: 1 errors"


def excess(documents: Documents, text: str) -> Excess:
    with pytest.raises(DocumentTooLarge) as caught:
        documents.get(text)
    assert len(documents) == 0
    return caught.value.excess


def test_long_documents_are_not_read_to_their_end() -> None:
    documents = Documents(SCHEMA, limits=DocumentLimits(tokens=10))
    assert len(documents.get("{ a: name b: name }").operations) == 1
    documents = Documents(SCHEMA, limits=DocumentLimits(tokens=7))
    assert excess(documents, "{ a: name b: name }") == ("tokens", 8, 7)
    assert excess(Documents(SCHEMA), "{ " + "name " * 10_000 + "}") == ("tokens", 8_001, 8_000)
    assert excess(Documents(SCHEMA), "#\n" * 10_000 + "{ name }").name == "tokens"


@pytest.mark.parametrize("depth", [1_000, 3_000])
def test_deep_documents_are_refused(depth: int) -> None:
    documents = Documents(SCHEMA)
    assert excess(documents, "{ self " * depth + "{ name }" + "}" * depth) == ("depth", 201, 15)
    assert excess(documents, "{ list(of: " + "[" * depth + "]" * depth + ") }") == ("depth", 201, 15)


def test_a_kept_document_is_measured_again_for_other_limits() -> None:
    documents = Documents(SCHEMA)
    text = "{ self { self { name } } }"
    kept = documents.get(text)
    tight = DocumentLimits(depth=2)
    for _ in range(2):
        with pytest.raises(DocumentTooLarge) as caught:
            documents.get(text, tight)
        assert caught.value.excess == ("depth", 3, 2)
        assert documents.get(text) is kept
    assert documents.get(text, DocumentLimits(depth=3)) is kept
    with pytest.raises(DocumentTooLarge) as caught:
        documents.get(text, DocumentLimits(bytes=25))
    assert caught.value.excess == ("bytes", 26, 25)


def test_bytes_are_counted_in_utf_8() -> None:
    limits = DocumentLimits(bytes=20)
    assert Documents(SCHEMA, limits=limits).get("{ name } # ééé").bytes == 17
    assert excess(Documents(SCHEMA, limits=limits), "{ name } # éééééééé") == ("bytes", 27, 20)


def test_validation_stops_after_a_handful_of_errors() -> None:
    documents = Documents(SCHEMA, max_errors=3, limits=DocumentLimits(root_fields=500))
    errors = refusal(documents, "{ " + " ".join(f"nosuch{n}" for n in range(500)) + " }").errors
    assert len(errors) == 4  # the last one says that there are more
    assert errors[-1].message.startswith("Too many validation errors")


@pytest.mark.parametrize(
    "text", ["{ nam }", "{ name { x } }", "{ list(off: 1) }", "query($v: Quer) { name }", "{ name @skp }"]
)
def test_suggestions_can_be_left_out(text: str) -> None:
    hidden = refusal(Documents(SCHEMA, suggestions=False), text)
    assert not [error.message for error in hidden.errors if "Did you mean" in error.message]
    # The same errors otherwise.
    assert len(refusal(Documents(SCHEMA), text).errors) == len(hidden.errors)


@pytest.mark.parametrize("text", ["{ __schema { types { name } } }", '{ __type(name: "Query") { name } }'])
def test_introspection_can_be_switched_off(text: str) -> None:
    assert len(Documents(SCHEMA).get(text).operations) == 1
    assert refusal(Documents(SCHEMA, introspection=False), text).phase == "validation"


def test_the_name_of_a_type_is_not_introspection() -> None:
    assert Documents(SCHEMA, introspection=False).get("{ __typename }").operations


def test_operations_in_the_order_of_the_text() -> None:
    text = "fragment f on Query { name } query B { ...f } query A { name }"
    document = Documents(SCHEMA).get(text)
    assert [operation.name and operation.name.value for operation in document.operations] == ["B", "A"]
    assert document.operation("A") is document.operations[1]
    assert document.operation("B") is document.operations[0]
    for name in (None, "C", "", "a"):
        with pytest.raises(OperationNotFound):
            document.operation(name)


def test_a_single_operation_needs_no_name() -> None:
    documents = Documents(SCHEMA)
    named, nameless = documents.get("query A { name }"), documents.get("{ name }")
    assert named.operation(None) is named.operation("A")
    assert nameless.operation(None) is nameless.operations[0]
    for name in ("A", ""):
        with pytest.raises(OperationNotFound):
            nameless.operation(name)


def test_long_documents_do_not_fill_the_memory() -> None:
    """Few long texts push each other out long before there are too many of them."""
    schema = build_schema("type Query { name: String }")
    documents = Documents(schema, capacity=1_000, max_characters=1_000)
    texts = [f"{{ name }} # {number} {'x' * 87}" for number in range(20)]
    for text in texts:
        documents.get(text)
    assert {len(text) for text in texts} <= {100, 101}
    assert len(documents) == 9
    newest = documents.get(texts[-1])
    assert documents.get(texts[-1]) is newest
    huge = f"{{ name }} # {'x' * 1_000}"
    assert documents.get(huge) is not documents.get(huge)
    assert documents.get(texts[-1]) is newest
