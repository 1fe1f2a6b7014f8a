"""What repeating a write takes: its journal, and the claim of one operation on its key."""

import logging
import sqlite3
import time
from hashlib import blake2b
from pathlib import Path

import orjson

from cache import Claim, FileJournal, Journal, MemoryJournal, Once, RedisJournal
from domain.roles import Viewer
from gateway.http.request import GraphQLRequest

_log = logging.getLogger("gateway.writing")

_MARGIN_SECONDS = 1.0


def open_journal(path: Path | None, redis_url: str | None = None, namespace: str = "gateway") -> Journal:
    """The journal of this process, and in Redis if replicas share one."""
    own = _own_journal(path)
    return own if redis_url is None else RedisJournal(redis_url, namespace=namespace, own=own)


def _own_journal(path: Path | None) -> Journal:
    """The journal in that file; in memory if there is none, or if it cannot be opened."""
    if path is None:
        return MemoryJournal(time.time)
    try:
        return FileJournal(path, time.time)
    except (OSError, sqlite3.Error) as error:
        _log.warning(
            "the journal of writes cannot be opened: keys are forgotten when the process ends",
            extra={"file": str(path), "error": type(error).__name__},
        )
        return MemoryJournal(time.time)


def make_once(journal: Journal, upstream_seconds: float) -> Once:
    """Writes once; a call that is older than the client's own patience has no effect any more."""
    return Once(journal, settle_seconds=upstream_seconds + _MARGIN_SECONDS, clock=time.time)


def claim_of(once: Once, viewer: Viewer, request: GraphQLRequest, text: str) -> Claim | None:
    """The claim of an operation on the key that it came with."""
    if request.idempotency_key is None:
        return None
    scope = f"{viewer.organization_id} {viewer.role.value} {viewer.principal} {request.idempotency_key}"
    variables = orjson.dumps(request.variables or {}, option=orjson.OPT_SORT_KEYS)
    asked = blake2b(variables, digest_size=24)
    asked.update(f"\n{request.operation_name}\n{text}".encode())
    return Claim(once, scope, asked.hexdigest())
