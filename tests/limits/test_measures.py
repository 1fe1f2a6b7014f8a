"""What the guard counts: exactly what a document unfolds into, without unfolding it."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLError, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from execution.guard import DocumentLimits, Excess, Measures, measure, measure_variables
from tests.limits.naive import naive

NO_LIMITS = DocumentLimits(**dict.fromkeys(DocumentLimits.__slots__, sys.maxsize))
FIELDS = ("a", "b", "fields", "possibleTypes", "__typename", "__schema", "__type")


def measured(text: str, limits: DocumentLimits = NO_LIMITS) -> Measures:
    measures, excess = measure(parse(text, allow_empty_selection_sets=False), limits)
    assert excess is None
    return measures


def excess_of(text: str, **limits: int) -> Excess | None:
    return measure(parse(text), DocumentLimits(**limits))[1]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Small documents; a fragment only spreads later ones, and each of them is spread somewhere."""
    count = draw(st.integers(0, 4))

    def directives() -> str:
        return " @include(if: true)" * draw(st.integers(0, 2))

    def selections(depth: int, later: range) -> str:
        made = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(("field", "field", "inline", "spread")))
            if kind == "spread" and later:
                made.append(f"...F{draw(st.sampled_from(later))}{directives()}")
            elif kind == "inline" and depth:
                made.append(f"...{directives()} {selections(depth - 1, later)}")
            else:
                alias = draw(st.sampled_from(("", "", "x: ")))
                below = selections(depth - 1, later) if depth and draw(st.booleans()) else ""
                made.append(f"{alias}{draw(st.sampled_from(FIELDS))}{directives()} {below}")
        return f"{{ {' '.join(made)} }}"

    operations = [f"query Q{n}{directives()} {selections(3, range(count))}" for n in range(2)]
    spread_all = "query All { " + " ".join(f"...F{n}" for n in range(count)) + " a }"
    fragments = [
        f"fragment F{n} on T{directives()} {selections(2, range(n + 1, count))}" for n in range(count)
    ]
    return "\n".join([*operations, spread_all, *fragments])


@settings(max_examples=120, deadline=None)
@given(documents())
def test_the_numbers_are_those_of_the_document_with_all_fragments_put_in(text: str) -> None:
    measures, expected = measured(text), naive(text)
    assert {name: getattr(measures, name) for name in expected._fields} == expected._asdict()


def bomb(steps: int) -> str:
    """Doubles with every step: 585 bytes and more for millions of fields."""
    chain = " ".join(
        f"fragment F{n} on T {{ a {{ ...F{n + 1} }} b {{ ...F{n + 1} }} }}" for n in range(steps)
    )
    return f"{{ ...F0 }} {chain} fragment F{steps} on T {{ c }}"


def test_a_bomb_is_counted_exactly_and_not_unfolded() -> None:
    text = bomb(100)
    measures, excess = measure(parse(text), DocumentLimits(depth=1_000))
    assert measures.fields == 2**102 - 2 - 2**100
    assert measures.depth == 101
    assert excess == ("fields", measures.fields, 3_000)
    assert measures.same_name == 0  # it takes a step for each field, so it was not begun


def steps(text: str) -> int:
    """How many functions are called to measure a document: its size in work, on any machine."""
    document = parse(text)
    calls = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        measure(document, DocumentLimits(depth=10**9, spreads=10**9, fragments=10**9))
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "document",
    [
        bomb,
        lambda n: "{ " + "...F " * n + "} fragment F on T { a { b } }",
        lambda n: (
            "{ ...F0 } "
            + " ".join(f"fragment F{i} on T {{ ...F{i + 1} }}" for i in range(n))
            + f" fragment F{n} on T {{ a }}"
        ),
        lambda n: "{ " + "x: a " * n + "}",
        lambda n: "{ a " + "@skip(if: false) " * n + "}",
        lambda n: "{ a(b: [" + "{c: [1]} " * n + "]) }",
        lambda n: "{ a" * 150 + " { b " + "{ c } d" * 0 + "}" + "}" * 150 + " " + "query Q { a } " * n,
    ],
    ids=["bomb", "spreads", "chain", "aliases", "directives", "literals", "operations"],
)
def test_the_work_grows_with_the_text(document: Callable[[int], str]) -> None:
    small, large = steps(document(100)), steps(document(200))
    assert large < 2.2 * small


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        ("{ ...A } fragment A on T { ...A }", "A"),
        ("{ ...A } fragment A on T { a { ...B } } fragment B on T { ...A }", "A"),
        ("{ a } fragment A on T { a { ...B } } fragment B on T { ... { b { ...A } } }", "A"),
        ("{ ...F0 } " + " ".join(f"fragment F{n} on T {{ ...F{(n + 1) % 100} }}" for n in range(100)), "F0"),
    ],
)
def test_circles_are_found_without_going_round_in_them(text: str, circle: str) -> None:
    with pytest.raises(GraphQLError) as caught:
        measure(parse(text), DocumentLimits())
    assert caught.value.message == f"Cannot spread fragment '{circle}' within itself."
    assert caught.value.locations


def test_two_fragments_of_one_name_do_not_hide_each_other() -> None:
    with pytest.raises(GraphQLError, match="only one fragment named 'A'"):
        measure(parse("{ ...A } fragment A on T { a } fragment A on T { a a a a }"), DocumentLimits())


def test_a_fragment_that_nobody_spreads_counts() -> None:
    assert excess_of("{ a } fragment A on T { " + "a " * 20 + "}", fields=10) == ("fields", 21, 10)
    assert excess_of("{ a } fragment A on T { a a a }", same_name=2) == ("same_name", 3, 2)


@pytest.mark.parametrize(
    ("text", "excess"),
    [
        ("query A { a } query B { a }", ("operations", 2, 1)),
        ("{ ...A ...B } fragment A on T { a } fragment B on T { a }", ("fragments", 2, 1)),
        ("{ ...A ...A } fragment A on T { a }", ("spreads", 2, 1)),
        ("query($a: Int, $b: Int) { a }", ("variables", 2, 1)),
        ("{ a { b } }", ("depth", 2, 1)),
        ("{ x: a y: a }", ("root_fields", 2, 1)),
        ("{ a @x @y }", ("directives", 2, 1)),
        ("query($a: Int @x @y) { a }", ("directives", 2, 1)),
        ("{ a(b: [1, 2]) }", ("list_items", 2, 1)),
        ("{ a(b: {c: 1, d: 2}) }", ("list_items", 2, 1)),
        ("query($a: [Int] = [1, 2]) { a }", ("list_items", 2, 1)),
        ("{ a @x(b: [1, 2]) }", ("list_items", 2, 1)),
        ("{ a(b: [[1]]) }", ("input_depth", 2, 1)),
        ("{ __type { ofType } }", ("introspection_depth", 2, 1)),
    ],
)
def test_each_limit(text: str, excess: tuple[str, int, int]) -> None:
    name, actual, most = excess
    assert excess_of(text, **{name: most}) == excess
    assert excess_of(text, **{name: actual}) is None


def test_introspection_that_goes_round_in_the_types() -> None:
    once = "{ __schema { types { fields { type { fields { name } } } } } }"
    assert excess_of(once) is None
    twice = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert excess_of(twice) == ("introspection_lists", 3, 2)
    hidden = "{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...B } } }"
    hidden += "fragment B on __Type { interfaces { possibleTypes { name } } }"
    assert excess_of(hidden) == ("introspection_lists", 3, 2)
    # Fields of these names that are no introspection are nobody's business.
    assert excess_of("{ fields { fields { fields { fields } } } }") is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


def counted(value: object) -> tuple[int, int, int, int]:
    """Values inside, levels below, characters, and the longest list or object."""
    if not isinstance(value, dict | list):
        return 0, 0, len(value) if isinstance(value, str) else 0, 0
    inner = list(value.values()) if isinstance(value, dict) else value
    parts = [counted(each) for each in inner]
    names = sum(map(len, value)) if isinstance(value, dict) else 0
    return (
        len(inner) + sum(part[0] for part in parts),
        max(
            [1 + part[1] for part, each in zip(parts, inner, strict=True) if isinstance(each, dict | list)]
            or [0]
        ),
        names + sum(part[2] for part in parts),
        max([len(inner), *(part[3] for part in parts)]),
    )


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4))
def test_variables_are_measured_exactly(variables: dict[str, Any]) -> None:
    values, depth, characters, longest = counted(variables)
    exact = {
        "variable_values": values,
        "input_depth": depth,
        "variable_bytes": characters + 8 * values,
        "list_items": longest,
    }
    assert measure_variables(variables, DocumentLimits(**exact)) is None
    for name, actual in exact.items():
        if actual:
            excess = measure_variables(variables, DocumentLimits(**{**exact, name: actual - 1}))
            assert excess is not None
            assert (excess.name, excess.most) == (name, actual - 1)


def test_deep_variables_take_no_stack() -> None:
    value: Any = 1
    for _ in range(100_000):
        value = [value]
    assert measure_variables({"v": value}, DocumentLimits()) == ("input_depth", 21, 20)
