"""Whose address counts, and what a proxy is believed."""

from ipaddress import ip_network

import pytest
from starlette.types import Scope

from gateway.limits.entrance import client_address

TRUSTED = tuple(ip_network(each) for each in ("10.0.0.0/8", "fd00::/8"))


def scope(peer: str | None, *forwarded: str) -> Scope:
    headers = [(b"x-forwarded-for", each.encode("latin-1")) for each in forwarded]
    return {"type": "http", "client": None if peer is None else (peer, 1), "headers": headers}


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not an address", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_the_peer(peer: str | None, address: str) -> None:
    assert client_address(scope(peer), ()) == address
    assert client_address(scope(peer), TRUSTED) == address


@pytest.mark.parametrize("peer", ["203.0.113.9", "10.1.2.3"])
def test_nothing_is_believed_unless_a_proxy_is_trusted(peer: str) -> None:
    assert client_address(scope(peer, "198.51.100.1"), ()) == peer


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # not one of ours
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("fd00::1", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # what a client adds counts for nothing
        ("10.1.2.3", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1,10.9.9.9 ,10.8.8.8"], "198.51.100.1"),
        ("10.1.2.3", ["2001:db8::7"], "2001:db8::/64"),
        ("10.1.2.3", ["10.4.5.6"], "10.4.5.6"),
        ("10.1.2.3", ["198.51.100.1, nonsense"], "10.1.2.3"),
        ("10.1.2.3", ["nonsense, 10.9.9.9"], "10.9.9.9"),
        ("10.1.2.3", ["198.51.100.1:443"], "10.1.2.3"),
        ("10.1.2.3", [""], "10.1.2.3"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", ["\xff\xfe"], "10.1.2.3"),
        ("10.1.2.3", ["6.6.6.6," + "10.0.0.1," * 5_000 + "10.0.0.2"], "10.0.0.1"),
    ],
)
def test_a_trusted_proxy_is_believed(peer: str, forwarded: list[str], address: str) -> None:
    assert client_address(scope(peer, *forwarded), TRUSTED) == address
