"""What must hold of everything that comes back, whatever was sent."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.errors import CODES
from tests.fuzzing.frames import CLOSE, TEXT
from tests.fuzzing.responses import Frame, NotHttp, Response, responses

_DELIMITER = b"\r\n---"
_PLAIN = (b"No more connections at the moment.", b"Too many requests.")
"""What those are told who want a WebSocket."""

_CLOSE_CODES = {1000, 1001, 1002, 1003, 1005, 1007, 1009, 1012}
_OUR_CLOSE_CODES = {4400, 4401, 4403, 4406, 4408, 4409, 4429}
_OVERLOADED = 503
_SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}.items()
_ROOT = Path(__file__).parents[2]
_LEAK = re.compile(
    re.escape(f"{_ROOT}/") + "|"
    r"Traceback|File \\?\"|\.py\b|site-packages|/usr/|\b0x[0-9a-f]{8,}\b|demo-secret|demo-client"
    r"|api/partners|127\.0\.0\.1:|\b(?:asyncio|starlette|uvicorn|msgspec|orjson|strawberry|aiohttp)\b"
    r"|\b[A-Z][a-z]\w*(?:Error|Exception|Refused|Invalid)\b"
)

_NAMES = frozenset(re.findall(r"\w+", (_ROOT / "schema" / "schema.graphql").read_text()))
"""What the schema says is no secret: it has types whose names end like those of exceptions."""


class Wrong(AssertionError):
    """Something came back that must not."""


def judge(sent: bytes, received: bytes) -> Iterator[str]:
    """Check everything that came back over a connection; yields a word for each answer.

    Raises:
        Wrong: See there.

    """
    try:
        answers = list(responses(received))
    except (NotHttp, ValueError) as error:
        raise Wrong(f"not HTTP: {error!r} in {received[:2000]!r}") from None
    asked = sent.decode("utf-8", "replace")
    for answer in answers:
        if isinstance(answer, Frame):
            yield _judge_frame(answer, asked)
        else:
            yield _judge_response(answer, asked)


def _judge_response(response: Response, asked: str) -> str:
    told = response.head + b"\r\n\r\n" + response.body
    _check_leaks(told, asked)
    kind = response.headers.get("content-type", "").partition(";")[0]
    payloads = list(_payloads(response, kind))
    codes = [code for payload in payloads for code in _codes(payload)]
    if response.status >= 500 and not (response.status == _OVERLOADED and codes == ["OVERLOADED"]):
        raise Wrong(f"status {response.status}: {told[:2000]!r}")
    if response.status >= 200 and not response.headers.items() >= _SECURITY:
        raise Wrong(f"without the headers for browsers: {told[:2000]!r}")
    if response.status >= 400 and response.is_whole and response.body and kind != "text/plain" and not codes:
        raise Wrong(f"no code: {told[:2000]!r}")
    return str(response.status)


def _payloads(response: Response, kind: str) -> Iterator[Any]:
    body = response.body
    if kind in ("application/json", "application/graphql-response+json"):
        if response.is_whole and body:
            yield _read(body)
    elif kind == "text/event-stream":
        for event in body.split(b"\n\n")[:-1]:
            if event.startswith(b"event: next\ndata: "):
                yield _read(event.removeprefix(b"event: next\ndata: "))
    elif kind == "multipart/mixed":
        for part in body.split(_DELIMITER)[1:-1]:
            yield _read(part.partition(b"\r\n\r\n")[2])
    elif body and body not in _PLAIN:
        raise Wrong(f"an unknown {kind or 'body'}: {body[:2000]!r}")


def _read(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Wrong(f"not JSON: {text[:2000]!r}") from None


def _codes(payload: Any) -> Iterator[str]:
    """The codes of all errors in a payload, after looking at how they are formed."""
    for answer in payload if isinstance(payload, list) else [payload]:
        if not isinstance(answer, dict) or not answer:
            raise Wrong(f"not an answer: {answer!r}")
        nested = [*answer.get("incremental", []), *answer.get("completed", [])]
        for error in (each for part in (answer, *nested) for each in part.get("errors", [])):
            code = error.get("extensions", {}).get("code")
            if code not in CODES or code == "INTERNAL_SERVER_ERROR":
                raise Wrong(f"an error of code {code}: {error!r}")
            if not error.get("message") or not error["extensions"].get("requestId"):
                raise Wrong(f"an error without a message or a request's id: {error!r}")
            yield code


def _judge_frame(frame: Frame, asked: str) -> str:
    _check_leaks(frame.payload, asked)
    if frame.opcode == CLOSE:
        if frame.close_code not in _CLOSE_CODES | _OUR_CLOSE_CODES:
            raise Wrong(f"closed with {frame.close_code}: {frame.payload!r}")
        return f"close {frame.close_code}"
    if frame.opcode != TEXT:
        return "frame"
    message = _read(frame.payload)
    payload = message.get("payload")
    if message["type"] == "next":
        list(_codes(payload))
    if message["type"] == "error":
        list(_codes({"errors": payload}))
    return str(message["type"])


def _check_leaks(told: bytes, asked: str) -> None:
    for leak in _LEAK.finditer(told.decode("utf-8", "replace")):
        if leak[0] not in asked and leak[0] not in _NAMES:
            raise Wrong(f"{leak[0]!r} leaks: {told[:2000]!r}")
