"""How much viewers of each role may ask for, and how much may come from one address."""

from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network

from execution import DocumentLimits
from gateway.settings.error import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLimits:
    """What viewers of one role may ask for: in one document, and in points in a minute (0: no end)."""

    document: DocumentLimits = field(default_factory=DocumentLimits)
    points_per_minute: int = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """Limits of all roles and addresses.

    ``address_requests_per_minute`` counts requests before anybody knows who asks (0: no end), a failed
    authentication as many. ``trusted_proxies`` are networks whose ``X-Forwarded-For`` is believed.
    ``organization_users`` is how many users an organization is reckoned with where all are read.
    """

    user: RoleLimits = RoleLimits(
        document=DocumentLimits(
            tokens=5_000,
            operations=20,
            fragments=100,
            spreads=200,
            variables=100,
            fields=2_000,
            root_fields=20,
            aliases=150,
            directives=150,
            same_name=8_000,
            points=300,
        ),
        points_per_minute=60_000,
    )
    staff: RoleLimits = RoleLimits()
    administrator: RoleLimits = RoleLimits(
        document=DocumentLimits(points=10_000), points_per_minute=3_000_000
    )
    address_requests_per_minute: int = 120_000
    trusted_proxies: tuple[str, ...] = ()
    organization_users: int = 250


_DOCUMENT = tuple(each.name for each in fields(DocumentLimits))
_MINUTE = "points_per_minute"


def read_role_limits(name: str, usual: RoleLimits, changes: tuple[str, ...]) -> RoleLimits:
    """The limits of a role: the usual ones with changes, each like ``depth=20``.

    Raises :class:`SettingsError`.
    """
    document: dict[str, int] = {}
    points = usual.points_per_minute
    for change in changes:
        key, equals, text = (part.strip() for part in change.partition("="))
        if not equals or not text.isdecimal() or len(text) > 9:
            raise SettingsError(f"{name}: {change} is not a limit; write name=number")
        if key == _MINUTE:
            points = int(text)
        elif key in _DOCUMENT:
            document[key] = int(text)
        else:
            raise SettingsError(f"{name}: {key} is not a limit; there are {', '.join((*_DOCUMENT, _MINUTE))}")
    made = RoleLimits(document=replace(usual.document, **document), points_per_minute=points)
    if 0 < made.points_per_minute < made.document.points:
        raise SettingsError(f"{name}: {_MINUTE} is less than one operation may cost")
    return made


def check_networks(name: str, networks: tuple[str, ...]) -> tuple[str, ...]:
    """The networks as given, if they are some. Raises :class:`SettingsError`."""
    for each in networks:
        try:
            ip_network(each)
        except ValueError:
            raise SettingsError(f"{name}: {each} is neither an address nor a network") from None
    return networks
