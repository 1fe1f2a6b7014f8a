"""Where somebody lives or something stands."""

from datetime import datetime

from domain import user as records
from schema.declaring import attribute, describes


@describes(records.PostalAddress, "A postal address. Every part is null if it was not entered.")
class PostalAddress:
    """An address."""

    street_and_number: str | None = attribute("The street with the house number.")
    street_additional_info: str | None = attribute("What else helps to find the door.")
    postal_code: str | None = attribute("The postal code, as text: some begin with a zero.")
    town: str | None = attribute("The town.")
    country: str | None = attribute("The country as it was entered, usually an ISO 3166 code.")


@describes(records.GeoLocation, "A point on earth in the WGS 84 system.")
class GeoLocation:
    """A point."""

    latitude_degrees: float = attribute("The latitude in degrees, positive to the north.")
    longitude_degrees: float = attribute("The longitude in degrees, positive to the east.")
    updated_at: datetime | None = attribute("When the point was last determined; null if that is not known.")
