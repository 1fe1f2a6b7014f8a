"""What all operations that write build on."""

from collections.abc import Callable
from typing import Literal, TypeVar

import msgspec

from partner_api.operations.base import Operations
from partner_api.wire.changes.table import Table, body_of, place_in
from partner_api.write import Write, json_body

Answer = TypeVar("Answer")


class WriteOperations(Operations):
    """Sending changes. ``operation`` is the name for logs and metrics."""

    async def _send_changes(
        self,
        operation: str,
        organization_id: str,
        method: Literal["POST", "PUT", "PATCH"],
        path: str,
        changes: msgspec.Struct,
        table: Table,
        decode: Callable[[bytes], Answer],
        *,
        request_id: str | None,
        needs_token: bool = True,
        has_answer: bool = True,
    ) -> Answer:
        write = Write(
            operation,
            organization_id,
            method,
            path,
            request_id,
            json_body(body_of(changes, table)),
            locate=lambda place: place_in(table, place),
            needs_token=needs_token,
            has_answer=has_answer,
        )
        return await self._http.write(write, decode)

    async def _send_nothing(
        self,
        operation: str,
        organization_id: str,
        method: Literal["POST", "DELETE"],
        path: str,
        *,
        request_id: str | None,
    ) -> None:
        write = Write(operation, organization_id, method, path, request_id, has_answer=False)
        await self._http.write(write, nothing)


def nothing(_: bytes) -> None:
    """Decode an answer that has nothing to say."""
