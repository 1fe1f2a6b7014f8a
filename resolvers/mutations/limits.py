"""The limits and formats of the upstream's reference, field by field, checked before any call.

What is not in a table has no limit there. Four rules go beyond the reference, because breaking them
can only be a mistake: coordinates must be on earth, pages that people are sent to must not be
scripts, amounts have so many digits that they can be written out, and no instant is in the year 1,
which is the upstream's word for "never".
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from domain.changes.base import set_fields
from resolvers.mutations.problem import Path, ProblemCode, Problems


class Complaint(NamedTuple):
    """What a check has to say about a value."""

    code: ProblemCode
    message: str


Check = Callable[[Any], Complaint | None]
Limits = Mapping[str, "Check | Limits"]
"""By the record's field: a check of its value, or the limits of the structure that it holds."""

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+")
_COUNTRY = re.compile(r"[A-Za-z]{2,3}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):\S+", re.ASCII)
_SCRIPTS = frozenset({"javascript", "vbscript", "data", "blob", "file"})
_MOST_DIGITS = 15
_MOST_DECIMALS = 20


def _text(most: int) -> Check:
    complaint = Complaint(ProblemCode.TOO_LONG, f"At most {most} characters are allowed.")
    return lambda value: complaint if len(value) > most else None


def _between(least: float, most: float) -> Check:
    complaint = Complaint(ProblemCode.OUT_OF_RANGE, f"It must be between {least:g} and {most:g}.")
    return lambda value: None if least <= value <= most else complaint


def _form(pattern: re.Pattern[str], message: str) -> Check:
    complaint = Complaint(ProblemCode.INVALID_FORMAT, message)
    return lambda value: complaint if pattern.fullmatch(value) is None else None


def _clock(value: time) -> Complaint | None:
    if value.second or value.microsecond or value.tzinfo is not None:
        return Complaint(ProblemCode.INVALID_FORMAT, "It must be a time of day in whole minutes.")
    return None


def _instant(value: datetime) -> Complaint | None:
    try:
        is_one = value.astimezone(UTC).year > 1
    except OverflowError:  # within a day of the calendar's end, and beyond it in UTC
        is_one = False
    if is_one:
        return None
    return Complaint(ProblemCode.OUT_OF_RANGE, "It must be between the years 2 and 9999 in UTC.")


def _amount(value: Decimal) -> Complaint | None:
    if not value.is_finite():
        return Complaint(ProblemCode.INVALID_FORMAT, "It must be a number.")
    decimals = -int(value.as_tuple().exponent)
    if value.adjusted() >= _MOST_DIGITS or decimals > _MOST_DECIMALS:
        most = f"{_MOST_DIGITS} digits before the point and {_MOST_DECIMALS} behind it"
        return Complaint(ProblemCode.OUT_OF_RANGE, f"At most {most} are allowed.")
    return None


def _url(value: str) -> Complaint | None:
    if len(value) > _MOST_OF_URL:
        return Complaint(ProblemCode.TOO_LONG, f"At most {_MOST_OF_URL} characters are allowed.")
    match = _URL.fullmatch(value)
    if match is None or match[1].lower() in _SCRIPTS:
        return Complaint(ProblemCode.INVALID_FORMAT, "It must be the URL of a page or of an app.")
    return None


def _uuid(value: str) -> Complaint | None:
    try:
        UUID(value)
    except ValueError:
        return Complaint(ProblemCode.INVALID_FORMAT, "It must be a UUID.")
    return None


_MOST_OF_URL = 8000
_PERCENT = _between(0, 100)
_WATTS = _between(0, 50_000)

USER: Limits = {
    "email": _form(_EMAIL, "It must be an e-mail address."),
    "address": {"country": _form(_COUNTRY, "It must be a country code of two or three letters.")},
    "location": {"latitude_degrees": _between(-90, 90), "longitude_degrees": _between(-180, 180)},
}
BUILDING: Limits = {
    "name": _text(100),
    "address": {
        "street_and_number": _text(100),
        "street_additional_info": _text(100),
        "postal_code": _text(20),
        "town": _text(100),
    },
    "occupant_type": _text(50),
    "space_heating": _text(50),
    "water_heating": _text(50),
}
ENERGY_CONTRACT: Limits = {
    "prices": {"price_per_kilowatt_hour": _amount, "starts_at": _instant},
    "currency": _form(_CURRENCY, "It must be a currency code of three capital letters."),
    "meter_id": _text(19),
    "supplier": _text(100),
}
_DEVICE: Limits = {
    "model": {"cloud_service_id": _uuid},
    "power_pause_ends_at": _instant,
    "comment": _text(300),
}
HEAT_PUMP: Limits = {
    **_DEVICE,
    "heating_policy_name": _text(100),
    "away_mode_starts_at": _instant,
    "away_mode_ends_at": _instant,
}
ELECTRIC_VEHICLE: Limits = {
    **_DEVICE,
    "charge_target_minimum_percent": _PERCENT,
    "minimum_charge_percent": _PERCENT,
    "charge_deadline": _clock,
    "surplus_export_to_start_watts": _WATTS,
    "surplus_import_to_stop_watts": _WATTS,
}
SOLAR_INVERTER: Limits = {
    **_DEVICE,
    "minimum_battery_level_percent": _PERCENT,
    "maximum_battery_level_percent": _PERCENT,
}
WALLBOX: Limits = {
    **_DEVICE,
    "charge_target_minimum_percent": _PERCENT,
    "charge_target_maximum_percent": _PERCENT,
    "minimum_charge_percent": _PERCENT,
    "charge_deadline_at": _instant,
}
_DAY: Limits = {"target_percent": _PERCENT, "deadline": _clock}
CHARGE_POLICY: Limits = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), _DAY
)
CHARGING_CONFIGURATION: Limits = {
    "surplus_export_to_start_watts": _WATTS,
    "surplus_import_to_stop_watts": _WATTS,
}
RETURN_PAGES: Limits = {"success_url": _url, "cancel_url": _url}
DAY_AHEAD_PRICES: Limits = {"prices": {"price_per_megawatt_hour": _amount, "starts_at": _instant}}


def check_limits(changes: msgspec.Struct, limits: Limits, problems: Problems, path: Path = ()) -> None:
    """Note a problem for every value that is beyond its limit. What removes a value has none."""
    values = set_fields(changes)
    for name, limit in limits.items():
        value = values.get(name)
        if value is None:
            continue
        place = (*path, name)
        if isinstance(limit, Mapping):
            _check_inside(value, limit, problems, place)
        elif (complaint := limit(value)) is not None:
            problems.add(place, complaint.code, complaint.message)


def _check_inside(value: object, limits: Limits, problems: Problems, path: Path) -> None:
    if isinstance(value, tuple):
        for position, each in enumerate(value):
            check_limits(each, limits, problems, (*path, position))
    elif isinstance(value, msgspec.Struct):
        check_limits(value, limits, problems, path)


def check_order(low: float | None, high: float | None, path: Path, problems: Problems, message: str) -> None:
    """Note a problem if a lower bound is above the upper one; a bound that is not there is no problem."""
    if low is not None and high is not None and low > high:
        problems.add(path, ProblemCode.CONTRADICTORY, message)
