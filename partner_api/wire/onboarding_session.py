"""Onboarding sessions on the wire."""

from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse
from domain.ids import IdKind, encode_id
from domain.onboarding_session import OnboardingLanguage, OnboardingSession
from partner_api.wire.device import price_zone
from partner_api.wire.row import WireRow, expect_same, identity, link
from partner_api.wire.values import choice, day

_KINDS = {
    "ev": DeviceKind.ELECTRIC_VEHICLE,
    "iv": DeviceKind.SOLAR_INVERTER,
    "wb": DeviceKind.WALLBOX,
    "hp": DeviceKind.HEAT_PUMP,
}
_LANGUAGES = {
    "en": OnboardingLanguage.ENGLISH,
    "et": OnboardingLanguage.ESTONIAN,
    "de": OnboardingLanguage.GERMAN,
    "hu": OnboardingLanguage.HUNGARIAN,
    "it": OnboardingLanguage.ITALIAN,
    "pl": OnboardingLanguage.POLISH,
    "ro": OnboardingLanguage.ROMANIAN,
    "sv": OnboardingLanguage.SWEDISH,
}


class WireOnboardingSession(WireRow, frozen=True, kw_only=True, gc=False):
    """A session. ``user`` is an id, ``object_id`` is the connected device's."""

    id: str | None = None
    user: str | None = None
    authentication_url: str | None = None
    success_url: str | None = None
    cancel_url: str | None = None
    expiration_date: str | None = None
    object_id: str | None = None
    device_type: str | None = None
    language: str | None = None
    price_zone_default: str | None = None


def to_onboarding_session(
    row: WireOnboardingSession, organization_id: str, onboarding_session_id: str
) -> OnboardingSession:
    """Make the record of a session of that organization.

    Raises:
        UpstreamInvalidResponse: It is another session, nobody's, or leads nowhere.

    """
    expect_same(row.id, onboarding_session_id, "the id of an onboarding session")
    if not row.authentication_url:
        raise UpstreamInvalidResponse("an onboarding session has no authentication URL")
    user_id = identity(row.user, "the user of an onboarding session")
    return OnboardingSession(
        id=encode_id(IdKind.ONBOARDING_SESSION, organization_id, user_id, onboarding_session_id),
        onboarding_session_id=onboarding_session_id,
        user_id=user_id,
        authentication_url=row.authentication_url,
        success_url=row.success_url or None,
        cancel_url=row.cancel_url or None,
        expires_on=day(row.expiration_date, "onboarding_session.expiration_date"),
        device_id=link(row.object_id, "onboarding_session.object_id"),
        kind=choice(row.device_type or None, _KINDS, DeviceKind.OTHER, "onboarding_session.device_type"),
        language=choice(
            row.language or None, _LANGUAGES, OnboardingLanguage.OTHER, "onboarding_session.language"
        ),
        price_zone=price_zone(row.price_zone_default, "onboarding_session.price_zone_default"),
    )
