"""The vocabulary of a table that says what fields cost, and the check of such a table.

Everything in an answer belongs to somebody: its owner. A source that lists things for one owner at a
time is asked once for each owner and list, however many fields need it. So the table says of a field
which lists it needs and how often, how many objects it gives, and whether these belong to new owners.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)


class CostTableError(Exception):
    """The table and the schema do not fit each other; the message lists every gap."""


class Per(Enum):
    """How often something is loaded."""

    OPERATION = "once, however many fields need it"
    OWNER = "once for each owner, however many fields need it"
    OBJECT = "once for each object, however many fields need it"
    QUESTION = "once for each object and field: arguments make it another question"
    EVERYBODY = "once for each owner there is, for each object and field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A load that is several, of which an argument chooses some; all of them if it is not given.

    ``calls`` are the calls by value of the argument, which is a list. ``of_parent`` says that it is
    the argument of the field above.
    """

    argument: str
    calls: Mapping[str, int]
    of_parent: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """Something that a field loads by ``calls`` calls. Fields that name the same share it.

    An owner has at most ``most`` of the objects of which each is a load of its own; 0: nobody knows.
    """

    name: str
    per: Per = Per.OWNER
    calls: int = 1
    most: int = 0
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """How many objects a field gives: ``most``, or as many as a list that is its argument is long."""

    most: float
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """How many objects are on the page that a field gives, by its arguments ``first`` and ``last``.

    ``of_owners`` says that each of them is an owner, of whom there are not more than there are.
    """

    default: int
    most: int
    of_owners: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How many owners are looked through for a page: so many for each object on it, and some more."""

    page: Page
    times: int
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one field costs.

    Attributes:
        loads: What it loads. What is loaded for each owner is loaded for the new ones, if there are.
        items: How many objects it gives; as many as the page has if ``is_paged``, otherwise one.
        owners: That its objects belong to other owners, and how many these are for each object above.
        knows: Loads that new owners come with, unless the argument ``unless`` is true.

    """

    loads: tuple[Load, ...] = ()
    items: Items | Page | None = None
    is_paged: bool = False
    owners: Items | Page | Reach | None = None
    knows: frozenset[str] = frozenset()
    unless: str | None = None


FREE = Weight()
"""A field that loads nothing and gives one value."""


@dataclass(frozen=True, slots=True)
class Costs:
    """A table that fits its schema. ``weights`` are by type and field name, interfaces included."""

    schema: GraphQLSchema
    weights: Mapping[tuple[str, str], Weight] = field(default_factory=dict)

    @classmethod
    def of(
        cls, schema: GraphQLSchema, table: Mapping[str, Weight], loads: Callable[[GraphQLField], bool]
    ) -> "Costs":
        """Check a table by schema coordinate against a schema.

        Raises:
            CostTableError: A field that loads something, or gives a list of objects, has no row; or
                a row has no such field.

        """
        gaps = sorted(_gaps(schema, table, loads))
        if gaps:
            raise CostTableError("; ".join(gaps))
        weights = {(name, key): weight for name, _, key, weight in _rows(table)}
        for name, graphql_type in schema.type_map.items():
            if isinstance(graphql_type, GraphQLInterfaceType):
                for key in graphql_type.fields:
                    made = [weights.get((each.name, key), FREE) for each in _implementers(schema, name)]
                    weights[name, key] = _most(made)
        weights.update(_introspection(schema))
        return cls(schema, weights)

    def weight(self, type_name: str, field_name: str) -> Weight:
        """What a field of a type costs."""
        return self.weights.get((type_name, field_name), FREE)


def _rows(table: Mapping[str, Weight]) -> Iterator[tuple[str, str, str, Weight]]:
    for coordinate, weight in table.items():
        yield (*coordinate.partition("."), weight)


def _implementers(schema: GraphQLSchema, name: str) -> list[GraphQLObjectType]:
    interface = schema.type_map[name]
    return list(schema.get_possible_types(interface)) if isinstance(interface, GraphQLInterfaceType) else []


def _most(weights: list[Weight]) -> Weight:
    """What a field of an interface costs: all that any type loads for it, and the most objects."""
    loads: dict[str, Load] = {}
    for load in (load for weight in weights for load in weight.loads):
        if load.name not in loads or loads[load.name].calls < load.calls:
            loads[load.name] = load
    sizes = [weight.items for weight in weights if weight.items is not None]
    opening = next((weight for weight in weights if weight.owners is not None), FREE)
    return Weight(
        loads=tuple(loads.values()),
        items=max(sizes, key=lambda size: size.most, default=None),
        is_paged=any(weight.is_paged for weight in weights),
        owners=opening.owners,
    )


def _gaps(
    schema: GraphQLSchema, table: Mapping[str, Weight], loads: Callable[[GraphQLField], bool]
) -> Iterator[str]:
    needed, known = set(), set()
    for name, graphql_type in schema.type_map.items():
        if isinstance(graphql_type, GraphQLObjectType) and not name.startswith("__"):
            for key, each in graphql_type.fields.items():
                coordinate = f"{name}.{key}"
                known.add(coordinate)
                if loads(each):
                    needed.add(coordinate)
                if _is_list_of_objects(each):
                    needed.add(coordinate)
                    weight = table.get(coordinate)
                    if weight is not None and weight.items is None and not weight.is_paged:
                        yield f"field {coordinate} gives a list, and its row says not how long"
    yield from (f"field {coordinate} has no cost" for coordinate in needed - table.keys())
    yield from (f"cost {coordinate} has no field that needs one" for coordinate in table.keys() - needed)


def _is_list_of_objects(each: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(each.type)) and is_composite_type(get_named_type(each.type))


def _introspection(schema: GraphQLSchema) -> Mapping[tuple[str, str], Weight]:
    """How much introspection gives: this schema's own averages."""
    owners = [t for t in schema.type_map.values() if isinstance(t, GraphQLObjectType | GraphQLInterfaceType)]
    all_fields = [each for owner in owners for each in owner.fields.values()]
    types = len(schema.type_map)
    inputs = sum(len(getattr(t, "fields", ())) for t in schema.type_map.values()) - len(all_fields)
    values = sum(len(getattr(t, "values", ())) for t in schema.type_map.values())
    sizes: dict[tuple[str, str], float] = {
        ("__Schema", "types"): types,
        ("__Schema", "directives"): len(schema.directives),
        ("__Type", "fields"): len(all_fields) / types,
        ("__Type", "inputFields"): inputs / types,
        ("__Type", "enumValues"): values / types,
        ("__Type", "interfaces"): 0.5,
        ("__Type", "possibleTypes"): 0.5,
        ("__Type", "ofType"): 0.6,
        ("__Field", "args"): sum(len(each.args) for each in all_fields) / len(all_fields),
        ("__Directive", "args"): 1,
    }
    return {coordinate: Weight(items=Items(size)) for coordinate, size in sizes.items()}
