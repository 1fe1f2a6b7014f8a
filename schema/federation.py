"""The same schema as a subgraph of a federated graph."""

import asyncio
from collections.abc import Iterator
from typing import Any

import strawberry
from strawberry.federation.schema import FederationAny
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from domain.errors import BadUserInput
from resolvers.context import Info
from resolvers.node import MAXIMUM_IDS, AnyNode, node_by_global_id
from schema.declaring import RECORDS
from schema.node import Node

FEDERATION_VERSION = "2.9"


class Subgraph(strawberry.federation.Schema):
    """Answers for entities through the same look-up, loaders and permissions as ``node``."""

    async def entities_resolver(  # type: ignore[override]  # Strawberry's own cannot wait
        self, info: Info, representations: list[FederationAny]
    ) -> list[FederationAny]:
        """The entities in the order of their representations.

        What does not exist, or may not be seen, is ``None``; what is malformed is an error in its
        own place.

        Raises:
            BadUserInput: There are too many representations.

        """
        if len(representations) > MAXIMUM_IDS:
            raise BadUserInput(f"`representations` may hold at most {MAXIMUM_IDS} entries.")
        found: list[Any] = await asyncio.gather(
            *(_entity(info, each) for each in representations), return_exceptions=True
        )
        return found


def entity_types() -> Iterator[type]:
    """The declared types that have a global id, and so can be looked up by a router."""
    return (declared for declared in RECORDS if issubclass(declared, Node))


def mark_entities(*, marked: bool) -> None:
    """Give all entity types their ``@key``, or take it away again.

    Declarations are shared by all schemas of a process, and only a subgraph has keys.
    """
    for declared in entity_types():
        definition = declared.__strawberry_definition__  # type: ignore[attr-defined]
        definition.directives = [Key(fields=FieldSet("id"), resolvable=True)] if marked else []


async def _entity(info: Info, representation: Any) -> AnyNode | None:  # noqa: ANN401 - whatever a router sends
    if not isinstance(representation, dict) or not isinstance(representation.get("id"), str):
        raise BadUserInput("A representation must be an object with `__typename` and `id`.")
    name = representation.get("__typename")
    record = next((RECORDS[each] for each in entity_types() if each.__name__ == name), None)
    if record is None:
        raise BadUserInput("A representation's `__typename` must be an entity.")
    node = await node_by_global_id(info.context, representation["id"])
    return node if type(node) is record else None
