"""Global ids of all kinds, honest and forged, put together from what the documentation says of them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from uuid import UUID

from tests.security.oracle.world import COLLECTIONS, World

_ORGANIZATION, _USER, _SESSION = 1, 2, 10
_KINDS = (*range(1, 11), 0, 255)
_BYTE = {type_name: byte for byte, type_name in COLLECTIONS.values()} | {
    "User": _USER,
    "OnboardingSession": _SESSION,
}
_NOWHERE = "00000000-0000-4000-8000-000000000000"


def global_id(kind: int, organization_id: str, *ids: str) -> str:
    """A global id as the gateway makes them."""
    raw = bytes([kind]) + _tag(organization_id) + b"".join(UUID(each).bytes for each in ids)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


_DEVICES = (5, 6, 7, 8)
_MEANT: Sequence[tuple[str, tuple[int, ...]]] = (
    ("ownerId", (_USER,)),
    ("userId", (_USER,)),
    ("user", (_USER,)),
    ("buildingId", (3,)),
    ("building", (3,)),
    ("energyContract", (4,)),
    ("heatPump", (5,)),
    ("electricVehicle", (6,)),
    ("chargePolicy", (6,)),
    ("solarInverter", (7,)),
    ("wallbox", (8,)),
    ("device", _DEVICES),
    ("onboardingSession.id", (_SESSION,)),
)
"""What an argument is for whose way has that word in it, the first that fits; others are for anything."""


@dataclass(frozen=True)
class _Thing:
    """A record as ids name it."""

    kind: int
    organization_id: str
    user_id: str
    own_id: str

    @property
    def id(self) -> str:
        """Its honest id."""
        below = () if self.kind == _USER else (self.own_id,)
        return global_id(self.kind, self.organization_id, self.user_id, *below)


class Ids:
    """A bag to draw ids from."""

    def __init__(self, world: World) -> None:
        self._things = [
            _Thing(_BYTE[held.type_name], held.owner[0], str(held.owner[1]), own_id)
            for own_id, held in world.records.items()
        ]
        self._organizations = sorted({each.organization_id for each in self._things})
        self._users = [each.own_id for each in self._things if each.kind == _USER]

    def draw(self, random: Random, way: str, own: str | None) -> str:
        """An id for an argument: own, anybody's, an organization's, or one that somebody put together."""
        chance = random.random()
        meant = next((kinds for word, kinds in _MEANT if word in way), None)
        if random.random() < 0.15:
            meant = None
        things = [each for each in self._things if meant is None or each.kind in meant]
        mine = [each for each in things if each.user_id == own]
        if chance < 0.4 and mine:
            return random.choice(mine).id
        if chance < 0.75:
            return random.choice(things).id
        if chance < 0.8:
            organization_id = random.choice(self._organizations)
            return global_id(_ORGANIZATION, organization_id, organization_id)
        return self._forged(random, random.choice(things), own)

    def _forged(self, random: Random, thing: _Thing, own: str | None) -> str:
        """Somebody else's thing below another user, kind or organization, or no id at all."""
        organization_id, user_id = random.choice(self._organizations), own or random.choice(self._users)
        forgeries = (
            global_id(thing.kind, organization_id, user_id, thing.own_id),
            global_id(thing.kind, thing.organization_id, user_id, thing.own_id),
            global_id(thing.kind, thing.organization_id, random.choice(self._users), thing.own_id),
            global_id(random.choice(_KINDS), organization_id, thing.user_id, thing.own_id),
            global_id(random.choice(_KINDS), organization_id, thing.user_id),
            global_id(thing.kind, thing.organization_id, _NOWHERE, thing.own_id),
            thing.own_id,
            thing.id[:-1] + random.choice("ABCxyz019_-"),
            random.choice(("", "../users", "e\u0301", "A" * 50, "null", "%2e%2e%2f")),
        )
        return random.choice(forgeries)


def _tag(organization_id: str) -> bytes:
    return blake2b(organization_id.encode(), digest_size=4).digest()
