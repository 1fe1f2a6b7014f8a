"""Global ids: opaque, validated on the way in, granting nothing.

The upstream has no look-up of a building, contract or device without its user, so an id carries
its kind, the user and the object itself. It also carries a tag of the organization, so that an id
of another organization can be answered without asking anybody.

Layout, base64url without padding: 1 byte kind, 4 bytes organization tag, 16 bytes user or
organization, and for everything below a user 16 bytes for the object itself.
"""

import base64
import binascii
import re
from enum import Enum
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_UUID_LENGTH = 36
_SHORT = 21
_LONG = 37
_MAX_TEXT = 50


class IdKind(Enum):
    """What a global id points at. The value is its first byte."""

    __hash__ = object.__hash__  # Enum's own is Python, and an id is made for every row

    ORGANIZATION = 1
    USER = 2
    BUILDING = 3
    ENERGY_CONTRACT = 4
    HEAT_PUMP = 5
    ELECTRIC_VEHICLE = 6
    SOLAR_INVERTER = 7
    WALLBOX = 8
    OTHER_DEVICE = 9
    ONBOARDING_SESSION = 10


_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_KIND_BY_BYTE = {kind.value: kind for kind in IdKind}
_BYTE = {kind: bytes([kind.value]) for kind in IdKind}
_WITHOUT_OWNER = frozenset({IdKind.ORGANIZATION, IdKind.USER})


class GlobalId(NamedTuple):
    """A decoded id. ``owner_id`` is a user's id, or the organization's own for an organization."""

    kind: IdKind
    organization_tag: bytes
    owner_id: str
    own_id: str

    def belongs_to(self, organization_id: str) -> bool:
        """Whether this id was made for that organization."""
        return self.organization_tag == organization_tag(organization_id)


def is_uuid(text: str) -> bool:
    """Whether the text is one canonical lower-case UUID and nothing else."""
    return len(text) == _UUID_LENGTH and _is_uuid(text)


@lru_cache(maxsize=16_384)
def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def organization_tag(organization_id: str) -> bytes:
    """Four bytes that tell one organization's ids from another's."""
    return blake2b(organization_id.encode(), digest_size=4).digest()


def encode_id(kind: IdKind, organization_id: str, owner_id: str, own_id: str | None = None) -> str:
    """Make a global id out of canonical UUIDs.

    Raises:
        ValueError: One of the ids is not a UUID.

    """
    raw = _BYTE[kind] + _owner(organization_id, owner_id)
    if own_id is not None:
        raw += bytes.fromhex(own_id.replace("-", ""))
    return _text(raw)


def decode_id(text: str) -> GlobalId | None:
    """Read a global id; ``None`` if the text is not one that :func:`encode_id` could have made."""
    return None if len(text) > _MAX_TEXT or not text.isascii() else _decoded(text)


@lru_cache(maxsize=4096)
def _decoded(text: str) -> GlobalId | None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = _KIND_BY_BYTE.get(raw[0]) if raw else None
    if kind is None or len(raw) != (_SHORT if kind in _WITHOUT_OWNER else _LONG):
        return None
    if _text(raw) != text:
        return None  # one object, one id: no second spelling in the unused bits of the last character
    owner_id = _uuid(raw[5:21])
    return GlobalId(kind, raw[1:5], owner_id, owner_id if kind in _WITHOUT_OWNER else _uuid(raw[21:37]))


@lru_cache(maxsize=4096)
def _owner(organization_id: str, owner_id: str) -> bytes:
    """What the ids of everything that an owner has begin with, behind the kind."""
    return organization_tag(organization_id) + bytes.fromhex(owner_id.replace("-", ""))


def _text(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).translate(_URL_SAFE).rstrip(b"=").decode("ascii")


def _uuid(raw: bytes) -> str:
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
