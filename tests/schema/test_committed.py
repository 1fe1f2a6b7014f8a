"""The schema in the repository is the schema that is served."""

from pathlib import Path

from graphql import build_schema as read_schema
from graphql import validate_schema

import schema
from permissions import matrix
from tests.schema.walk import SCHEMA

COMMITTED = Path(schema.__file__).with_name("schema.graphql")


def test_the_committed_schema_is_up_to_date() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == schema.print_schema()


def test_printing_is_the_same_every_time() -> None:
    assert schema.print_schema() == schema.print_schema()


def test_the_schema_is_valid_and_other_tools_can_read_it() -> None:
    assert validate_schema(SCHEMA) == []
    read = read_schema(COMMITTED.read_text(encoding="utf-8"))
    assert validate_schema(read) == []
    ours = {name for name in SCHEMA.type_map if not name.startswith("__")}
    assert {name for name in read.type_map if not name.startswith("__")} == ours


def test_a_widened_matrix_changes_no_shape() -> None:
    """Deployments differ in what is permitted, never in what there is."""
    widened = schema.graphql_schema_of(schema.build_schema(matrix(end_users_may_edit_contracts=True)))
    assert set(widened.type_map) == set(SCHEMA.type_map)


def test_one_of_inputs_are_declared_as_such() -> None:
    user_by = SCHEMA.type_map["UserBy"]
    assert getattr(user_by, "is_one_of", None) is True
