"""Changing limits by settings."""

import pytest

from execution import DocumentLimits
from gateway.settings import LimitSettings, SettingsError
from gateway.settings.limits import RoleLimits, check_networks, read_role_limits

USUAL = LimitSettings().user


def test_the_rest_stays_as_it_was() -> None:
    made = read_role_limits("X", USUAL, ("depth=20", " points = 500 ", "points_per_minute=0"))
    expected = {name: getattr(USUAL.document, name) for name in DocumentLimits.__slots__}
    expected |= {"depth": 20, "points": 500}
    assert made == RoleLimits(document=DocumentLimits(**expected), points_per_minute=0)
    assert read_role_limits("X", USUAL, ()) == USUAL


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("depth", "X: depth is not a limit; write name=number"),
        ("depth=", "X: depth= is not a limit; write name=number"),
        ("depth=-1", "X: depth=-1 is not a limit; write name=number"),
        ("depth=1e3", "X: depth=1e3 is not a limit; write name=number"),
        ("depth=12345678901", "X: depth=12345678901 is not a limit; write name=number"),
        ("points_per_minute=299", "X: points_per_minute is less than one operation may cost"),
        ("points=60001", "X: points_per_minute is less than one operation may cost"),
    ],
)
def test_what_is_no_limit_stops_the_start(change: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_role_limits("X", USUAL, (change,))
    assert str(caught.value) == message


def test_an_unknown_name_is_answered_with_all_there_are() -> None:
    with pytest.raises(SettingsError) as caught:
        read_role_limits("X", USUAL, ("widht=5",))
    told = str(caught.value)
    assert told.startswith("X: widht is not a limit; there are bytes, tokens, ")
    assert all(name in told for name in (*DocumentLimits.__slots__, "points_per_minute"))


def test_proxies_are_addresses_or_networks() -> None:
    networks = ("10.0.0.0/8", "192.0.2.7", "fd00::/8")
    assert check_networks("X", networks) == networks
    for wrong in ("proxy.example", "10.0.0.1/8", "10.0.0.0/33", "*"):
        with pytest.raises(SettingsError, match="neither an address nor a network"):
            check_networks("X", (wrong,))


def test_the_roles_with_more_rights_may_ask_for_more() -> None:
    settings = LimitSettings()
    for name in DocumentLimits.__slots__:
        user, staff, administrator = (
            getattr(role.document, name) for role in (settings.user, settings.staff, settings.administrator)
        )
        assert user <= staff <= administrator, name
    assert settings.user.points_per_minute < settings.staff.points_per_minute
