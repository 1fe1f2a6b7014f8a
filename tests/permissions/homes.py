"""What a user of the sandbox owns, as global ids: what the tests of this folder try to reach."""

from dataclasses import dataclass
from typing import Any

from domain.ids import IdKind, encode_id
from tests.gateway_under_test import HOME, GatewayUnderTest

OWN = 3
"""The position of the end user as whom the tests look."""
OTHERS = 10
"""The position of another end user of the same organization who has a bit of everything, too."""

DEVICES = {
    "heatPump": (IdKind.HEAT_PUMP, "heat-pumps"),
    "electricVehicle": (IdKind.ELECTRIC_VEHICLE, "electric-vehicles"),
    "solarInverter": (IdKind.SOLAR_INVERTER, "inverters"),
    "wallbox": (IdKind.WALLBOX, "wallboxes"),
}


@dataclass(frozen=True)
class Home:
    """One user with the first building, contract and device of each kind, by name."""

    organization_id: str
    user: dict[str, Any]
    ids: dict[str, str]

    @property
    def path(self) -> str:
        """The user's path in the Partner API."""
        return f"/org/{self.organization_id}/users/{self.user['id']}"


def home_of(
    gateway: GatewayUnderTest, position: int = OWN, organization_id: str = HOME.organization_id
) -> Home:
    """The home of the user at a position."""
    user = gateway.user_row(position, organization_id)
    user_id = user["id"]
    path = f"/org/{organization_id}/users/{user_id}"

    def first(kind: IdKind, collection: str) -> str:
        return encode_id(
            kind, organization_id, user_id, gateway.sandbox.rows(f"{path}/{collection}")[0]["id"]
        )

    ids = {
        "user": encode_id(IdKind.USER, organization_id, user_id),
        "building": first(IdKind.BUILDING, "buildings"),
        "energyContract": first(IdKind.ENERGY_CONTRACT, "energy-contracts"),
        **{name: first(kind, collection) for name, (kind, collection) in DEVICES.items()},
    }
    return Home(organization_id, user, ids)


def all_ids(gateway: GatewayUnderTest, position: int = OWN) -> dict[str, list[str]]:
    """The global ids of everything that the user at a position owns, sorted, by name."""
    user_id = gateway.user_row(position)["id"]
    collections = {
        "building": (IdKind.BUILDING, "buildings"),
        "energyContract": (IdKind.ENERGY_CONTRACT, "energy-contracts"),
        **DEVICES,
    }
    return {
        name: sorted(
            encode_id(kind, HOME.organization_id, user_id, row["id"])
            for row in gateway.sandbox.rows(f"/org/{HOME.organization_id}/users/{user_id}/{collection}")
        )
        for name, (kind, collection) in collections.items()
    }
