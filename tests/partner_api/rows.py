"""The smallest rows that pass, to be spoilt one field at a time."""

from typing import Any

from domain.device import DeviceKind
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import DEVICE, USER

BUILDING = "33333333-2222-4333-8444-555555555555"


def user(**fields: Json) -> dict[str, Any]:
    return {"id": USER, "role": "user", "email": "a@example.test"} | fields


def building(**fields: Json) -> dict[str, Any]:
    return {"id": BUILDING, "name": "Home"} | fields


def contract(**fields: Json) -> dict[str, Any]:
    return {"id": BUILDING} | fields


def device(**fields: Json) -> dict[str, Any]:
    return {
        "id": DEVICE,
        "owner": {"id": USER},
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-02T00:00:00Z",
    } | fields


KINDS = [kind for kind in DeviceKind if kind is not DeviceKind.OTHER]
