"""What the upstream tells beside figures: their units, and whether something went wrong."""

from collections.abc import Iterable, Mapping

from partner_api import surprises
from partner_api.wire.row import WireRow

Units = Mapping[str, str | None]

_KILOWATT_HOURS = {"wh": 0.001, "kwh": 1.0, "mwh": 1000.0}


class WireMetadata(WireRow, frozen=True, kw_only=True, gc=False):
    """The envelope's second half."""

    units: dict[str, str | None] | None = None
    error: str | None = None


def units_of(metadata: WireMetadata | None, field: str) -> Units:
    """Give the units by the names of the figures, and tell the log about an error beside the data."""
    if metadata is None:
        return {}
    if metadata.error:
        surprises.unusable(f"{field}.metadata.error", "an error beside the data")
    return metadata.units or {}


def kilowatt_hours_per_unit(units: Units, names: Iterable[str], otherwise: str, field: str) -> float:
    """Give the factor for energies, by the first of the names that the answer has a unit for."""
    for name in names:
        unit = units.get(name)
        if unit:
            factor = _KILOWATT_HOURS.get(unit.strip().lower())
            if factor is not None:
                return factor
            surprises.unknown_value(f"{field}.metadata.units", unit)
    return _KILOWATT_HOURS[otherwise]


def is_per_megawatt_hour(units: Units) -> bool:
    """Whether the answer says that its prices are per megawatt hour."""
    return (units.get("price") or "").strip().lower().endswith("/mwh")
