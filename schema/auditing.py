"""Noting every mutation, whatever becomes of it: carried out, refused or failed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema

from domain.errors import GatewayError
from domain.ids import decode_id
from resolvers.audit import AuditEntry
from schema.mutations.payload import Payload


def audit_mutations(schema: GraphQLSchema) -> None:
    """Wrap the fields of the mutation type, outside of what the permission table wraps around them."""
    if schema.mutation_type is not None:
        for name, field in schema.mutation_type.fields.items():
            if field.resolve is not None:
                field.resolve = _audited(name, field.resolve)


def _audited(name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    async def audited(source: Any, info: Any, **arguments: Any) -> Any:  # noqa: ANN401 - graphql-core's own signature
        asked: Mapping[str, Any] = arguments.get("input", {})
        objects = dict(_objects(asked))
        fields = tuple(sorted(asked.keys() - objects.keys()))
        outcome, result = "INTERNAL_SERVER_ERROR", None
        problems: tuple[str, ...] = ()
        try:
            payload = await resolve(source, info, **arguments)
            outcome, problems, result = _became(payload)
            return payload
        except GatewayError as error:
            outcome = error.code
            raise
        finally:
            info.context.audit(AuditEntry(name, outcome, objects, fields, problems, result))

    return audited


def _objects(asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The objects that an input names, by the upstream's ids; nothing of what is none of our ids."""
    for name, value in asked.items():
        decoded = decode_id(value) if isinstance(value, str) and name.lower().endswith("id") else None
        if decoded is not None:
            yield name, decoded.own_id


def _became(payload: Any) -> tuple[str, tuple[str, ...], str | None]:  # noqa: ANN401 - a payload
    if not isinstance(payload, Payload):
        return "DONE", (), None
    errors: list[Any] = payload.user_errors
    problems = tuple(f"{'.'.join(error.path)}: {error.code.name}" for error in errors)
    value = getattr(payload, payload.value)
    decoded = decode_id(getattr(value, "id", ""))
    return "REFUSED_INPUT" if problems else "DONE", problems, decoded and decoded.own_id
