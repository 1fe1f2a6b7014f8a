"""An invitation to connect a device."""

from datetime import date
from enum import Enum

from domain.device import DeviceKind, PriceZone
from domain.record import Record


class OnboardingLanguage(Enum):
    """The language of the pages on which a device is connected."""

    ENGLISH = "ENGLISH"
    ESTONIAN = "ESTONIAN"
    GERMAN = "GERMAN"
    HUNGARIAN = "HUNGARIAN"
    ITALIAN = "ITALIAN"
    POLISH = "POLISH"
    ROMANIAN = "ROMANIAN"
    SWEDISH = "SWEDISH"
    OTHER = "OTHER"


class OnboardingSession(Record, frozen=True, kw_only=True):
    """A user's visit to the pages on which a device is connected; good to the end of ``expires_on``.

    ``device_id`` is known once the device is connected. The authentication URL lets whoever has it
    connect a device for the user.
    """

    id: str
    onboarding_session_id: str
    user_id: str
    authentication_url: str
    success_url: str | None = None
    cancel_url: str | None = None
    expires_on: date | None = None
    device_id: str | None = None
    kind: DeviceKind | None = None
    language: OnboardingLanguage | None = None
    price_zone: PriceZone | None = None
