"""What all seeded devices share: make, dates, health."""

from typing import Any

from sandbox.models.devices import DeviceModel, DeviceOwner, DeviceType
from sandbox.models.users import User
from sandbox.seeding.names import PLACES
from sandbox.state.nature import Draw

ZONE_OF_COUNTRY = {place[2]: place[5] for place in PLACES}

# Kind as in the path: device type, then makes and models of no real manufacturer.
_CATALOGUE: dict[str, tuple[tuple[str, str], tuple[tuple[str, str], ...]]] = {
    "heat-pumps": (
        ("hp_atw", "Heat pump air to water"),
        (("Polarwärme", "Eisbär 9"), ("Fjordtherm", "F-120"), ("Calorix", "Duo 6")),
    ),
    "electric-vehicles": (
        ("ev", "Electric vehicle"),
        (("Voltara", "City e2"), ("Nordbil", "Älv 77"), ("Kestrel", "Touring LR")),
    ),
    "inverters": (
        ("inverter", "Solar inverter"),
        (("Helion", "HX 8"), ("Soltek", "Síol 10"), ("Lumera", "L5")),
    ),
    "wallboxes": (("wallbox", "Wallbox"), (("Ladeo", "Box 11"), ("Amperia", "Wall 22"))),
}


def device_owner(user: User) -> DeviceOwner:
    """The short form of a user inside a device."""
    return DeviceOwner(
        id=user.id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        external_id=user.external_user_id,
    )


def device_model(kind: str, draw: Draw) -> DeviceModel | None:
    """Make and model; unknown for one device in ten."""
    if draw.chance("unknown model", 0.1):
        return None
    (short_name, long_name), models = _CATALOGUE[kind]
    manufacturer, model = draw.pick("model", models)
    has_cloud = draw.chance("cloud", 0.5)
    return DeviceModel(
        device_type=DeviceType(short_name=short_name, long_name=long_name),
        manufacturer=manufacturer,
        model=model,
        year=int(draw.number("year", 2016, 2025)) if draw.chance("has year", 0.7) else None,
        cloud_service="7b1d2c4e-90aa-4e5f-8c11-3f6d5a2b9e70" if has_cloud else None,
        cloud_service_instructions="Sign in with the account of your home app." if has_cloud else None,
        cloud_service_signup_link="https://cloud.example/signup" if has_cloud else None,
    )


def base_fields(kind: str, device_id: str, user: User, building: str | None, draw: Draw) -> dict[str, Any]:
    """The common fields of a device that is connected and healthy."""
    month = int(draw.number("month", 1, 12.99, 3))
    created = f"2024-{month:02d}-{int(draw.number('day', 1, 28.99, 3)):02d}T08:15:00Z"
    smart = draw.chance("smart", 0.75)
    return {
        "id": device_id,
        "owner": device_owner(user),
        "device_model": device_model(kind, draw),
        "created_at": created,
        "updated_at": "2025-03-01T10:00:00Z",
        "connection_status": "ok",
        "monitoring_status": draw.pick("monitoring", ("ok", "ok", "ok", "warning")),
        "steering_status": "ok" if smart else "unknown",
        "price_zone": ZONE_OF_COUNTRY.get(user.country or ""),
        "building": building,
        "is_pause_power_active": draw.chance("paused", 0.15),
        "pause_power_until": "2027-01-01T00:00:00Z" if draw.chance("paused", 0.15) else None,
        "external_device_id": draw.pick("external", (f"EXT-{device_id[:8]}", "", None)),
        "is_authenticated": True,
        "is_smart_optimization_active": smart,
        "optimization_score": draw.number("score", 40, 99) if smart and draw.chance("scored", 0.7) else None,
        "comment": draw.pick("comment", (None, None, "Im Keller, Zugang über den Garten", "Möter 2 · söder")),
        "last_monitoring_executed_at": draw.pick("monitored", (None, "2025-03-01T09:55:00Z")),
        "is_trading_enabled": draw.chance("trading", 0.3),
        "actual_steering_state": draw.pick("steering", ("unknown", "steered")) if smart else "unknown",
    }
