"""What is told about one operation."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.roles import Role
from execution.guard import Points
from execution.waves import Waves


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one operation asks, in which waves, and what it may cost.

    Attributes:
        kind: query, mutation or subscription.
        name: The operation's name, if it has one.
        role: Whose role it is explained for.
        waves: Its calls; ``None`` if it is not run by a plan.
        why_not: Why it is not.
        points: What it may cost at most.
        limit: How many points one operation of the role may cost.
        made_up: The variables that were made up, as nobody gave them.

    """

    kind: str
    name: str | None
    role: Role
    waves: Waves | None
    why_not: str
    points: Points
    limit: int
    made_up: Sequence[str] = ()
