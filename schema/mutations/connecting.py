"""Mutations that connect devices: for the first time, again, and when they ask for it."""

from typing import Annotated

import strawberry
from strawberry import Maybe

from domain.changes import onboarding as onboarding_changes
from domain.changes.cue import CueOutcome, CueResolution
from domain.changes.onboarding import OnboardingRequest, ReauthenticationRequest
from domain.device import DeviceKind, PriceZone
from domain.onboarding_session import OnboardingLanguage
from resolvers.context import Info
from resolvers.mutations import connecting as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute, describes
from schema.device import Device
from schema.mutations.form import form
from schema.mutations.payload import Payload, answer, payload
from schema.onboarding_session import OnboardingSession


@strawberry.input(description="An invitation of a user to connect a device.")
class OnboardingSessionCreateInput:
    """An invitation."""

    user_id: strawberry.ID = attribute("The user.")
    success_url: str = attribute("Where the user goes on afterwards, up to 8,000 characters.")
    cancel_url: str = attribute("Where the user goes on after giving up, up to 8,000 characters.")
    language: OnboardingLanguage = attribute("The language of the pages.")
    price_zone: PriceZone = attribute("The price zone that the device is given.")
    kind: Maybe[DeviceKind | None] = attribute("The kind of device to connect; null if the user chooses.")
    building_id: Maybe[strawberry.ID | None] = attribute("The user's building where the device is.")
    is_smart_optimization_active: Maybe[bool] = attribute("Whether the device is optimized from the start.")


@strawberry.input(description="A device whose owner has to log in again.")
class DeviceReauthenticateInput:
    """A device."""

    device_id: strawberry.ID = attribute("The device.")
    success_url: Maybe[str | None] = attribute("Where the owner goes on afterwards.")
    cancel_url: Maybe[str | None] = attribute("Where the owner goes on after giving up.")


@strawberry.input(description="A pending action of a device, to be started.")
class PendingActionStartInput:
    """An action."""

    device_id: strawberry.ID = attribute("The device.")
    code: str = attribute("The action's code, as in `PendingAction.code`.")
    success_url: str = attribute("Where the owner goes on afterwards.")
    cancel_url: str = attribute("Where the owner goes on after giving up.")
    language: Maybe[str | None] = attribute("The language of the pages, as an IETF tag such as `de-AT`.")


@strawberry.input(description="How a pending action ended.")
class PendingActionReportInput:
    """A report."""

    device_id: strawberry.ID = attribute("The device.")
    code: str = attribute("The action's code, as in `PendingAction.code`.")
    outcome: CueOutcome = attribute("How it ended; after a failure it stays pending.")


@describes(
    onboarding_changes.ReauthenticationSession,
    "Where the owner of a device logs in again.",
)
class ReauthenticationSession:
    """A session."""

    authentication_url: str | None = attribute(
        "Where to log in. Whoever has the address can do so in the owner's name. Null if not needed."
    )


@describes(resolvers.StartedAction, "A pending action that was started.")
class StartedAction:
    """An action."""

    redirect_url: str = attribute("Where to send the owner. Whoever has the address can take the action.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.TOO_LONG, ProblemCode.INVALID_FORMAT)
class OnboardingSessionCreatePayload(Payload):
    """What is answered."""

    onboarding_session: OnboardingSession | None = attribute("The session; null if none was opened.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.TOO_LONG, ProblemCode.INVALID_FORMAT)
class DeviceReauthenticatePayload(Payload):
    """What is answered."""

    reauthentication_session: ReauthenticationSession | None = attribute(
        "The session; null if none was opened."
    )


@payload(ProblemCode.NOT_FOUND, ProblemCode.TOO_LONG, ProblemCode.INVALID_FORMAT)
class PendingActionStartPayload(Payload):
    """What is answered."""

    started_action: StartedAction | None = attribute("The action; null if it was not started.")


@payload(ProblemCode.NOT_FOUND, ProblemCode.NOT_AVAILABLE)
class PendingActionReportPayload(Payload):
    """What is answered."""

    device: Device | None = attribute("The device as it is now; null if nothing was noted.")


_Invite = Annotated[OnboardingSessionCreateInput, argument("The invitation.")]
_Reauthenticate = Annotated[DeviceReauthenticateInput, argument("The device.")]
_Start = Annotated[PendingActionStartInput, argument("The action.")]
_Report = Annotated[PendingActionReportInput, argument("The action and how it ended.")]


async def onboarding_session_create(info: Info, input: _Invite) -> OnboardingSessionCreatePayload:
    """Invite a user."""
    request = form(input, OnboardingRequest)
    return await answer(
        OnboardingSessionCreatePayload,
        info,
        lambda context: resolvers.create_onboarding_session(context, request),
    )


async def device_reauthenticate(info: Info, input: _Reauthenticate) -> DeviceReauthenticatePayload:
    """Let a device's owner log in again."""
    request = form(input, ReauthenticationRequest)
    return await answer(
        DeviceReauthenticatePayload,
        info,
        lambda context: resolvers.reauthenticate(context, input.device_id, request),
    )


async def pending_action_start(info: Info, input: _Start) -> PendingActionStartPayload:
    """Start a pending action."""
    resolution = form(input, CueResolution)
    return await answer(
        PendingActionStartPayload,
        info,
        lambda context: resolvers.start_action(context, input.device_id, input.code, resolution),
    )


async def pending_action_report(info: Info, input: _Report) -> PendingActionReportPayload:
    """Report how a pending action ended."""
    return await answer(
        PendingActionReportPayload,
        info,
        lambda context: resolvers.report_action(context, input.device_id, input.code, input.outcome),
    )
