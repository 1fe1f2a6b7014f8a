"""What resolvers are told about a call: graphql-core's own class, made with less."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo
from graphql.pyutils import Path, gather_with_cancel
from graphql.pyutils.is_awaitable import is_awaitable
from graphql.type import GraphQLResolveInfoHelpers

from execution.compiled.place import Place, path_of

if TYPE_CHECKING:
    from execution.compiled.plan import Field
    from execution.compiled.run import Run


class ResolveInfo(GraphQLResolveInfo[Any]):
    """The information about one call, whose path is made when it is asked for."""

    place: Place

    @property
    def path(self) -> Path:
        """The path of the field."""
        return path_of(self.place)

    @classmethod
    def at(cls, shared: GraphQLResolveInfo[Any], place: Place) -> "ResolveInfo":
        """What all calls of one field share, for a call in one place."""
        info = tuple.__new__(cls, shared)
        info.place = place
        return info


def shared_info(run: "Run", field: "Field") -> GraphQLResolveInfo[Any]:
    """What all calls of one field in a run share: everything but the path."""
    plan = run.plan
    return GraphQLResolveInfo(
        field.name,
        field.nodes,
        field.definition.type,
        field.parent_type,
        _NO_PATH,
        plan.schema,
        plan.fragments,
        run.root_value,
        plan.operation,
        run.variables,
        run.context,
        is_awaitable,
        None,
        _HELPERS,
    )


_NO_PATH: Any = None


def _gather(values: Sequence[Awaitable[Any]]) -> Awaitable[list[Any]]:
    return gather_with_cancel(*values)


_background: set[asyncio.Future[Any]] = set()


def _track(values: Sequence[Any]) -> None:
    """Settle what would otherwise be abandoned, so that its errors are seen."""
    awaitables = [value for value in values if is_awaitable(value)]
    if awaitables:
        settled = asyncio.gather(*awaitables, return_exceptions=True)
        _background.add(settled)
        settled.add_done_callback(_background.discard)


_HELPERS = GraphQLResolveInfoHelpers(gather=_gather, track=_track)
