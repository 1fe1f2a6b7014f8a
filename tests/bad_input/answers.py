"""Reading an answer that must hold errors, and nothing that helps an attacker."""

from typing import Any, NamedTuple

import httpx

from gateway.errors import CODES
from tests.gateway_under_test import GatewayUnderTest, RoleName

_TELLTALE = ("Traceback", "http", "sandbox", "org/", ".py", "Error(", "partner.test", "0x", "secret", "File ")
_RETRYABLE = {"UPSTREAM_UNAVAILABLE": True, "UPSTREAM_TIMEOUT": True}
_RETRYABLE |= {"IDENTITY_UNAVAILABLE": True}
_RETRYABLE |= {"UPSTREAM_REJECTED": False, "UPSTREAM_INVALID_RESPONSE": False}

Errors = list[tuple[str, list[str | int] | None]]


class Outcome(NamedTuple):
    """What a client sees: the status, the data (``...`` if there is no such member), the errors."""

    status: int
    data: Any
    errors: Errors


def outcome(response: httpx.Response) -> Outcome:
    """The outcome of a response, after checking what holds for every response with errors."""
    body = response.json()
    assert set(body) <= {"data", "errors"}
    errors = body["errors"]
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    for error in errors:
        assert set(error) <= {"message", "locations", "path", "extensions"}, error
        code = error["extensions"]["code"]
        assert code in CODES
        assert error["extensions"].get("isRetryable") == _RETRYABLE.get(code)
        assert error["extensions"]["requestId"] == response.headers["x-request-id"]
        assert error["message"]
        assert len(error["message"]) < 500, error
        assert not [word for word in _TELLTALE if word in error["message"]], error
    return Outcome(
        response.status_code,
        body.get("data", ...),
        [(error["extensions"]["code"], error.get("path")) for error in errors],
    )


async def failing(
    gateway: GatewayUnderTest,
    query: str,
    variables: dict[str, Any] | None = None,
    *,
    role: RoleName = "administrator",
) -> Outcome:
    """Send an operation that must not succeed."""
    return outcome(await gateway.post(query, gateway.bearer(role), variables))


def refused_before_running(code: str, count: int = 1) -> Outcome:
    """The outcome of a request whose operation never ran: no data, no paths."""
    return Outcome(200, ..., [(code, None)] * count)
