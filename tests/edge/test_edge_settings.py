"""The settings of the edge, as the environment gives them."""

import resource
from dataclasses import fields

import pytest

from gateway.edge.openings import Openings
from gateway.settings import EdgeSettings, SettingsError, load_settings

MINIMAL = {
    "GATEWAY_ENVIRONMENT": "sandbox",
    "GATEWAY_ORGANIZATION_ID": "6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a01",
    "GATEWAY_CLIENT_ID": "client",
    "GATEWAY_CLIENT_SECRET": "hush-hush",
    "GATEWAY_JWT_JWKS_URL": "https://id.example/keys",
    "GATEWAY_JWT_ISSUER": "https://id.example",
    "GATEWAY_JWT_AUDIENCE": "podero-gateway",
}


class Connection:
    def __init__(self, openings: Openings) -> None:
        self.client: tuple[str, int] | None = ("10.0.0.1", 1)
        self.has_given_way = False
        self._openings = openings

    def give_way(self) -> None:
        self.has_given_way = True
        self._openings.leave(self)


def test_every_setting_of_the_edge_can_be_set() -> None:
    given = {
        "max_requests": "11", "max_queued_requests": "12", "queue_seconds": "0.5", "max_connections": "13",
        "max_connections_per_address": "14", "header_timeout_seconds": "1.5", "body_timeout_seconds": "2.5",
        "send_timeout_seconds": "3.5", "keep_alive_seconds": "4.5", "transport_security_seconds": "60",
        "allowed_hosts": "API.example, [::1], 10.0.0.1", "loop_warning_seconds": "5.5",
        "loop_limit_seconds": "6.5", "drain_seconds": "0", "shutdown_seconds": "7.5",
    }  # fmt: skip
    assert given.keys() == {field.name for field in fields(EdgeSettings)}
    environ = {f"GATEWAY_{name.upper()}": value for name, value in given.items()}
    assert load_settings({**MINIMAL, **environ}).edge == EdgeSettings(
        max_requests=11, max_queued_requests=12, queue_seconds=0.5, max_connections=13,
        max_connections_per_address=14, header_timeout_seconds=1.5, body_timeout_seconds=2.5,
        send_timeout_seconds=3.5, keep_alive_seconds=4.5, transport_security_seconds=60,
        allowed_hosts=("api.example", "[::1]", "10.0.0.1"), loop_warning_seconds=5.5,
        loop_limit_seconds=6.5, drain_seconds=0, shutdown_seconds=7.5,
    )  # fmt: skip
    assert load_settings(MINIMAL).edge == EdgeSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_REQUESTS", "0"),
        ("MAX_QUEUED_REQUESTS", "-1"),
        ("QUEUE_SECONDS", "inf"),
        ("HEADER_TIMEOUT_SECONDS", "0"),
        ("DRAIN_SECONDS", "-1"),
        ("DRAIN_SECONDS", "nan"),
        ("ALLOWED_HOSTS", "https://api.example"),
        ("ALLOWED_HOSTS", "api.example:443"),
        ("TRANSPORT_SECURITY_SECONDS", "1.5"),
        ("LOOP_LIMIT_SECONDS", "1"),  # not longer than what is only logged
    ],
)
def test_what_makes_no_sense_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^GATEWAY_{name}: "):
        load_settings({**MINIMAL, f"GATEWAY_{name}": value})


def test_a_hang_may_be_left_to_others() -> None:
    assert load_settings({**MINIMAL, "GATEWAY_LOOP_LIMIT_SECONDS": "0"}).edge.loop_limit_seconds == 0


def test_no_more_connections_are_taken_than_the_system_lets_the_process_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[int, int]] = []
    for limits, most in (((1024, 1024), 736), ((1024, 4096), 3808), ((256, 256), 128), ((100_000, -1), 500)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limits=limits: limits)
        monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
        openings = Openings(500 if limits[1] == resource.RLIM_INFINITY else 1_000_000)
        connections = [Connection(openings) for _ in range(most + 40)]
        assert [openings.enter(each) for each in connections] == [True] * most + [False] * 40
        assert [each.has_given_way for each in connections] == [False] * most + [True] * 8 + [False] * 32
        for each in connections:
            if not each.has_given_way:
                openings.leave(each)
        assert openings.open == 0
    assert asked == [(4096, 4096), (131_072, -1)]
