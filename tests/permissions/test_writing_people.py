"""What the matrix does not say of people: roles, the last administrator, and ids that were made up."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from domain.ids import IdKind, decode_id, encode_id
from sandbox import Fault
from tests.gateway_under_test import HOME, OTHER, GatewayUnderTest
from tests.permissions.attempts import attempt, upstream_writes
from tests.permissions.homes import OTHERS, OWN, Home, home_of

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


async def add_administrator(gateway: GatewayUnderTest) -> str:
    """Add a second administrator; gives the id in the Partner API."""
    query = """mutation { userCreate(input: {role: ADMINISTRATOR, email: "second@nordlicht.example"}) {
      user { id }
    } }"""
    created = decode_id((await gateway.ask(query))["userCreate"]["user"]["id"])
    assert created is not None
    return created.own_id


def administrators(gateway: GatewayUnderTest) -> list[str]:
    return [row["id"] for row in gateway.sandbox.users(HOME.organization_id) if row["role"] == "admin"]


async def test_the_last_administrator_stays() -> None:
    async with GatewayUnderTest() as gateway:
        last = gateway.user_id(0)
        for mutation, more in (("userDelete", {}), ("userRoleUpdate", {"role": "STAFF"})):
            asked = {"id": last, **more}
            assert await attempt(gateway, mutation, asked, gateway.bearer()) == "LAST_ADMINISTRATOR"
            assert upstream_writes(gateway) == []
        # Nothing is lost by giving the role that is there already.
        asked = {"id": last, "role": "ADMINISTRATOR"}
        assert await attempt(gateway, "userRoleUpdate", asked, gateway.bearer()) == "DONE"


@pytest.mark.parametrize("first", ["userDelete", "userRoleUpdate"])
@pytest.mark.parametrize("second", ["userDelete", "userRoleUpdate"])
async def test_two_who_remove_each_other_at_the_same_moment(first: str, second: str) -> None:
    more: dict[str, dict[str, Any]] = {"userDelete": {}, "userRoleUpdate": {"role": "STAFF"}}
    async with GatewayUnderTest() as gateway:
        one, two = gateway.user_row(0)["id"], await add_administrator(gateway)
        gateway.sandbox.add_fault(Fault(match="/users", kind="delay", seconds=0.01))

        async def remove(mutation: str, viewer: str, target: str) -> str:
            headers = {"authorization": f"Bearer {gateway.token('administrator', viewer)}"}
            node_id = encode_id(IdKind.USER, HOME.organization_id, target)
            return await attempt(gateway, mutation, {"id": node_id, **more[mutation]}, headers)

        outcomes = await asyncio.gather(remove(first, one, two), remove(second, two, one))
        assert sorted(outcomes) == ["DONE", "LAST_ADMINISTRATOR"]
        assert len(administrators(gateway)) == 1


async def test_end_users_do_not_set_their_external_id() -> None:
    async with GatewayUnderTest() as gateway:
        own = gateway.user_id(OWN)
        for value in ("another", None, gateway.user_row(OWN)["external_user_id"]):
            asked = {"id": own, "externalId": value, "firstName": "Changed"}
            assert await attempt(gateway, "userUpdate", asked, gateway.bearer("user")) == "FORBIDDEN"
            assert upstream_writes(gateway) == []
        assert await attempt(gateway, "userUpdate", asked, gateway.bearer("staff")) == "DONE"


async def test_staff_do_not_promote() -> None:
    async with GatewayUnderTest() as gateway:
        for position in (OWN, 0, 2):
            for role in ("ADMINISTRATOR", "STAFF"):
                asked = {"id": gateway.user_id(position), "role": role}
                headers = gateway.bearer("staff", 1)
                assert await attempt(gateway, "userRoleUpdate", asked, headers) == "FORBIDDEN"
                assert upstream_writes(gateway) == []


Forge = Callable[[Home, Home], str]


def _forged(kind: IdKind, organization: str, owner: str, name: str) -> Forge:
    """An id of the other's object, said to belong to somebody else."""

    def forge(own: Home, other: Home) -> str:
        real = decode_id(other.ids[name])
        assert real is not None
        owners = {"own": own.user["id"], "other's": other.user["id"]}
        return encode_id(kind, organization, owners[owner], real.own_id)

    return forge


OURS, THEIRS = HOME.organization_id, OTHER.organization_id

FORGED: list[tuple[str, str, Forge]] = [
    # Another user's object, as if it were one's own: looked for, and not found.
    ("buildingUpdate", "id", _forged(IdKind.BUILDING, OURS, "own", "building")),
    ("wallboxUpdate", "id", _forged(IdKind.WALLBOX, OURS, "own", "wallbox")),
    ("deviceDelete", "id", _forged(IdKind.WALLBOX, OURS, "own", "wallbox")),
    # A wrong kind.
    ("wallboxUpdate", "id", _forged(IdKind.HEAT_PUMP, OURS, "own", "wallbox")),
    ("buildingDelete", "id", _forged(IdKind.ENERGY_CONTRACT, OURS, "own", "building")),
    ("deviceDelete", "id", _forged(IdKind.OTHER_DEVICE, OURS, "own", "wallbox")),
    ("deviceDelete", "id", _forged(IdKind.BUILDING, OURS, "own", "building")),
    ("wallboxBoostStart", "id", _forged(IdKind.ELECTRIC_VEHICLE, OURS, "own", "wallbox")),
    # Another organization's tag.
    ("buildingDelete", "id", _forged(IdKind.BUILDING, THEIRS, "own", "building")),
    ("deviceDelete", "id", _forged(IdKind.WALLBOX, THEIRS, "own", "wallbox")),
    ("buildingCreate", "ownerId", lambda own, _: encode_id(IdKind.USER, THEIRS, own.user["id"])),
    # Another user's building for one's own device.
    ("wallboxCreate", "buildingId", _forged(IdKind.BUILDING, OURS, "own", "building")),
    ("wallboxCreate", "buildingId", _forged(IdKind.BUILDING, OURS, "other's", "building")),
    ("wallboxUpdate", "buildingId", _forged(IdKind.BUILDING, OURS, "own", "building")),
    ("deviceMove", "buildingId", _forged(IdKind.BUILDING, OURS, "own", "building")),
    ("deviceMove", "buildingId", _forged(IdKind.BUILDING, OURS, "other's", "building")),
    ("onboardingSessionCreate", "buildingId", _forged(IdKind.BUILDING, OURS, "own", "building")),
]
# What names its object in the path may be asked for there: the upstream looks below the user.
LOOKED_FOR_BY_A_WRITE = {"buildingUpdate", "wallboxUpdate"}


@pytest.mark.parametrize(("mutation", "field", "forge"), FORGED)
async def test_forged_ids_change_nothing(mutation: str, field: str, forge: Forge) -> None:
    async with GatewayUnderTest() as gateway:
        own, other = home_of(gateway), home_of(gateway, OTHERS)
        before = everything(gateway, own), everything(gateway, other)
        pages = {"successUrl": "https://a.example/", "cancelUrl": "https://b.example/"}
        rest: dict[str, dict[str, Any]] = {
            "buildingUpdate": {"name": "Mine"},
            "wallboxUpdate": {"id": own.ids["wallbox"], "comment": "Mine"},
            "buildingCreate": {"name": "Mine"},
            "wallboxCreate": {"ownerId": own.ids["user"]},
            "deviceMove": {"id": own.ids["wallbox"]},
            "onboardingSessionCreate": {
                "userId": own.ids["user"],
                "language": "GERMAN",
                "priceZone": "AT",
                **pages,
            },
        }
        asked = {**rest.get(mutation, {}), field: forge(own, other)}
        assert await attempt(gateway, mutation, asked, gateway.bearer("user")) == "NOT_FOUND"
        if mutation in LOOKED_FOR_BY_A_WRITE and field == "id":
            assert all(call.split(" ")[1].startswith(own.path) for call in gateway.sandbox.calls)
        else:
            assert upstream_writes(gateway) == []
        assert (everything(gateway, own), everything(gateway, other)) == before


def everything(gateway: GatewayUnderTest, home: Home) -> list[Any]:
    """All rows of a home."""
    collections = ("heat-pumps", "electric-vehicles", "inverters", "wallboxes", "buildings")
    return [gateway.sandbox.rows(f"{home.path}/{each}") for each in (*collections, "energy-contracts")]
