"""Whose everything is: read from the sandbox itself, and noted of whatever leaves it."""

import base64
import binascii
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox import DEMO_ORGANIZATIONS, Sandbox

COLLECTIONS = {
    "buildings": (3, "Building"),
    "energy-contracts": (4, "EnergyContract"),
    "heat-pumps": (5, "HeatPump"),
    "electric-vehicles": (6, "ElectricVehicle"),
    "inverters": (7, "SolarInverter"),
    "wallboxes": (8, "Wallbox"),
}
"""What lies below a user, with the first byte of its global ids and its type."""

Owner = tuple[str, str | None]
"""An organization and a user of it; None stands for the organization as a whole."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_PATH = re.compile(
    rf"/org/({_UUID.pattern})(?:/users(?:/({_UUID.pattern})(?:/[a-z-]+(?:/({_UUID.pattern}))?)?)?)?"
)
_BASE64 = re.compile(r"[A-Za-z0-9_-]{16,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T|$)")
_SHORTEST_SECRET = 4


@dataclass
class Held:
    """What the Partner API says of one record: its texts and its numbers."""

    owner: Owner
    type_name: str
    texts: set[str] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)

    def note(self, row: Any) -> None:
        """Take in everything a row says."""
        for value in scalars(row):
            if isinstance(value, str):
                self.texts.add(value)
            if isinstance(value, str | int | float):
                self._note_number(value)

    def _note_number(self, value: str | float) -> None:
        try:
            self.numbers.add(abs(float(value)))
        except ValueError:
            return


class World:
    """Owners of values, and the records by their own ids."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.records: dict[str, Held] = {}
        self.roles: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        self.people: list[tuple[str, dict[str, Any]]] = []
        self._owners: defaultdict[str, set[Owner]] = defaultdict(set)
        for organization in DEMO_ORGANIZATIONS:
            self._read(sandbox, organization.organization_id)

    def _read(self, sandbox: Sandbox, organization_id: str) -> None:
        for row in sandbox.rows(f"/org/{organization_id}/users?include_deleted=true"):
            self.people.append((organization_id, row))
            self.roles[row["id"]] = row["role"]
            self._record((organization_id, row["id"]), "User", row)
        for row in sandbox.users(organization_id):
            for collection in (*COLLECTIONS, "charging-config"):
                path = f"/org/{organization_id}/users/{row['id']}/{collection}"
                self.note(path, sandbox.rows(path))

    def note(self, path: str, body: Any) -> None:
        """Take in what the Partner API answers at a path."""
        place = _PATH.match(path)
        if place is None:
            if isinstance(body, dict) and body.get("user") in self.roles:
                self.note_session(body)
            return
        organization_id, user_id, own_id = place.groups()
        if user_id is None:
            rows = body if path.endswith("/users") else [body]
            for row in rows:
                owner = (organization_id, row["id"] if path.endswith("/users") else None)
                self._tell(owner, row)
            return
        owner = (organization_id, user_id)
        collection = path.split("/users/")[1].split("/")[1:2]
        if collection and collection[0] in COLLECTIONS:
            type_name = COLLECTIONS[collection[0]][1]
            for row in body if own_id is None else [body]:
                self._record(owner, type_name, row, own_id)
        else:
            self._record(owner, "User", body, user_id)

    def note_session(self, row: dict[str, Any]) -> None:
        """Take in an onboarding session."""
        self.sessions[row["id"]] = row["user"]
        organization_id = next(each for each, person in self.people if person["id"] == row["user"])
        self._record((organization_id, row["user"]), "OnboardingSession", row)

    def owners(self, text: str) -> set[Owner]:
        """To whom a text belongs; empty if the Partner API never said it."""
        return self._owners.get(text, set())

    def _record(self, owner: Owner, type_name: str, row: Any, own_id: str | None = None) -> None:
        own_id = own_id or row["id"]
        self.records.setdefault(own_id, Held(owner, type_name)).note(row)
        self._tell(owner, row)

    def _tell(self, owner: Owner, row: Any) -> None:
        for value in scalars(row):
            if isinstance(value, str) and len(value) >= _SHORTEST_SECRET and not _DAY.match(value):
                for text in (value, *_UUID.findall(value)):
                    self._owners[text].add(owner)


def scalars(value: Any) -> Iterator[str | float | bool | None]:
    """Everything in a piece of JSON that holds nothing."""
    if isinstance(value, dict):
        for each in value.values():
            yield from scalars(each)
    elif isinstance(value, list):
        for each in value:
            yield from scalars(each)
    else:
        yield value


def told_by(text: str) -> Iterator[str]:
    """What a text gives away: itself, the UUIDs in it, and what is packed into it as base64."""
    yield text
    yield from _UUID.findall(text)
    for packed in _BASE64.findall(text):
        try:
            raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        except (binascii.Error, ValueError):
            continue
        if len(raw) in (21, 37):
            for start in range(5, len(raw), 16):
                yield uuid_text(raw[start : start + 16])
        try:
            held = json.loads(raw)
        except ValueError:
            continue
        yield from (each for each in scalars(held) if isinstance(each, str))


def uuid_text(raw: bytes) -> str:
    """Sixteen bytes as a UUID."""
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
