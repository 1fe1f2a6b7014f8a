"""Who may see and do what. The only place where roles are compared.

``matrix`` holds the rights by role and resource, ``table`` the rule of every type and loading field
of the schema, ``access`` applies the matrix to one viewer, and ``guard`` wraps the table over the
built schema.
"""

from permissions.access import Access
from permissions.guard import PermissionTableError, guard
from permissions.matrix import MATRIX, ROLES, Action, Matrix, Resource, Scope, matrix
from permissions.render import render_matrix, render_rules
from permissions.rules import Rule
from permissions.table import FEDERATION_FIELDS, FEDERATION_TYPES, FIELDS, TYPES

__all__ = [
    "FEDERATION_FIELDS",
    "FEDERATION_TYPES",
    "FIELDS",
    "MATRIX",
    "ROLES",
    "TYPES",
    "Access",
    "Action",
    "Matrix",
    "PermissionTableError",
    "Resource",
    "Rule",
    "Scope",
    "guard",
    "matrix",
    "render_matrix",
    "render_rules",
]
