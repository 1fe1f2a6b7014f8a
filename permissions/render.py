"""The matrix and the table as text, for people."""

from collections.abc import Mapping

from permissions.matrix import ROLES, Action, Matrix, Scope, scope
from permissions.rules import Rule

_HEADINGS = ("resource", "Administrator", "Staff", "User")


def render_matrix(matrix: Matrix) -> str:
    """The matrix as a table: one line a resource, one column a role."""
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for resource in matrix:
        cells = (
            ", ".join(
                action.value.lower() + (" own" if reach is Scope.OWN else "")
                for action in Action
                if (reach := scope(matrix, role, resource, action)) is not Scope.NONE
            )
            for role in ROLES
        )
        rows.append((resource.value.lower().replace("_", " "), *(cell or "-" for cell in cells)))
    return _table(rows)


def render_rules(rules: Mapping[str, Rule], matrix: Matrix) -> str:
    """The rules as a table: one line a type or field, one column a role."""
    rows: list[tuple[str, ...]] = [("type or field", *_HEADINGS[1:], "how")]
    rows += [
        (name, *(rule.reach(matrix, role).value.lower() for role in ROLES), rule.reason)
        for name, rule in rules.items()
    ]
    return _table(rows)


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
