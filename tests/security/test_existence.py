"""Nobody can find out what exists: what is hidden and what is not there answer alike, after as many calls.

Through every entry point: each way to name something in a query, a mutation, a subscription, an entity of a
federated graph or a filter. For each, something that exists and is hidden, and something that does not
exist, named in the same way.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import pytest
from graphql import GraphQLInputObjectType, build_schema, get_named_type

from domain.ids import IdKind, encode_id
from schema import print_schema
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest, RoleName
from tests.onboarding import open_session
from tests.permissions.homes import DEVICES, OTHERS, OWN, Home, home_of
from tests.permissions.test_writing import OWNED, asked_of

pytestmark = pytest.mark.anyio

NOBODY = "12345678-0000-4000-8000-000000000000"
NOTHING = "87654321-0000-4000-8000-000000000000"
ROLES: tuple[RoleName, ...] = ("administrator", "staff", "user")


class Pair(NamedTuple):
    """The same kind of thing twice: one that exists and is hidden from the viewer, one that does not."""

    hidden: Home
    missing: Home


@pytest.fixture(scope="module")
async def shared_gateway() -> AsyncIterator[GatewayUnderTest]:
    """One that is a subgraph as well, so that every entry point is open."""
    async with GatewayUnderTest(federation=True) as running:
        yield running


def nothing(organization_id: str, owner: str, session: str = NOTHING) -> Home:
    """The home of somebody who is not there, or things that are not there of somebody who is."""
    kinds = {
        "building": IdKind.BUILDING,
        "energyContract": IdKind.ENERGY_CONTRACT,
        **{name: kind for name, (kind, _) in DEVICES.items()},
    }
    ids = {name: encode_id(kind, organization_id, owner, NOTHING) for name, kind in kinds.items()}
    ids["user"] = encode_id(IdKind.USER, organization_id, owner)
    ids["session"] = encode_id(IdKind.ONBOARDING_SESSION, organization_id, owner, session)
    return Home(organization_id, {"id": owner, "email": "x@nowhere.example", "external_user_id": "none"}, ids)


async def something(gateway: GatewayUnderTest, position: int, organization_id: str) -> Home:
    """The home of somebody who is there, with an open session."""
    home = home_of(gateway, position, organization_id)
    _, session = await open_session(gateway, position, organization_id)
    return Home(organization_id, dict(home.user), {**home.ids, "session": session})


ONLY_THERE = {"email": "only@there.example", "external_user_id": "only-there"}


async def somebody_elsewhere(gateway: GatewayUnderTest) -> dict[str, str]:
    """What somebody of the other organization is called, whose namesakes there are none in one's own."""
    headers = {"authorization": f"Bearer {gateway.token(organization_id=OTHER.organization_id)}"}
    query = """mutation($email: String!, $key: String) {
      userCreate(input: {role: USER, email: $email, externalId: $key}) { user { id } }
    }"""
    given = {"email": ONLY_THERE["email"], "key": ONLY_THERE["external_user_id"]}
    if not any(row["email"] == given["email"] for row in gateway.sandbox.users(OTHER.organization_id)):
        response = await gateway.post(query, headers, given)
        assert response.json()["data"]["userCreate"]["user"] is not None
    return ONLY_THERE


async def pairs(gateway: GatewayUnderTest, role: RoleName) -> list[Pair]:
    foreign = await something(gateway, OWN, OTHER.organization_id)
    foreign.user.update(await somebody_elsewhere(gateway))
    found = [Pair(foreign, nothing(OTHER.organization_id, NOBODY))]
    if role == "user":
        found.append(
            Pair(
                await something(gateway, OTHERS, HOME.organization_id), nothing(HOME.organization_id, NOBODY)
            )
        )
    return found


class Asked(NamedTuple):
    """One way to name something."""

    query: str
    variables: dict[str, Any]


NODES = (
    "user",
    "building",
    "energyContract",
    "heatPump",
    "electricVehicle",
    "solarInverter",
    "wallbox",
    "session",
)
_FOUND = "found: {} {{ __typename }}"


def readings(home: Home) -> Iterator[Asked]:
    """Every way to name something in a query."""
    own_fields = {
        "user": "user(by: {id: $id})",
        "building": "building(id: $id)",
        "session": "onboardingSession(id: $id)",
        "energyContract": "energyContract(id: $id)",
    }
    for name in NODES:
        for field in ("node(id: $id)", "nodes(ids: [$id])", own_fields.get(name, "device(id: $id)")):
            yield Asked(f"query($id: ID!) {{ {_FOUND.format(field)} }}", {"id": home.ids[name]})
    for name in NODES[:-1]:
        typename = f"{name[0].upper()}{name[1:]}"
        query = "query($x: [_Any!]!) { found: _entities(representations: $x) { __typename } }"
        yield Asked(query, {"x": [{"__typename": typename, "id": home.ids[name]}]})


def listings(home: Home) -> Iterator[Asked]:
    """Every way to look for somebody by what they are called."""
    email, key = home.user["email"], home.user["external_user_id"]
    yield Asked("query($x: String!) { found: user(by: {email: $x}) { id } }", {"x": email})
    yield Asked("query($x: String!) { found: user(by: {externalId: $x}) { id } }", {"x": key})
    search = "query($x: String!) { organization { users(search: $x) { totalCount nodes { id } } } }"
    yield Asked(search, {"x": email})


def mutations(home: Home) -> Iterator[Asked]:
    """Every mutation that names something."""
    inputs = {name: asked_of(name, home) for name in OWNED}
    inputs["userUpdate"] = {"id": home.ids["user"], "lastName": "Changed"}
    inputs["userDelete"] = {"id": home.ids["user"]}
    inputs["userRoleUpdate"] = {"id": home.ids["user"], "role": "STAFF"}
    for name, given in inputs.items():
        query = (
            f"mutation($input: {name[0].upper()}{name[1:]}Input!)"
            f" {{ done: {name}(input: $input) {{ userErrors {{ code path message }} }} }}"
        )
        yield Asked(query, {"input": given})


async def seen(gateway: GatewayUnderTest, headers: dict[str, str], asked: Asked) -> tuple[object, ...]:
    """All that a client can see of an answer, but for the time, and how often the upstream was called."""
    gateway.sandbox.reset_calls()
    response = await gateway.post(asked.query, {**headers, "x-request-id": "the-same"}, asked.variables)
    assert response.status_code == 200
    told = sorted((name, value) for name, value in response.headers.items() if name != "server-timing")
    return response.content, told, len(gateway.sandbox.calls)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("ways", [readings, mutations], ids=["queries", "mutations"])
async def test_what_is_named_by_id(gateway: GatewayUnderTest, role: RoleName, ways: Any) -> None:
    headers = gateway.bearer(role, OWN if role == "user" else None)
    for hidden, missing in await pairs(gateway, role):
        for one, other in zip(ways(hidden), ways(missing), strict=True):
            answer = await seen(gateway, headers, one)
            assert answer == await seen(gateway, headers, other), one
            assert answer[-1] == 0, one  # in both cases nobody is asked


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_looked_for_by_name(gateway: GatewayUnderTest, role: RoleName) -> None:
    headers = gateway.bearer(role, OWN if role == "user" else None)
    for hidden, missing in await pairs(gateway, role):
        for one, other in zip(listings(hidden), listings(missing), strict=True):
            answer = await seen(gateway, headers, one)
            assert answer == await seen(gateway, headers, other), one
            assert b'"id"' not in answer[0]  # type: ignore[operator]


@pytest.mark.parametrize("role", ROLES)
async def test_things_of_others_named_as_ones_own(gateway: GatewayUnderTest, role: RoleName) -> None:
    """An id says whose something is. Who forges that learns as little, after as many calls."""
    headers = gateway.bearer(role, OWN if role == "user" else None)
    own, theirs = home_of(gateway), await something(gateway, OTHERS, HOME.organization_id)
    missing = nothing(HOME.organization_id, own.user["id"])
    collections = {"building": IdKind.BUILDING, "energyContract": IdKind.ENERGY_CONTRACT,
                   **{name: kind for name, (kind, _) in DEVICES.items()}}  # fmt: skip
    paths = {"building": "buildings", "energyContract": "energy-contracts",
             **{name: path for name, (_, path) in DEVICES.items()}}  # fmt: skip
    forged = {
        name: encode_id(kind, HOME.organization_id, own.user["id"],
                        gateway.sandbox.rows(f"{theirs.path}/{paths[name]}")[0]["id"])
        for name, kind in collections.items()
    }  # fmt: skip
    hidden = Home(HOME.organization_id, own.user, {**missing.ids, **forged})
    for one, other in zip(readings(hidden), readings(missing), strict=True):
        if one.variables == other.variables:
            continue  # the viewer's own record
        assert await seen(gateway, headers, one) == await seen(gateway, headers, other), one


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("deviceUpdated(id: $id)", "heatPump"),
        ("deviceUpdated(id: $id)", "wallbox"),
        ("userDevicesUpdated(userId: $id)", "user"),
        ("chargingSessionUpdated(electricVehicleId: $id)", "electricVehicle"),
    ],
)
async def test_what_is_followed(gateway: GatewayUnderTest, role: RoleName, field: str, name: str) -> None:
    subscription = f"subscription($id: ID!) {{ found: {field} {{ __typename }} }}"
    for pair in await pairs(gateway, role):
        answers = []
        for home in pair:
            gateway.sandbox.reset_calls()
            stream = gateway.follow(
                subscription, {"id": home.ids[name]}, role=role, user=OWN if role == "user" else None
            )
            answers.append([payload async for payload in stream])
            assert gateway.sandbox.calls == []
        assert answers[0] == answers[1]


def test_every_entry_point_is_tried() -> None:
    """Whatever takes an id, in a field's arguments or in an input, is named in one of the tests above."""
    graph = build_schema(print_schema(), assume_valid=True)
    assert graph.query_type is not None
    assert graph.mutation_type is not None
    assert graph.subscription_type is not None
    entered = {
        name
        for root in (graph.query_type, graph.subscription_type)
        for name, field in root.fields.items()
        if any(_takes_id(argument.type) for argument in field.args.values())
    }
    assert entered == {
        "node", "nodes", "user", "building", "energyContract", "device", "onboardingSession", "deviceUpdated",
        "userDevicesUpdated", "chargingSessionUpdated",
    }  # fmt: skip
    written = {
        name
        for name, field in graph.mutation_type.fields.items()
        if any(_takes_id(argument.type) for argument in field.args.values())
    }
    assert written - {"loadCurveAccept", "loadCurveDecline"} == {
        *OWNED,
        "userUpdate",
        "userDelete",
        "userRoleUpdate",
    }


def _takes_id(kind: Any) -> bool:
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        return any(get_named_type(field.type).name == "ID" for field in named.fields.values())
    return bool(named.name == "ID")
