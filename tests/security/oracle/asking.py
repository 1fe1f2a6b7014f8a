"""Random operations over the real schema, with ids and names of everybody."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import GraphQLSchema

from tests.execution.differential.random_documents import Taste, random_document
from tests.security.oracle.ids import Ids
from tests.security.oracle.marking import deferred, marked
from tests.security.oracle.rules import Seer
from tests.security.oracle.world import World

_ENTITIES = ("User", "Building", "EnergyContract", "HeatPump", "ElectricVehicle", "Wallbox", "Organization")
_KINDS: Mapping[str, int] = {"query": 60, "deferred": 15, "mutation": 18, "subscription": 7}
_REMEMBERED_CURSORS = 200
_RIGHT: dict[str, list[Any]] = {
    "Int": [0, 1, 2, 20, 100],
    "Boolean": [True, False],
    "Float": [0.5, 20.0],
    "Date": ["2026-10-01", "2026-10-14"],
    "DateTime": ["2026-10-12T00:00:00+00:00", "2026-10-14T00:00:00+00:00"],
    "Time": ["07:00:00"],
    "Decimal": ["0.25"],
    "CurrencyCode": ["EUR"],
}


@dataclass(frozen=True)
class Focus:
    """What to ask about: kinds of operations, roles of viewers, entry points; all if not said."""

    kinds: Mapping[str, int] = field(default_factory=lambda: _KINDS)
    role: str | None = None
    entry_points: frozenset[str] = frozenset()

    def leaves_out(self, coordinate: str) -> bool:
        """Whether a field is an entry point that is not asked about."""
        root, _, name = coordinate.partition(".")
        is_entry_point = root in ("Query", "Mutation", "Subscription")
        return is_entry_point and bool(self.entry_points) and name not in self.entry_points


@dataclass(frozen=True)
class Asked:
    """One operation. ``kind`` is query, deferred, mutation or subscription."""

    kind: str
    text: str
    variables: dict[str, Any]


class Asking:
    """Makes operations. Cursors that were answered to anybody come back in what others ask."""

    def __init__(self, schema: GraphQLSchema, world: World) -> None:
        self.cursors: deque[str] = deque(["W10"], maxlen=_REMEMBERED_CURSORS)
        self._schema = schema
        self._ids = Ids(world)
        self._words = self._said_by_people(world)

    def operation(self, random: Random, seer: Seer, focus: Focus) -> Asked:
        """One operation for a viewer."""
        kind = random.choices(list(focus.kinds), list(focus.kinds.values()))[0]
        taste = Taste(
            leaf=lambda chance, scalar, way: self._leaf(chance, scalar, way, seer),
            skip=focus.leaves_out,
            max_depth=random.randint(2, 6),
            max_selections=random.choice((2, 4, 8)),
            root="query" if kind == "deferred" else kind,
        )
        made = random_document(self._schema, random, taste)
        text = marked(self._schema, made.text)
        return Asked(kind, deferred(random, text, 0.7) if kind == "deferred" else text, made.variables)

    def _leaf(self, random: Random, scalar: str, way: str, seer: Seer) -> Any:
        name = way.rpartition(".")[2]
        if scalar == "ID":
            return self._ids.draw(random, way, seer.user_id)
        if scalar == "_Any":
            return {"__typename": random.choice(_ENTITIES), "id": self._ids.draw(random, way, seer.user_id)}
        if scalar == "String":
            if name in ("after", "before"):
                return random.choice(self.cursors)
            return random.choice(self._words.get(name, ["", "e", "nonsense", "https://app.example/x"]))
        values = _RIGHT[scalar]
        if name in ("from", "to") and random.random() < 0.9:
            return values[name == "to"]
        return random.choice(values)

    @staticmethod
    def _said_by_people(world: World) -> dict[str, list[str]]:
        rows = [row for _, row in world.people]

        def column(name: str) -> list[str]:
            return [row[name] for row in rows if row[name]]

        return {
            "email": column("email"),
            "externalId": column("external_user_id"),
            "search": ["", "e", "user-", *column("email"), *column("last_name")],
            "town": column("town"),
            "postalCode": column("zip_code"),
            "country": column("country"),
            "currency": ["EUR"],
        }
