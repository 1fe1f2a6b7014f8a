"""What the embedded Partner API answers, recorded once so that it can be served at next to no cost."""

from pathlib import Path
from typing import Any

import msgspec

from sandbox import API_BASE, DEMO_ORGANIZATIONS, Sandbox, SandboxOptions

PER_USER = ("buildings", "energy-contracts", "heat-pumps", "electric-vehicles", "inverters", "wallboxes")
"""The lists that the Partner API has of every user, by the last part of their paths."""

_ORGANIZATION = DEMO_ORGANIZATIONS[0].organization_id
_LENGTH_OF_UUID = 36


class Recording(msgspec.Struct, frozen=True):
    """The rows of all users, and everything below them by its path.

    Paths are relative to the organization: ``users/{id}``, ``users/{id}/buildings``. Any
    organization has as many of the users as its id says, see :func:`organization_of`.
    """

    user_rows: tuple[bytes, ...]
    user_ids: tuple[str, ...]
    bodies: dict[str, bytes]

    def body(self, path: str) -> bytes | None:
        """What a GET answers; the path as it is on the wire, without a query. ``None``: nothing there."""
        organization, _, rest = path.removeprefix(f"{API_BASE}/org/").partition("/")
        if rest == "users":
            return b"[" + b",".join(self.user_rows[: users_in(organization)]) + b"]"
        return self.bodies.get(rest)


def organization_of(users: int, number: int = 0) -> str:
    """The id of one of the organizations that have the first so many users."""
    return f"{_ORGANIZATION[:24]}{users:06d}{number:06d}"


def users_in(organization_id: str) -> int:
    """How many users that organization has."""
    return int(organization_id[24:30]) if len(organization_id) == _LENGTH_OF_UUID else 0


def record(users: int) -> Recording:
    """Ask the embedded Partner API for everything that the measured queries need."""
    sandbox = Sandbox(SandboxOptions(users=users))
    rows = sandbox.users(_ORGANIZATION)
    bodies: dict[str, bytes] = {}
    for row in rows:
        path = f"users/{row['id']}"
        bodies[path] = msgspec.json.encode(row)
        for name in PER_USER:
            found = sandbox.rows(f"/org/{_ORGANIZATION}/{path}/{name}")
            bodies[f"{path}/{name}"] = msgspec.json.encode(_with_ids(found, name))
    encoded = tuple(bodies[f"users/{row['id']}"] for row in rows)
    return Recording(encoded, tuple(row["id"] for row in rows), bodies)


def write(recording: Recording, path: Path) -> None:
    """Keep a recording in a file."""
    path.write_bytes(msgspec.msgpack.encode(recording))


def read(path: Path) -> Recording:
    """Read it again."""
    return msgspec.msgpack.decode(path.read_bytes(), type=Recording)


def _with_ids(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Contracts without an id are left out: what stands in for one is the gateway's own invention."""
    return [row for row in rows if row["id"] is not None] if name == "energy-contracts" else rows
