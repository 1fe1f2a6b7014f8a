"""The guard: no gap between table and schema is overlooked, and a refused role gets no further."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLSchema, build_schema, graphql_sync, print_schema

from domain.errors import Forbidden
from domain.roles import Role, Viewer
from permissions import FIELDS, MATRIX, TYPES, Access, PermissionTableError, Resource, Rule, guard
from permissions.matrix import Action

SDL = '''
"""Where reading starts."""
type Query {
  """Nothing secret."""
  open: String
  """Figures of the organization."""
  figures: Figures
  """Somebody's home."""
  home: Home
}
"""Figures."""
type Figures {
  """A sum."""
  total: Int
}
"""A home."""
type Home {
  """What it is called."""
  name: String
}
'''
OPEN = Rule()
ORGANIZATION = Rule(cells=((Resource.ORGANIZATION, Action.READ),))
BUILDINGS = Rule(cells=((Resource.BUILDINGS, Action.READ),))
ADMINISTRATORS_ONLY = Rule(cells=((Resource.ADMINISTRATORS, Action.UPDATE),))

GOOD_TYPES: Mapping[str, Rule] = {"Query": OPEN, "Figures": ORGANIZATION, "Home": BUILDINGS}
GOOD_FIELDS: Mapping[str, Rule] = {"Query.figures": ORGANIZATION, "Query.home": BUILDINGS}


def loads(field: GraphQLField) -> bool:
    return field.resolve is not None


def small_schema(calls: list[str] | None = None) -> GraphQLSchema:
    """A schema of which two fields load something and note that they did."""
    schema = build_schema(SDL)
    asked = [] if calls is None else calls

    def figures(*_: object) -> dict[str, int]:
        asked.append("figures")
        return {"total": 5}

    def home(*_: object) -> dict[str, str]:
        asked.append("home")
        return {"name": "Zuhause"}

    query = schema.query_type
    assert query is not None
    query.fields["figures"].resolve = figures
    query.fields["home"].resolve = home
    return schema


def guarded(calls: list[str] | None = None, **fields: Rule) -> GraphQLSchema:
    schema = small_schema(calls)
    rules = {**GOOD_FIELDS, **{f"Query.{name}": rule for name, rule in fields.items()}}
    guard(schema, GOOD_TYPES, rules, MATRIX, loads)
    return schema


def ask(schema: GraphQLSchema, role: Role, query: str) -> tuple[Any, list[tuple[str, object]]]:
    """The data, and the class of each error with its path."""
    viewer = Viewer(organization_id="o", role=role, user_id="u", expires_at=datetime.now(UTC))
    root = {"open": "yes"}
    result = graphql_sync(schema, query, root, context_value=SimpleNamespace(access=Access(viewer, MATRIX)))
    return result.data, [(type(error.original_error).__name__, error.path) for error in result.errors or ()]


def test_a_table_that_fits() -> None:
    guarded()


@pytest.mark.parametrize(
    ("types", "fields", "gaps"),
    [
        ({"Query": OPEN, "Figures": OPEN}, GOOD_FIELDS, ["type Home has no rule"]),
        ({**GOOD_TYPES, "House": OPEN}, GOOD_FIELDS, ["rule House has no type"]),
        (GOOD_TYPES, {"Query.home": BUILDINGS}, ["field Query.figures has no rule"]),
        (GOOD_TYPES, {**GOOD_FIELDS, "Query.open": OPEN}, ["rule Query.open has no loading field"]),
        (GOOD_TYPES, {**GOOD_FIELDS, "Query.nosuch": OPEN}, ["rule Query.nosuch has no loading field"]),
        (
            {"Query": OPEN, "House": OPEN, "Home": OPEN},
            {"Query.home": OPEN, "House.name": OPEN},
            [
                "field Query.figures has no rule",
                "rule House has no type",
                "rule House.name has no loading field",
                "type Figures has no rule",
            ],
        ),
        (
            {},
            {},
            [
                "field Query.figures has no rule",
                "field Query.home has no rule",
                "type Figures has no rule",
                "type Home has no rule",
                "type Query has no rule",
            ],
        ),
    ],
)
def test_every_gap_is_named(types: Mapping[str, Rule], fields: Mapping[str, Rule], gaps: list[str]) -> None:
    schema = small_schema()
    before = print_schema(schema)
    with pytest.raises(PermissionTableError) as caught:
        guard(schema, types, fields, MATRIX, loads)
    assert str(caught.value) == "; ".join(gaps)
    assert print_schema(schema) == before


def test_a_refused_role_gets_an_error_there_and_the_rest() -> None:
    query = "{ open mine: figures { total } home { name } }"
    for role, expected in ((Role.ADMINISTRATOR, True), (Role.STAFF, True), (Role.USER, False)):
        calls: list[str] = []
        data, errors = ask(guarded(calls), role, query)
        figures = {"total": 5} if expected else None
        assert data == {"open": "yes", "mine": figures, "home": {"name": "Zuhause"}}
        assert errors == ([] if expected else [("Forbidden", ["mine"])])
        assert calls == (["figures", "home"] if expected else ["home"])


def test_a_role_that_is_not_in_the_matrix_is_refused_everything_with_a_rule() -> None:
    calls: list[str] = []
    data, errors = ask(guarded(calls), Role.OTHER, "{ open figures { total } home { name } }")
    assert data == {"open": "yes", "figures": None, "home": None}
    assert errors == [("Forbidden", ["figures"]), ("Forbidden", ["home"])]
    assert calls == []


def test_plain_fields_follow_the_rule_of_their_type() -> None:
    """Should a row reach somebody past the rule of the field that loads it, its columns do not."""
    schema = guarded(figures=OPEN)
    data, errors = ask(schema, Role.USER, "{ figures { total } }")
    assert data == {"figures": {"total": None}}
    assert errors == [("Forbidden", ["figures", "total"])]


def test_one_of_several_rights_is_enough() -> None:
    either = Rule(cells=((Resource.ORGANIZATION, Action.READ), (Resource.BUILDINGS, Action.READ)))
    data, errors = ask(guarded(home=either), Role.USER, "{ home { name } }")
    assert (data, errors) == ({"home": {"name": "Zuhause"}}, [])
    data, errors = ask(guarded(home=ADMINISTRATORS_ONLY), Role.STAFF, "{ home { name } }")
    assert (data, errors) == ({"home": None}, [("Forbidden", ["home"])])


def test_descriptions_say_who_sees_it() -> None:
    schema = guarded(figures=ADMINISTRATORS_ONLY)
    query, figures, home = (schema.type_map[name] for name in ("Query", "Figures", "Home"))
    assert query.description == "Where reading starts.\n\nVisible to: every viewer."
    assert figures.description == "Figures.\n\nVisible to: Administrator, Staff."
    assert home.description == "A home.\n\nVisible to: Administrator, Staff, User (own)."
    fields = schema.query_type.fields if schema.query_type else {}
    assert fields["open"].description == "Nothing secret."
    assert fields["figures"].description == "Figures of the organization.\n\nVisible to: Administrator."
    assert fields["home"].description == "Somebody's home.\n\nVisible to: Administrator, Staff, User (own)."


def test_forbidden_is_told_in_one_constant_sentence() -> None:
    error = Forbidden("Query.figures")
    assert (error.code, error.public_message) == ("FORBIDDEN", "Your role does not allow this.")


def test_the_real_table_is_about_coordinates_of_the_real_schema() -> None:
    assert [name for name in TYPES if not re.fullmatch(r"[A-Z][A-Za-z]+", name)] == []
    assert [name for name in FIELDS if not re.fullmatch(r"[A-Z][A-Za-z]+\.[a-z][A-Za-z]+", name)] == []
    assert {name.partition(".")[0] for name in FIELDS} <= set(TYPES)
    unreasoned = [name for name, rule in {**TYPES, **FIELDS}.items() if not rule.cells and not rule.reason]
    assert unreasoned == []
