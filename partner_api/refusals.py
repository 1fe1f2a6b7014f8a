"""Reading why the upstream refused a write."""

import httpx
import msgspec

from domain.errors import (
    FieldProblem,
    UpstreamConflict,
    UpstreamInvalid,
    UpstreamInvalidResponse,
    UpstreamNotFound,
    UpstreamRejected,
)
from partner_api.body import read_json_bytes
from partner_api.inferred import HINT
from partner_api.write import Place, Write

_MAXIMUM_BYTES = 256 * 1024
_MAXIMUM_PROBLEMS = 200
_MAXIMUM_TEXT = 500
_UNTOLD = FieldProblem(path=(), code="invalid", message="The Partner API did not say what is wrong.")


class _WireProblem(msgspec.Struct, frozen=True):
    loc: list[str | int] = []
    type: str = "invalid"
    msg: str = "The value is not acceptable."


class _WireProblems(msgspec.Struct, frozen=True):
    detail: list[_WireProblem]


class _WireConflict(msgspec.Struct, frozen=True):
    state: str | None = None
    reason: str | None = None


class _WireDetail(msgspec.Struct, frozen=True):
    detail: str


_problems = msgspec.json.Decoder(_WireProblems)
_conflict = msgspec.json.Decoder(_WireConflict)
_detail = msgspec.json.Decoder(_WireDetail)
_UNREADABLE = (UpstreamInvalidResponse, ValueError, RecursionError)


async def refusal(write: Write, response: httpx.Response) -> UpstreamRejected:
    """Give the error for an answer that says that nothing was written."""
    status = response.status_code
    detail = f"status {status}"
    if status == 422:
        return UpstreamInvalid(detail, await _field_problems(write, response))
    if status == 409:
        return await _conflict_of(response, detail)
    if status == 404 and not (write.is_inferred and await _is_for_the_path(response)):
        return UpstreamNotFound(detail)
    error = UpstreamRejected(detail)
    if write.is_inferred and status in (404, 405, 501):
        error.hint = HINT
    return error


async def _field_problems(write: Write, response: httpx.Response) -> tuple[FieldProblem, ...]:
    try:
        rows = _problems.decode(await read_json_bytes(response, maximum=_MAXIMUM_BYTES)).detail
    except _UNREADABLE:
        return (_UNTOLD,)
    found = tuple(
        [
            FieldProblem(_path(write, row), row.type[:_MAXIMUM_TEXT], row.msg[:_MAXIMUM_TEXT])
            for row in rows[:_MAXIMUM_PROBLEMS]
        ]
    )
    return found or (_UNTOLD,)


def _path(write: Write, row: _WireProblem) -> Place:
    """Find the record's field. The upstream puts "body" and mostly its own name for the body in front."""
    place = tuple(row.loc)
    if place[:1] != ("body",):
        return ()
    return write.locate(place[2:]) or write.locate(place[1:])


async def _conflict_of(response: httpx.Response, detail: str) -> UpstreamConflict:
    try:
        row = _conflict.decode(await read_json_bytes(response, maximum=_MAXIMUM_BYTES))
    except _UNREADABLE:
        return UpstreamConflict(detail)
    return UpstreamConflict(detail, _word(row.state), _word(row.reason))


def _word(text: str | None) -> str | None:
    return None if text is None else text[:_MAXIMUM_TEXT]


async def _is_for_the_path(response: httpx.Response) -> bool:
    """Whether a 404 is about the address rather than an object.

    The upstream's framework answers a page where no operation is, and ``{"detail": …}`` where an
    operation did not find what it was asked for.
    """
    try:
        _detail.decode(await read_json_bytes(response, maximum=_MAXIMUM_BYTES))
    except _UNREADABLE:
        return True
    return False
