"""Postal addresses, which users and buildings spell alike."""

from domain.user import PostalAddress
from partner_api.wire.row import WireRow


class WireAddress(WireRow, frozen=True, kw_only=True, gc=False):
    """The address part of a row. Older pages call the country ``country_iso2``."""

    not_promised = frozenset({"country_iso2"})

    street_and_number: str | None = None
    street_add_info: str | None = None
    zip_code: str | int | None = None
    town: str | None = None
    country: str | None = None
    country_iso2: str | None = None


def to_address(row: WireAddress) -> PostalAddress:
    """Make the address record; a postal code sent as a number becomes text."""
    zip_code = row.zip_code
    return PostalAddress(
        street_and_number=row.street_and_number,
        street_additional_info=row.street_add_info,
        postal_code=str(zip_code) if isinstance(zip_code, int) else zip_code,
        town=row.town,
        country=row.country if row.country is not None else row.country_iso2,
    )
