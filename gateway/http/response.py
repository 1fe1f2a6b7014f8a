"""Responses in one piece, and what caches may do with them."""

import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from math import floor
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from gateway.http.compression import MINIMUM_BYTES, choose_encoding, compress
from gateway.http.head import Head

_ENTITY_TAG = re.compile(r'(?:^|,)[ \t]*(?:W/)?("[^"]*")[ \t]*(?=,|$)')

RawHeaders = list[tuple[bytes, bytes]]

WHOLE = "gateway.whole"
"""In the first message of an answer: its length is among the headers, and the next message is all of the
body. Our server sends both together; others do not know it.
"""


class PlainResponse:
    """An ASGI response that is all there."""

    __slots__ = ("_body", "_headers", "_status")

    def __init__(self, status: int, headers: RawHeaders, body: bytes) -> None:
        self._status = status
        self._headers = headers
        self._body = body

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        head = {"type": "http.response.start", "status": self._status, "headers": self._headers, WHOLE: True}
        await send(head)
        await send({"type": "http.response.body", "body": self._body})


class Outgoing(NamedTuple):
    """An answer of an operation as JSON, with what is known of how fresh it is.

    ``compress`` gives its form in a coding; both times are in seconds. ``name`` is what metrics call
    the operation.
    """

    body: bytes
    fresh_seconds: float
    age_seconds: float
    compress: Callable[[str], bytes]
    name: str = ""


def json_response(
    body: bytes,
    status: int,
    media_type: str,
    request_id: str,
    head: Head | None = None,
    extra: Mapping[str, str] | None = None,
) -> PlainResponse:
    """JSON that nobody may keep; compressed if a head is given and its client wants it."""
    coding = None if head is None else coding_of(body, head)
    headers = _headers(media_type, request_id, coding)
    headers += [(b"vary", b"Accept, Accept-Encoding"), (b"cache-control", b"no-store")]
    headers += [(name.lower().encode(), value.encode()) for name, value in (extra or {}).items()]
    body = body if coding is None else compress(body, coding)
    headers.append((b"content-length", b"%d" % len(body)))
    return PlainResponse(status, headers, body)


def answer_response(
    answer: Outgoing, status: int, media_type: str, request_id: str, head: Head, seconds: float
) -> PlainResponse:
    """The answer of an operation that took so many seconds.

    One that was asked for by GET, and is fresh, may be kept by its client, and has an entity tag.
    """
    body = answer.body
    coding = coding_of(body, head)
    headers = _headers(media_type, request_id, coding)
    # Whole milliseconds: finer ones would help to tell what is hidden from what is not there.
    headers.append((b"server-timing", b"run;dur=%.0f" % (seconds * 1000)))
    age = floor(answer.age_seconds)
    if age:
        headers.append((b"age", b"%d" % age))
    if head.method != "GET" or answer.fresh_seconds <= 0:
        headers += [(b"vary", b"Accept, Accept-Encoding"), (b"cache-control", b"no-store")]
    else:
        tag = _entity_tag(body, media_type, coding or "")
        # Whoever keeps it subtracts the age from the time for which it may be kept.
        lifetime = floor(answer.fresh_seconds + age)
        headers += [
            (b"vary", b"Authorization, Accept, Accept-Encoding"),
            (b"cache-control", b"private, max-age=%d" % lifetime),
            (b"etag", tag.encode()),
        ]
        known = head.text(b"if-none-match")
        if known.strip() == "*" or tag in _ENTITY_TAG.findall(known):
            unsent = (b"content-type", b"content-encoding")
            return PlainResponse(304, [each for each in headers if each[0] not in unsent], b"")
    body = body if coding is None else answer.compress(coding)
    headers.append((b"content-length", b"%d" % len(body)))
    return PlainResponse(status, headers, body)


def coding_of(body: bytes, head: Head) -> str | None:
    """The content coding that is worth it and wanted, if there is one."""
    return choose_encoding(head.text(b"accept-encoding")) if len(body) >= MINIMUM_BYTES else None


def _headers(media_type: str, request_id: str, coding: str | None) -> RawHeaders:
    headers = [
        (b"x-request-id", request_id.encode()),
        (b"content-type", b"%b; charset=utf-8" % media_type.encode()),
    ]
    if coding is not None:
        headers.append((b"content-encoding", coding.encode()))
    return headers


def _entity_tag(body: bytes, *representation: str) -> str:
    """A strong tag: no two representations of an answer share it, not even for the same data."""
    digest = blake2b(body, digest_size=16)
    for part in representation:
        digest.update(f"\n{part}".encode())
    return f'"{digest.hexdigest()}"'
