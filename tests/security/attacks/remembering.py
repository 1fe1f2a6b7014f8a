"""Getting at what the gateway remembers of others, or loads before it is asked for."""

import asyncio
import json
from typing import Any

import httpx

from domain.ids import IdKind, encode_id
from tests.security.attacks.attack import Target, attack, codes
from tests.served_gateway import HOME, OTHER

_MEMBERS = "{ organization { users(first: 50) { nodes { email } } } }"
_ANYBODY = "query($by: UserBy!) { user(by: $by) { email buildings { id name } devices { id } } }"


def _emails(response: httpx.Response) -> set[str]:
    nodes = response.json()["data"]["organization"]["users"]["nodes"]
    return {node["email"] for node in nodes}


def _body(query: str, variables: dict[str, Any] | None = None) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def _everybody(target: Target) -> dict[str, str]:
    """Tokens of an administrator, staff, another end user, a server, and one of another organization."""
    gateway = target.gateway
    rows = gateway.sandbox.users(HOME.organization_id)
    return {
        "administrator": gateway.token("administrator", rows[0]["id"]),
        "staff": gateway.token("staff", rows[1]["id"]),
        "other": gateway.token("user", target.other["id"]),
        "server": gateway.token(),
        "foreign": gateway.token("administrator", None, OTHER.organization_id),
    }


@attack("Cache poisoning: the same bytes by viewers who see more, before and after")
async def kept_answers_of_others(target: Target) -> None:
    body = _body(_MEMBERS)
    foreign = {row["email"] for row in target.gateway.sandbox.users(OTHER.organization_id)}
    for _ in range(2):
        for name, token in _everybody(target).items():
            seen = _emails(await target.send(body, token=token))
            assert (seen & foreign == set()) is (name != "foreign")
            assert _emails(await target.send(body)) == {target.own["email"]}, name


@attack("Cache poisoning: the same bytes under other headers")
async def headers_do_not_reach_kept_answers(target: Target) -> None:
    administrator = target.gateway.token()
    body = _body(_MEMBERS)
    everybody = _emails(await target.send(body, token=administrator))
    own = {target.own["email"]}
    for headers in (
        {"accept": "application/graphql-response+json"},
        {"accept": "multipart/mixed, application/json"},
        {"x_forwarded_for": "10.0.0.1"},
        {"x_forwarded_host": "evil.example"},
        {"x_original_url": "/livez"},
        {"x_http_method_override": "GET"},
        {"cache_control": "only-if-cached"},
        {"cookie": f"authorization=Bearer {administrator}"},
        {"x_user_id": target.other["id"]},
        {"x_graphql_cost": "1"},
        {"idempotency_key": "k"},
        {"accept_encoding": "gzip"},
        {"if_none_match": "*"},
    ):
        for _ in range(2):
            assert _emails(await target.send(body, **headers)) == own, headers
            assert _emails(await target.send(body, token=administrator)) == everybody


@attack("Cache poisoning: bytes that are read in two ways")
async def bytes_that_are_read_in_two_ways(target: Target) -> None:
    """What one of two readers takes for the same question as another is kept for that one alone."""
    administrator = target.gateway.token()
    plain = _body(_MEMBERS)
    own = {target.own["email"]}
    evil = (
        plain + b" ",
        plain + b"\x00",
        b"\xef\xbb\xbf" + plain,
        b'{"query": "{ viewer { role } }", ' + plain[1:],
        plain[:-1] + b', "query": "{ viewer { role } }"}',
        plain.replace(b"email", b"em\\u0061il"),
        plain[:-2] + b'\xff"}',
        b"[" + plain + b"]",
        plain[:-1] + b', "extensions": {"cost": true}}',
        plain[:-1] + b', "operationName": "x"}',
    )
    for body in evil:
        answers = [await target.send(body, token=token) for token in (administrator, target.token) * 2]
        assert answers[0].status_code == answers[1].status_code == answers[3].status_code, body
        assert codes_or_none(answers[1]) == codes_or_none(answers[3])
        assert all(row not in answers[3].text for row in (target.other["email"], target.foreign["email"]))
        assert _emails(await target.send(plain)) == own, body


def codes_or_none(response: httpx.Response) -> list[str]:
    """The codes of an answer, which may be no object."""
    return codes(response) if isinstance(response.json(), dict) else []


@attack("Cache poisoning: an answer is kept while somebody writes")
async def kept_while_somebody_writes(target: Target) -> None:
    own = encode_id(IdKind.USER, HOME.organization_id, target.own["id"])
    change = "mutation($i: UserUpdateInput!) { userUpdate(input: $i) { userErrors { code } } }"
    ask = _body("query($id: ID!) { user(by: {id: $id}) { firstName } }", {"id": own})
    for number in range(5):
        name = f"Name {number}"
        body = _body(change, {"i": {"id": own, "firstName": name}})
        written, *_ = await asyncio.gather(target.send(body), *(target.send(ask) for _ in range(4)))
        assert written.json()["data"]["userUpdate"] == {"userErrors": []}
        for _ in range(2):
            assert (await target.send(ask)).json() == {"data": {"user": {"firstName": name}}}


@attack("Looking ahead: nothing is loaded of people whom the viewer does not see")
async def nothing_of_others_is_loaded_ahead(target: Target) -> None:
    own = encode_id(IdKind.USER, HOME.organization_id, target.own["id"])
    others = [
        encode_id(IdKind.USER, HOME.organization_id, target.other["id"]),
        encode_id(IdKind.USER, OTHER.organization_id, target.foreign["id"]),
        encode_id(IdKind.USER, HOME.organization_id, target.foreign["id"]),
        encode_id(IdKind.BUILDING, HOME.organization_id, target.other["id"], target.own["id"]),
    ]
    mixed = """query($own: ID!, $other: ID!, $ids: [ID!]!) {
      a: user(by: {id: $own}) { buildings { id } devices { id } }
      b: user(by: {id: $other}) { buildings { id } devices { id } energyContracts { id } }
      c: nodes(ids: $ids) { ...Below } d: node(id: $other) { ...Below }
    }
    fragment Below on Node {
      ... on User { email buildings { id devices { id } } }
      ... on Building { owner { devices { id } } }
    }"""
    known = {target.own["id"]}
    for other in others:
        target.gateway.forget_calls()
        response = await target.post(mixed, {"own": own, "other": other, "ids": [own, *others, own]})
        data = response.json()["data"]
        assert (data["b"], data["d"]) == (None, None)
        assert [each is None for each in data["c"]] == [False, *[True] * len(others), False]
        called = {call.split("/users/")[1].split("/")[0] for call in target.gateway.calls()}
        assert called <= known, called


@attack("Looking ahead: arguments that cannot be read, and fields that the role never reads")
async def nothing_is_loaded_for_what_is_refused(target: Target) -> None:
    other = encode_id(IdKind.USER, HOME.organization_id, target.other["id"])
    target.gateway.forget_calls()
    email = target.other["email"]
    for by in ({"id": other, "email": email}, {"id": None}, {}, {"id": other + "A"}, {"id": 7}):
        response = await target.post(_ANYBODY, {"by": by})
        assert set(codes(response)) <= {"BAD_USER_INPUT"}
        assert not (response.json().get("data") or {}).get("user")
    figures = 'organization { savings(from: "x", to: "y") { totalEuros } }'
    response = await target.post(f'{{ {figures} user(by: {{id: "{other}"}}) {{ devices {{ id }} }} }}')
    assert not (response.json().get("data") or {}).get("user")
    assert target.gateway.calls() == []
