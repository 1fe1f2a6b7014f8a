"""People of the sample organization who use the gateway over real connections."""

from typing import Any

import httpx

from domain.ids import IdKind, encode_id
from tests.conformance.live_gateway import LiveGateway
from tests.gateway_under_test import HOME
from tests.journeys.documented import operations

OPERATIONS = operations()


class Person:
    """Somebody with a token. Their calls, and what they did to the Partner API."""

    def __init__(self, live: LiveGateway, role: str, user_id: str | None) -> None:
        """Give them a token."""
        self._live = live
        self._http = httpx.Client(headers={"authorization": f"Bearer {live.world.token(role, user_id)}"})

    def does(self, operation: str, *, idempotency_key: str | None = None, **variables: object) -> Any:  # noqa: ANN401 - JSON
        """Send an operation of the documentation; gives its one field's value.

        For a mutation that is its payload without ``userErrors``, which must be none.
        """
        data = self.sends(operation, idempotency_key=idempotency_key, **variables)
        if isinstance(data, dict) and "userErrors" in data:
            assert data.pop("userErrors") == [], data
            (data,) = data.values()
        return data

    def sends(self, operation: str, *, idempotency_key: str | None = None, **variables: object) -> Any:  # noqa: ANN401 - JSON
        """The same with whatever a mutation answers."""
        body = self.answered(operation, idempotency_key=idempotency_key, **variables)
        assert "errors" not in body, body
        (value,) = body["data"].values()
        return value

    def is_forbidden(self, operation: str, **variables: Any) -> None:  # noqa: ANN401 - JSON
        """Send an operation that must be refused, and lead to no call upstream."""
        before = self.calls
        body = self.answered(operation, **variables)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"], body
        assert list(body["data"].values()) == [None]
        assert [call for call in self.calls[len(before) :] if not call.startswith("GET ")] == []

    def answered(self, operation: str, *, idempotency_key: str | None = None, **variables: object) -> Any:  # noqa: ANN401 - JSON
        """The whole answer."""
        headers = {} if idempotency_key is None else {"idempotency-key": idempotency_key}
        request = {"query": OPERATIONS[operation], "variables": variables}
        response = self._http.post(self._live.url, json=request, headers=headers)
        assert response.status_code == 200, response.text
        return response.json()

    @property
    def calls(self) -> list[str]:
        """All calls of the Partner API so far."""
        return self._live.world.sandbox.calls

    def leave(self) -> None:
        """Close the connections."""
        self._http.close()


class Town:
    """A gateway and its sandbox, and the people who use it."""

    def __init__(self, live: LiveGateway) -> None:
        """Nobody is there yet."""
        self._live = live
        self._people: list[Person] = []

    def person(self, role: str, user_id: str | None = None) -> Person:
        """Somebody of a role; who has no user id is a server."""
        person = Person(self._live, role, user_id)
        self._people.append(person)
        return person

    def own_id(self, position: int) -> str:
        """The Partner API's id of a user of the sample data."""
        own_id: str = self._live.world.user_row(position)["id"]
        return own_id

    def user_id(self, position: int) -> str:
        """The global id of a user of the sample data."""
        return self._live.world.user_id(position)

    def holds(self, user_id: str, below: str = "") -> Any:  # noqa: ANN401 - JSON
        """What the Partner API holds of a user, by its own id; counts as no call."""
        return self._live.world.sandbox.rows(f"{self.path(user_id)}{below}")

    def members(self) -> list[dict[str, Any]]:
        """The rows of the organization's users."""
        return self._live.world.sandbox.users(HOME.organization_id)

    def path(self, user_id: str) -> str:
        """The path of a user."""
        return f"/org/{HOME.organization_id}/users/{user_id}"

    def forget_calls(self) -> None:
        """Count calls from now on."""
        self._live.world.sandbox.reset_calls()

    @property
    def calls(self) -> list[str]:
        """The calls of the Partner API since then."""
        return self._live.world.sandbox.calls

    @property
    def writes(self) -> list[str]:
        """Those that were not reads."""
        return [call for call in self.calls if not call.startswith("GET ")]

    def row(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Anything that the Partner API answers; counts as no call."""
        return self._live.world.sandbox.rows(path)

    def close(self) -> None:
        """Everybody leaves."""
        for person in self._people:
            person.leave()


def global_id(kind: IdKind, user_id: str, own_id: str | None = None) -> str:
    """The global id of something of the sample organization."""
    return encode_id(kind, HOME.organization_id, user_id, own_id)
