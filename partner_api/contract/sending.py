"""Whether what the client sends is what is taken."""

from collections.abc import Iterator
from typing import Any

from partner_api.contract.document import Offered
from partner_api.contract.shape import Schema, Shapes, type_of
from partner_api.contract.told import Told, knows_members, misfit
from partner_api.contract.used import UsedOperation


def unsendable(used: UsedOperation, offered: Offered, shapes: Shapes) -> Iterator[tuple[str, Told]]:
    """Every field of the body that is not taken, of another type, or required and not sent."""
    if used.sent is not None and offered.body:
        yield from _member(f"{used.name} body", used.sent, offered.body, shapes)


def sent_members(sent: object) -> Iterator[str]:
    """The names of all members of a body, those of objects inside included."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            yield name
            yield from sent_members(value)
    elif isinstance(sent, list):
        for item in sent:
            yield from sent_members(item)


def _member(label: str, sent: Any, taken: Schema, shapes: Shapes) -> Iterator[tuple[str, Told]]:  # noqa: ANN401
    shape = shapes.of(taken)
    types = shape.types | ({"integer"} if "number" in shape.types else set())
    if types and type_of(sent) not in types:
        told = misfit(shape.types, {type_of(sent)})
        yield label, told or Told("retyped", "another type is taken")
    elif isinstance(sent, list):
        for item in sent if shape.items else ():
            yield from _member(label, item, shape.items, shapes)
    elif isinstance(sent, dict):
        yield from _members(label, sent, taken, shapes)


def _members(label: str, sent: dict[str, Any], taken: Schema, shapes: Shapes) -> Iterator[tuple[str, Told]]:
    shape = shapes.of(taken)
    for name, value in sent.items():
        if name in shape.members:
            yield from _member(f"{label}.{name}", value, shape.members[name], shapes)
        elif knows_members(shape):
            yield f"{label}.{name}", Told("gone", "not taken")
    for name in sorted(shape.required - sent.keys()):
        yield f"{label}.{name}", Told("required", "not sent")
    for name in shape.members:
        if name not in sent and name not in shape.required:
            yield f"{label}.{name}", Told("new", "taken and not sent")
