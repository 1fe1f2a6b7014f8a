"""Who may do what: the permission matrix, readable by somebody who does not read Python.

A capital letter allows the action on every object of the viewer's organization, a small letter
only on what is the viewer's own; a missing letter refuses. C create, R read, U update, D delete.

The Partner API only hands out administrator rights, so this table is all that stands between an
end user and everybody's data. Where the API's documentation contradicts itself or is silent, the
safer reading stands: staff never change administrators or other staff, and end users read their
contracts but do not write them.
"""

from collections.abc import Mapping
from enum import Enum

from domain.roles import Role


class Resource(Enum):
    """What is protected. Users are three resources, by the role of the user who is looked at."""

    ADMINISTRATORS = "ADMINISTRATORS"
    STAFF = "STAFF"
    USERS = "USERS"
    BUILDINGS = "BUILDINGS"
    ENERGY_CONTRACTS = "ENERGY_CONTRACTS"
    DEVICES = "DEVICES"
    ORGANIZATION = "ORGANIZATION"


class Action(Enum):
    """What may be done to a resource."""

    CREATE = "CREATE"
    READ = "READ"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


class Scope(Enum):
    """How far a right reaches."""

    NONE = "NONE"
    OWN = "OWN"
    ALL = "ALL"


Matrix = Mapping[Resource, Mapping[Role, str]]

# fmt: off
MATRIX: Matrix = {
    #                            Administrator, and         Staff                User
    #                            server-to-server
    Resource.ADMINISTRATORS:   {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "R",    Role.USER: ""},
    Resource.STAFF:            {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "Ru",   Role.USER: ""},
    Resource.USERS:            {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "CRUD", Role.USER: "ru"},
    Resource.BUILDINGS:        {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "CRUD", Role.USER: "crud"},
    Resource.ENERGY_CONTRACTS: {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "CRUD", Role.USER: "r"},
    Resource.DEVICES:          {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "CRUD", Role.USER: "crud"},
    # Figures and trading of the organization as a whole.
    Resource.ORGANIZATION:     {Role.ADMINISTRATOR: "CRUD", Role.STAFF: "R",    Role.USER: ""},
}
# fmt: on

_LETTER = {Action.CREATE: "C", Action.READ: "R", Action.UPDATE: "U", Action.DELETE: "D"}

ROLES = (Role.ADMINISTRATOR, Role.STAFF, Role.USER)
"""The roles a viewer can have, the mightiest first."""


def matrix(*, end_users_may_edit_contracts: bool = False) -> Matrix:
    """The matrix in force.

    The one switch widens one cell: in deployments whose app lets people enter their own tariff,
    end users may also create, update and delete their own energy contracts.
    """
    if not end_users_may_edit_contracts:
        return MATRIX
    return {**MATRIX, Resource.ENERGY_CONTRACTS: {**MATRIX[Resource.ENERGY_CONTRACTS], Role.USER: "crud"}}


def scope(table: Matrix, role: Role, resource: Resource, action: Action) -> Scope:
    """How far a role's right to an action on a resource reaches; none for a role not in the table."""
    cell = table[resource].get(role, "")
    letter = _LETTER[action]
    if letter in cell:
        return Scope.ALL
    return Scope.OWN if letter.lower() in cell else Scope.NONE


def resource_of_role(role: Role) -> Resource:
    """The resource that a user of this role is; an unknown role is guarded like the mightiest."""
    if role is Role.USER:
        return Resource.USERS
    return Resource.STAFF if role is Role.STAFF else Resource.ADMINISTRATORS


def covers(held: Role, claimed: Role) -> bool:
    """Whether somebody who holds a role may act in the claimed one; an unknown role covers nothing."""
    return held in ROLES and claimed in ROLES and ROLES.index(held) <= ROLES.index(claimed)
