"""String formats of the wire. The validator and the OpenAPI document both read them from here."""

from typing import Annotated

from msgspec import Meta

Uuid = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
Timestamp = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Day = Annotated[str, Meta(extra_json_schema={"format": "date"})]
Email = Annotated[str, Meta(extra_json_schema={"format": "email"})]
Uri = Annotated[str, Meta(extra_json_schema={"format": "uri"})]

Text20 = Annotated[str, Meta(max_length=20)]
Text50 = Annotated[str, Meta(max_length=50)]
Text100 = Annotated[str, Meta(max_length=100)]
Text300 = Annotated[str, Meta(max_length=300)]
Text8000 = Annotated[str, Meta(max_length=8000)]

Percent = Annotated[int, Meta(ge=0, le=100)]
"""Whole per cent of a battery, 0 to 100."""
PercentNumber = Annotated[float, Meta(ge=0, le=100)]
"""Per cent of a battery, fractions allowed, 0 to 100."""
ThresholdWatts = Annotated[int, Meta(ge=0, le=50_000)]
"""A surplus threshold in watts."""
CountryCode = Annotated[str, Meta(pattern="^[A-Za-z]{2,3}$")]
"""ISO 3166-1: two letters, and three as well, since the texts of the API name both."""
CurrencyCode = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
"""ISO 4217."""
TimeOfDay = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""HH:MM."""
SessionLimit = Annotated[int, Meta(ge=1, le=200)]
"""Size of a page of sessions."""
SessionOffset = Annotated[int, Meta(ge=0)]
"""How many sessions to skip."""
