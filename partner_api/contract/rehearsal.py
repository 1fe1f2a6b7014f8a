"""Making the client do everything it can, against an upstream that only listens.

So there is no second list of operations, fields or types beside the client: what this finds is what
is really sent, and what the decoders really look for.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from itertools import product
from typing import Any, get_type_hints

import httpx
import msgspec

from domain.errors import UpstreamError
from partner_api.client import PartnerApi
from partner_api.contract.samples import SAMPLE_ID, samples
from partner_api.contract.used import UsedOperation
from partner_api.expectations import Expectation, listeners
from partner_api.inferred import INFERRED
from partner_api.upstream import Upstream, UpstreamCall

_BASE = "https://rehearsal.invalid/"
_TOKEN_URL = "https://rehearsal.invalid/token"  # noqa: S105 (an address)
_NOT_OPERATIONS = frozenset({"check"})
_NOTHINGS = (b"null", b"[")
"""What nobody can read; some operations look whether it begins like a list."""
_JSON = {"content-type": "application/json"}

Operation = Callable[..., Awaitable[object]]


class _Listener(httpx.AsyncBaseTransport):
    """Answers every question with nothing, so that decoders say what they expected instead."""

    def __init__(self) -> None:
        self.answer = b""
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == _TOKEN_URL:
            return httpx.Response(200, json={"access_token": "rehearsal", "expires_in": 3600})
        await request.aread()
        self.requests.append(request)
        return httpx.Response(200, content=self.answer, headers=_JSON)


async def rehearse() -> tuple[UsedOperation, ...]:
    """Everything that the client does, each thing once. Takes tenths of a second; no network."""
    found: dict[tuple[object, ...], UsedOperation] = {}
    for name in _operations():
        for used in await _rehearse(name):
            _add(found, used)
    return tuple(found.values())


async def _rehearse(name: str) -> list[UsedOperation]:
    """One operation in all its variants, with a client of its own: one that hears nothing but
    nonsense soon leaves the upstream alone.
    """
    transport = _Listener()
    calls: list[UpstreamCall] = []
    upstream = Upstream(SAMPLE_ID, _BASE, _TOKEN_URL, "client", "secret")
    api = PartnerApi([upstream], transport=transport, on_call=calls.append)
    operation: Operation = getattr(api, name)
    heard: list[Expectation] = []
    listening = listeners.set(heard)
    found = []
    try:
        await api.check(SAMPLE_ID)  # there is a token from here on
        for arguments in _arguments(operation):
            for collected in (transport.requests, calls, heard):
                collected.clear()
            for transport.answer in _NOTHINGS:
                await _try(operation, arguments)
            expected = tuple(dict.fromkeys(heard))
            found += [_used(calls[-1].operation, request, expected) for request in transport.requests]
    finally:
        listeners.reset(listening)
        await api.aclose()
    return found


def _operations() -> Iterator[str]:
    """All that can be asked: whatever takes a request id, except for the probe."""
    for name, method in inspect.getmembers(PartnerApi, inspect.isfunction):
        is_public = not name.startswith("_") and name not in _NOT_OPERATIONS
        if is_public and "request_id" in inspect.signature(method).parameters:
            yield name


def _arguments(operation: Operation) -> Iterator[dict[str, Any]]:
    """All combinations of sample arguments. Many do not fit each other, which the client refuses."""
    hints = get_type_hints(operation)
    names = [name for name in inspect.signature(operation).parameters if name != "request_id"]
    for values in product(*(tuple(samples(name, hints[name])) for name in names)):
        yield dict(zip(names, values, strict=True))


async def _try(operation: Operation, arguments: dict[str, Any]) -> None:
    try:
        await operation(**arguments)
    except ValueError:
        return  # the arguments do not fit each other: nothing was sent
    except UpstreamError:
        return  # no answer, as it is meant to be


def _used(name: str, request: httpx.Request, expected: tuple[Expectation, ...]) -> UsedOperation:
    return UsedOperation(
        name=name,
        method=request.method,
        segments=tuple(request.url.path.strip("/").split("/")),
        query=frozenset(request.url.params),
        sent=msgspec.json.decode(request.content) if request.content else None,
        expected=expected,
        is_inferred=name in INFERRED,
    )


def _add(found: dict[tuple[object, ...], UsedOperation], used: UsedOperation) -> None:
    """Keep one per method and path; of several, the parameters and the larger body."""
    key = (used.method, used.name)
    before = found.get(key)
    if before is not None:
        sent = before.sent if len(before.sent or ()) >= len(used.sent or ()) else used.sent
        used = before._replace(query=before.query | used.query, sent=sent)
    found[key] = used
