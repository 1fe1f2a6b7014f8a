"""Makes values up: mostly right ones, and every kind of wrong one."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    is_abstract_type,
    is_leaf_type,
)

from tests.execution.differential import nasty_schema as nasty
from tests.execution.differential.nasty_rows import (
    Iterated,
    IteratedSoon,
    MadeUp,
    PlainRow,
    Raises,
    Soon,
)

_ROWS_PER_TYPE = 3

_RIGHT: dict[str, list[Any]] = {
    "String": ["", "text", "ä€𝄞", 'with "quotes"\n'],
    "Int": [0, 1, -1, 2**31 - 1, -(2**31)],
    "Float": [0.0, -1.5, 1e300, 3],
    "Boolean": [True, False],
    "ID": ["key", "1", 7],
    "Color": list(nasty.Color),
    "DateTime": [datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(1999, 1, 1)],  # noqa: DTZ001 - on purpose
    "JSON": [{"a": [1, None]}, [1, {"b": 2}], "text", 5, [], {}],
    "Fussy": ["fine", "also fine"],
}
_WRONG: list[Any] = [
    5, 2**31, -(2**31) - 1, 1.5, float("nan"), float("inf"), "12", "text", True, b"bytes", "red", "AZURE",
    [1], [], (), {}, {"a": 1}, object, "raise", "nothing", 10**400, Raises(LookupError("on reading")),
]  # fmt: skip


class Maker:
    """Makes the values of one world, the same for the same seed."""

    def __init__(self, schema: GraphQLSchema, seed: str, *, wrong: float, waits: bool) -> None:
        """Make a maker.

        Args:
            schema: The nasty schema.
            seed: What all values depend on.
            wrong: The share of values that are not what the schema says.
            waits: Whether values may have to be awaited.

        """
        self._schema = schema
        self._seed = seed
        self._wrong = wrong
        self._waits = waits
        self._types: dict[str, GraphQLOutputType] = {}
        for each in schema.type_map.values():
            if isinstance(each, GraphQLObjectType | GraphQLInterfaceType):
                self._types |= {name: field.type for name, field in each.fields.items()}
        self._rows = {
            name: [self._row(name, number) for number in range(_ROWS_PER_TYPE)]
            for name in ("Alpha", "Beta", "Gamma", "Delta", "Zeta")
        }
        self.root = MadeUp(self.make, f"{seed}/root")

    def make(self, seed: str, name: str) -> Any:
        """The value of a field."""
        random = Random(seed)
        if name == "named":
            wrong = [5, "Beta", "Either", "Nobody", Raises(ValueError("resolve_type"))]
            if random.random() < self._wrong:
                return random.choice(wrong)
            return None
        return self._value(random, self._types[name])

    def _row(self, name: str, number: int) -> Any:
        made_up = MadeUp(self.make, f"{self._seed}/{name}{number}")
        if name == "Alpha":
            return nasty.AlphaRow(made_up)
        if name == "Beta":
            return nasty.BetaRow(made_up)
        if name == "Delta":
            delta: Any = object.__new__(nasty.Delta)
            delta.made_up = made_up
            return delta
        random = Random(f"{self._seed}/{name}{number}")
        kind = "Raises" if random.random() < self._wrong else "Gamma"
        return PlainRow(made_up, kind, takes_time=self._waits and random.random() < 0.5)

    def _value(self, random: Random, output_type: GraphQLOutputType) -> Any:
        chance = random.random()
        if self._waits and chance > 0.9:
            value = self._value(random, output_type)
            return value if isinstance(value, Soon) else Soon(value, random.randint(0, 3))
        if chance < self._wrong:
            return self._wrong_value(random)
        if isinstance(output_type, GraphQLNonNull):
            return self._value(random, output_type.of_type)
        if random.random() < 0.15:
            return None
        if isinstance(output_type, GraphQLList):
            return self._items(random, output_type.of_type)
        if is_leaf_type(output_type):
            return random.choice(_RIGHT[output_type.name])
        names = (
            [output_type.name] if isinstance(output_type, GraphQLObjectType) else self._possible(output_type)
        )
        return random.choice(self._rows[random.choice(names)])

    def _possible(self, output_type: GraphQLOutputType) -> list[str]:
        assert is_abstract_type(output_type)
        return [each.name for each in self._schema.get_possible_types(output_type)]

    def _items(self, random: Random, item_type: GraphQLOutputType) -> Any:
        items = [self._value(random, item_type) for _ in range(random.randint(0, 3))]
        chance = random.random()
        if chance > 0.3:
            return items
        if chance > 0.2:
            return tuple(items)
        error = ValueError("iterated too far") if random.random() < self._wrong * 2 else None
        return IteratedSoon(items, error) if self._waits and chance < 0.1 else Iterated(items, error)

    def _wrong_value(self, random: Random) -> Any:
        kind = random.randint(0, 5)
        if kind == 0:
            return ValueError("given back")
        if kind == 1:
            error = GraphQLError("with extensions", extensions={"code": random.randint(1, 9)})
            return error if random.random() < 0.5 else Raises(error)
        if kind == 2:
            return Raises(KeyError("on reading"))
        if kind == 3:
            return random.choice(random.choice(list(self._rows.values())))
        return random.choice(_WRONG)
