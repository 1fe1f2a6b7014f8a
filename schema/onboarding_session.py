"""Onboarding sessions."""

from datetime import date

from domain import onboarding_session as records
from domain.device import DeviceKind, PriceZone
from domain.onboarding_session import OnboardingLanguage
from resolvers import onboarding_session as resolvers
from schema.declaring import attribute, describes, field
from schema.device import Device
from schema.node import Node
from schema.user import User


@describes(
    records.OnboardingSession, "A user's visit to the pages on which a device is connected, begun or not."
)
class OnboardingSession(Node):
    """A session."""

    authentication_url: str = attribute(
        "Where the user connects a device. Whoever has the address can do so in the user's name."
    )
    success_url: str | None = attribute("Where the user goes on afterwards; null if not given.")
    cancel_url: str | None = attribute("Where the user goes on after giving up; null if not given.")
    expires_on: date | None = attribute("The last day on which it can be used; null if it is not known.")
    kind: DeviceKind | None = attribute("The kind of device to connect; null if the user chooses.")
    language: OnboardingLanguage | None = attribute("The language of the pages; null if not known.")
    price_zone: PriceZone | None = attribute(
        "The price zone that the device is given; null if it is not known."
    )
    user: User | None = field(resolvers.user, "The user who connects a device.", null_means_error=True)
    device: Device | None = field(
        resolvers.device,
        "The device that was connected; null before that, or if it is not among the user's any more.",
    )
