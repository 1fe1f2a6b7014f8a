"""The vocabulary of the permission table: what a rule is."""

from domain.record import Record
from domain.roles import Role
from permissions.matrix import Action, Matrix, Resource, Scope, scope


class Rule(Record, frozen=True, kw_only=True):
    """What reading a field takes, or running a mutation.

    ``cells`` are (resource, action) pairs of the matrix of which one is enough; without any, every
    viewer may. ``reason`` says in a few words how rows are narrowed, for whoever audits the table.
    """

    cells: tuple[tuple[Resource, Action], ...] = ()
    reason: str = ""

    def reach(self, matrix: Matrix, role: Role) -> Scope:
        """How far the rule lets this role reach."""
        if not self.cells:
            return Scope.ALL
        scopes = {scope(matrix, role, resource, action) for resource, action in self.cells}
        return Scope.ALL if Scope.ALL in scopes else Scope.OWN if Scope.OWN in scopes else Scope.NONE


def anyone(reason: str) -> Rule:
    """A rule that lets every authenticated viewer pass."""
    return Rule(reason=reason)


def reads(*resources: Resource, reason: str = "") -> Rule:
    """A rule that takes the right to read one of these resources, at least one's own."""
    return Rule(cells=tuple((resource, Action.READ) for resource in resources), reason=reason)


def writes(action: Action, *resources: Resource, reason: str = "") -> Rule:
    """A rule that takes the right to do this to one of these resources, at least to one's own."""
    return Rule(cells=tuple((resource, action) for resource in resources), reason=reason)
