"""What one operation was charged for, and what it turned out to cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from execution.guard import Points
from execution.guard.price import points_of_values
from gateway.limits.budgets import Budgets
from gateway.limits.upstream_calls import Count, count_calls

_EVENT = 1


@dataclass(slots=True)
class Charge:
    """The points of one operation: what they were reckoned, and what has been settled.

    ``is_told`` says that the client wants to know. ``limit`` is the budget of a minute; 0: there is
    none.
    """

    budgets: Budgets
    key: str
    limit: int
    reckoned: Points
    is_told: bool
    _count: Count | None = None
    _values: int = field(default=0)
    _begun: int = field(default=0)
    _is_overdue: bool = field(default=False)

    @property
    def calls(self) -> int:
        """The upstream calls so far."""
        return max(self._begun, self._count.calls if self._count is not None else 0)

    def begin(self) -> None:
        """Count the upstream calls of what runs in this context from now on."""
        self._count = count_calls()

    def has_begun(self, calls: int) -> None:
        """Count calls by their beginning: nobody may have waited for their end."""
        self._begun = calls

    def overdue(self) -> None:
        """Give nothing back: calls that nobody waits for any more are on their way, and not counted."""
        self._is_overdue = True

    def note(self, payload: dict[str, Any]) -> None:
        """Count the values of a part of the answer, if anybody wants to know."""
        if self.is_told:
            self._values += count_values(payload.get("data"))
            for part in payload.get("incremental", ()):
                self._values += count_values(part.get("data"))

    def settle(self, payload: dict[str, Any]) -> None:
        """Give back what the calls were fewer, or take what they were more, and tell it on request.

        What needed no call at all is given back whole: budgets are about the source.
        """
        calls = self.calls
        if self.limit:
            reckoned = self.reckoned.calls if calls else self.reckoned.total
            owed = calls - reckoned
            self.budgets.charge(self.key, max(0, owed) if self._is_overdue else owed)
        if self.is_told:
            payload.setdefault("extensions", {})["cost"] = self._told(calls)

    def settle_event(self, payload: dict[str, Any]) -> None:
        """Charge for one event of a stream: a point, and what it had to read."""
        calls = self.calls
        if self.limit:
            self.budgets.charge(self.key, calls + _EVENT)
        if self.is_told:
            self._values = 0
            self.note(payload)
            payload.setdefault("extensions", {})["cost"] = self._told(calls)

    def _told(self, calls: int) -> dict[str, int | None]:
        return {
            "requested": self.reckoned.total,
            "actual": calls + points_of_values(self._values),
            "limit": self.limit or None,
            "remaining": self.budgets.left(self.key, self.limit) if self.limit else None,
        }


def count_values(data: object) -> int:
    """How many values an answer has: objects, and what is in them; lists count by their objects."""
    values = 0
    waiting = [data] if isinstance(data, Mapping) else []
    while waiting:
        for value in waiting.pop().values():
            if isinstance(value, Mapping):
                waiting.append(value)
            elif isinstance(value, list):
                objects = [each for each in value if isinstance(each, Mapping)]
                waiting += objects
                values += len(objects) if objects else bool(value)
                continue
            values += 1
    return values
