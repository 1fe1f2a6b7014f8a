"""A user's rows by building: found once for as long as the lists that they come from stand."""

from typing import Generic, Protocol, TypeVar


class InBuilding(Protocol):
    """A row that is in a building, or in none."""

    @property
    def building_id(self) -> str | None:
        """The building's own id."""
        ...


_MOST_BUILDINGS = 100
"""Nobody has so many; and should somebody have, the others are found anew."""

Row = TypeVar("Row", bound=InBuilding)


class ByBuilding(Generic[Row]):
    """All rows of one kind of a user, and those of each building.

    The rows of a building are the same tuple every time, so that whoever makes something of them can
    find it again.
    """

    __slots__ = ("_applies_everywhere", "_found", "rows")

    def __init__(self, rows: tuple[Row, ...], *, applies_everywhere: bool = False) -> None:
        """Take the rows.

        Args:
            rows: All of a user's, in order.
            applies_everywhere: Whether a row without a building is one of every building.

        """
        self.rows = rows
        self._applies_everywhere = applies_everywhere
        self._found: dict[str, tuple[Row, ...]] = {}

    def of(self, building_id: str) -> tuple[Row, ...]:
        """The rows of one building, in their order."""
        found = self._found.get(building_id)
        if found is None:
            wanted = (None, building_id) if self._applies_everywhere else (building_id,)
            found = tuple(row for row in self.rows if row.building_id in wanted)
            if len(self._found) < _MOST_BUILDINGS:
                self._found[building_id] = found
        return found
