"""The users of an organization: one administrator, two staff members, the rest end users."""

from collections.abc import Iterator

from sandbox.models.enums import Role
from sandbox.models.users import User
from sandbox.options import DemoOrganization
from sandbox.seeding.identifiers import seeded_id
from sandbox.seeding.names import FAMILY_NAMES, GIVEN_NAMES, PLACES, STREETS
from sandbox.state.nature import Draw, seed_of

ADMINISTRATORS = 1
STAFF = 2
FIRST_END_USER = ADMINISTRATORS + STAFF
DELETED_POSITION = 8
"""The one user that is soft-deleted from the start, in fleets that reach so far."""


def seeded_users(identity: DemoOrganization, seed: int, count: int) -> Iterator[tuple[User, bool]]:
    """The users in order, each with whether it is deleted."""
    for position in range(count):
        yield _user(identity, seed, position), position == DELETED_POSITION


def _role(position: int) -> Role:
    if position < ADMINISTRATORS:
        return "admin"
    return "staff" if position < FIRST_END_USER else "user"


def _user(identity: DemoOrganization, seed: int, position: int) -> User:
    draw = Draw(seed_of(f"{seed}/{identity.organization_id}/user/{position}"))
    role = _role(position)
    user = User(
        id=seeded_id(identity.organization_id, seed, "user", position),
        role=role,
        email=f"{role}-{position}@{identity.client_id.removeprefix('demo-client-')}.example",
    )
    # Every eleventh end user is a bare account: only what the API requires.
    if position >= FIRST_END_USER and position % 11 == 5:
        return user
    user.external_user_id = f"crm-{10_000 + position}" if role == "user" else None
    user.first_name = draw.pick("given", GIVEN_NAMES)
    user.last_name = draw.pick("family", FAMILY_NAMES)
    if role == "user":
        _settle(user, draw)
    return user


def _settle(user: User, draw: Draw) -> None:
    town, zip_code, country, latitude, longitude, _ = draw.pick("place", PLACES)
    user.street_and_number = f"{draw.pick('street', STREETS)} {int(draw.number('number', 1, 180))}"
    user.street_add_info = "2. Stock" if draw.chance("floor", 0.3) else None
    user.zip_code, user.town, user.country = zip_code, town, country
    if draw.chance("located", 0.8):
        user.latitude = round(latitude + draw.number("north", -0.05, 0.05, 4), 4)
        user.longitude = round(longitude + draw.number("east", -0.05, 0.05, 4), 4)
        user.location_last_updated = "2025-02-11T09:30:00Z"
