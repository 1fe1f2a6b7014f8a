"""Judging an answer: everything in it belongs to whom the matrix shows it, and says what is so."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
    print_schema,
)

from tests.security.oracle.marking import ID_MARK, TYPE_MARK
from tests.security.oracle.rules import ORGANIZATION_FIGURES, Seer
from tests.security.oracle.world import COLLECTIONS, Held, World, scalars, told_by

_RECORDS = {"User", "OnboardingSession", *(type_name for _, type_name in COLLECTIONS.values())}
_SCALES = (1.0, 1000.0, 0.001, 100.0, 0.01)


class Exposed(AssertionError):
    """Somebody was shown what the matrix does not grant, or something that is not so."""


class Judge:
    """Compares answers with the world."""

    def __init__(self, schema: GraphQLSchema, world: World) -> None:
        self._schema = schema
        self._world = world
        # What the schema says is nobody's secret: the names of inputs are in the paths of errors.
        self._public = set(re.findall(r"\w+", print_schema(schema)))

    def judge(self, seer: Seer, text: str, data: Any) -> Iterator[str]:
        """Check the data of an answer; yields the types of the records in it.

        Raises:
            Exposed: See there.

        """
        self.check_texts(seer, data, asked="")
        document = parse(text)
        fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        yield from _Walk(self._schema, self._world, seer, fragments).object(
            data, root, [operation.selection_set], None
        )

    def check_texts(self, seer: Seer, told: Any, asked: str) -> None:
        """Check that no text belongs to people whom the viewer does not see; ``asked`` may be repeated.

        Raises:
            Exposed: One does.

        """
        for value in scalars(told):
            if not isinstance(value, str):
                continue
            for text in told_by(value):
                if text == seer.organization_id or text in self._public:
                    continue
                owners = self._world.owners(text)
                if owners and text not in asked and not any(seer.sees(*owner) for owner in owners):
                    raise Exposed(f"{value!r} tells {text!r} of {owners} to {seer}")


class _Walk:
    """One walk through an answer along its document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        world: World,
        seer: Seer,
        fragments: dict[str, FragmentDefinitionNode],
    ) -> None:
        self._schema = schema
        self._world = world
        self._seer = seer
        self._fragments = fragments

    def object(
        self,
        data: Any,
        parent: GraphQLObjectType,
        selections: Sequence[SelectionSetNode],
        record: Held | None,
    ) -> Iterator[str]:
        """Check an object whose type is known; ``record`` is what it hangs below."""
        if data is None:
            return
        if parent.name in ORGANIZATION_FIGURES and not self._seer.sees_everybody:
            raise Exposed(f"{parent.name} was shown to {self._seer}")
        if parent.name in _RECORDS:
            record = self._record(data[ID_MARK], parent.name)
            yield parent.name
        for key, (name, below) in self._fields(parent, selections).items():
            if key not in data or key == ID_MARK:
                continue
            field = parent.fields.get(name)
            if field is None:
                continue
            named = get_named_type(field.type)
            if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) or below:
                yield from self._values(data[key], below, record)
            elif record is not None and parent.name != "PageInfo":
                self._check_leaf(data[key], named.name, record, f"{parent.name}.{name}")

    def _values(
        self,
        value: Any,
        below: Sequence[SelectionSetNode],
        record: Held | None,
    ) -> Iterator[str]:
        if isinstance(value, list):
            for each in value:
                yield from self._values(each, below, record)
        elif isinstance(value, dict) and TYPE_MARK in value:
            actual = self._schema.type_map[value[TYPE_MARK]]
            assert isinstance(actual, GraphQLObjectType)
            yield from self.object(value, actual, below, record)

    def _record(self, global_id: str, type_name: str) -> Held:
        """The record that an id names, which must be there, be of that type, and be granted."""
        *_, own_id = told_by(global_id)
        held = self._world.records.get(own_id)
        if held is None or held.type_name != type_name:
            raise Exposed(f"{global_id} is shown as a {type_name}, which it is not")
        if not self._seer.sees(*held.owner):
            raise Exposed(f"{type_name} {own_id} of {held.owner} is shown to {self._seer}")
        return held

    def _check_leaf(self, value: Any, scalar: str, record: Held, coordinate: str) -> None:
        """A text or number of a record is one that the Partner API tells of that very record."""
        if value is None:
            return
        if isinstance(value, list):
            for each in value:
                self._check_leaf(each, scalar, record, coordinate)
        elif scalar == "String" and not coordinate.endswith(".cursor") and value not in record.texts:
            raise Exposed(f"{coordinate} of {record.type_name} says {value!r}, which is nowhere in its row")
        elif scalar in ("Float", "Decimal"):
            number = abs(float(value))
            if number and not any(_close(number, each) for each in record.numbers):
                raise Exposed(f"{coordinate} of {record.type_name} says {value!r}, nowhere in its row")

    def _fields(
        self, parent: GraphQLObjectType, selections: Sequence[SelectionSetNode]
    ) -> dict[str, tuple[str, list[SelectionSetNode]]]:
        """The selected fields of an object by key, with everything that is selected below them."""
        found: dict[str, tuple[str, list[SelectionSetNode]]] = {}
        for selection in (each for selected in selections for each in selected.selections):
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                _, below = found.setdefault(key, (selection.name.value, []))
                if selection.selection_set:
                    below.append(selection.selection_set)
                continue
            if isinstance(selection, FragmentSpreadNode):
                fragment: FragmentDefinitionNode | InlineFragmentNode = self._fragments[selection.name.value]
            else:
                assert isinstance(selection, InlineFragmentNode)
                fragment = selection
            if self._applies(fragment, parent):
                for key, (name, deeper) in self._fields(parent, [fragment.selection_set]).items():
                    found.setdefault(key, (name, []))[1].extend(deeper)
        return found

    def _applies(
        self, fragment: FragmentDefinitionNode | InlineFragmentNode, parent: GraphQLObjectType
    ) -> bool:
        if fragment.type_condition is None:
            return True
        name = fragment.type_condition.name.value
        return (
            name == parent.name or any(each.name == name for each in parent.interfaces) or name == "_Entity"
        )


def _close(number: float, said: float) -> bool:
    return any(abs(number - said * scale) <= 1e-6 * max(number, 1.0) for scale in _SCALES)
