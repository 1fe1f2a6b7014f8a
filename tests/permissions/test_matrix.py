"""The permission matrix, cell by cell: in the table, and as a client is told of it."""

import pytest

from domain.roles import Role
from permissions import MATRIX, Action, Resource, matrix
from permissions.matrix import scope
from tests.gateway_under_test import GatewayUnderTest, RoleName
from tests.permissions.literal_matrix import EXPECTED, WIDENED

pytestmark = pytest.mark.anyio

COLUMN: dict[RoleName, int] = {"administrator": 0, "staff": 1, "user": 2}

PERMISSIONS = "{ viewer { role permissions { resource action scope } } }"


def test_the_literal_matrix_is_complete() -> None:
    assert len(EXPECTED) == 28
    assert set(EXPECTED) == {(resource.name, action.name) for resource in Resource for action in Action}


@pytest.mark.parametrize(("resource", "action"), EXPECTED)
def test_every_cell_of_the_table(resource: str, action: str) -> None:
    cells = tuple(
        scope(MATRIX, role, Resource[resource], Action[action]).name
        for role in (Role.ADMINISTRATOR, Role.STAFF, Role.USER)
    )
    assert cells == EXPECTED[resource, action]


@pytest.mark.parametrize(("resource", "action"), EXPECTED)
def test_a_role_that_is_not_in_the_table_may_do_nothing(resource: str, action: str) -> None:
    assert scope(MATRIX, Role.OTHER, Resource[resource], Action[action]).name == "NONE"


def test_cells_are_written_with_the_eight_letters_only() -> None:
    cells = {cell for row in MATRIX.values() for cell in row.values()}
    assert cells == {"CRUD", "R", "Ru", "", "ru", "crud", "r"}


@pytest.mark.parametrize("role", COLUMN)
async def test_a_client_is_told_every_cell_of_its_role(gateway: GatewayUnderTest, role: RoleName) -> None:
    data = await gateway.ask(PERMISSIONS, role=role)
    assert data["viewer"] == {
        "role": role.upper(),
        "permissions": [
            {"resource": resource, "action": action, "scope": cells[COLUMN[role]]}
            for (resource, action), cells in EXPECTED.items()
        ],
    }
    assert gateway.sandbox.calls == []


@pytest.mark.parametrize("role", COLUMN)
async def test_the_switch_widens_one_cell_and_no_other(role: RoleName) -> None:
    async with GatewayUnderTest(end_users_may_edit_contracts=True) as gateway:
        data = await gateway.ask(PERMISSIONS, role=role)
    assert data["viewer"]["permissions"] == [
        {"resource": resource, "action": action, "scope": cells[COLUMN[role]]}
        for (resource, action), cells in {**EXPECTED, **WIDENED}.items()
    ]


def test_the_switch_leaves_the_standard_matrix_alone() -> None:
    widened = matrix(end_users_may_edit_contracts=True)
    assert matrix() is MATRIX
    assert MATRIX[Resource.ENERGY_CONTRACTS][Role.USER] == "r"
    changed = {
        (resource.name, role.name, MATRIX[resource][role], cell)
        for resource, row in widened.items()
        for role, cell in row.items()
        if MATRIX[resource][role] != cell
    }
    assert changed == {("ENERGY_CONTRACTS", "USER", "r", "crud")}
