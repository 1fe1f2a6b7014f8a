"""Trying to write: one mutation, what became of it, and what reached the upstream."""

from typing import Any, Literal

from tests.gateway_under_test import GatewayUnderTest

Outcome = Literal["DONE", "FORBIDDEN", "NOT_FOUND", "LAST_ADMINISTRATOR"]

_READING = ("GET ",)


def upstream_writes(gateway: GatewayUnderTest) -> list[str]:
    """The calls since the last reset that could change something."""
    return [call for call in gateway.sandbox.calls if not call.startswith(_READING)]


async def attempt(
    gateway: GatewayUnderTest, mutation: str, asked: dict[str, Any], headers: dict[str, str]
) -> str:
    """Run a mutation; gives ``DONE``, the code of its only problem, or that of its only error."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    query = (
        f"mutation($input: {kind}!) {{ done: {mutation}(input: $input) {{ userErrors {{ code path }} }} }}"
    )
    gateway.sandbox.reset_calls()
    response = await gateway.post(query, headers, {"input": asked})
    assert response.status_code == 200, response.text
    body = response.json()
    if "errors" in body:
        (error,) = body["errors"]
        assert (body["data"], error["path"]) == ({"done": None}, ["done"]), body
        return str(error["extensions"]["code"])
    problems = body["data"]["done"]["userErrors"]
    if not problems:
        return "DONE"
    ((code, path),) = [(each["code"], each["path"]) for each in problems]
    assert path[0] == "input", body
    return str(code)
