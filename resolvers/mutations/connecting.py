"""Connecting devices: for the first time, again, and when they ask for it."""

from dataclasses import dataclass

from msgspec.structs import replace

from domain.changes.cue import CueOutcome, CueReport, CueResolution
from domain.changes.onboarding import (
    OnboardingRequest,
    ReauthenticationRequest,
    ReauthenticationSession,
)
from domain.device import Cue, Device
from domain.errors import UpstreamNotFound
from domain.onboarding_session import OnboardingSession
from permissions import Action, Resource
from resolvers.arguments import DEVICE_KIND
from resolvers.context import Context
from resolvers.mutations.form import Form
from resolvers.mutations.limits import RETURN_PAGES, check_limits
from resolvers.mutations.problem import Codes, InputRefused, ProblemCode, Problems, upstream_problems
from resolvers.mutations.references import (
    Target,
    owner_named,
    permitted_device,
    permitted_owner,
    present_device,
    refuse_unknown,
    with_own_building,
)


async def create_onboarding_session(
    context: Context, form: Form[OnboardingRequest]
) -> OnboardingSession | None:
    """Invite a user to connect a device.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not add devices for that user.

    """
    problems = Problems(form.problems)
    request = form.changes
    check_limits(request, RETURN_PAGES, problems)
    with problems.collect():
        owner = request.user_id
        owner_id = permitted_owner(context, owner, ("user_id",), Resource.DEVICES, Action.CREATE)
        try:
            visible = owner_named(context, owner, ("user_id",))
            request = await with_own_building(context, replace(request, user_id=owner_id), visible)
        except UpstreamNotFound:
            raise refuse_unknown(("user_id",)) from None
    problems.raise_if_any()
    codes: Codes = {("user_id",): ProblemCode.NOT_FOUND, ("building_id",): ProblemCode.NOT_FOUND}
    with upstream_problems(codes):
        return await context.writes.create_onboarding_session(owner_id, request)


async def reauthenticate(
    context: Context, text: str, form: Form[ReauthenticationRequest]
) -> ReauthenticationSession | None:
    """Let the owner of a device log in again.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, RETURN_PAGES, problems)
    with problems.collect():
        target = permitted_device(context, text, path=("device_id",))
    problems.raise_if_any()
    try:
        with upstream_problems():
            return await context.writes.reauthenticate(
                target.owner_id, DEVICE_KIND[target.kind], target.own_id, form.changes
            )
    except UpstreamNotFound:
        raise refuse_unknown(("device_id",)) from None


@dataclass(frozen=True, slots=True)
class StartedAction:
    """A pending action that was started: where its owner is sent."""

    redirect_url: str


async def start_action(
    context: Context, text: str, code: str, form: Form[CueResolution]
) -> StartedAction | None:
    """Start what a device asks its owner to do. Its secret is looked up, and never leaves the gateway.

    Raises:
        InputRefused: The input has problems, or the device does not ask for that.
        Forbidden: The viewer may not.

    """
    problems = Problems(form.problems)
    check_limits(form.changes, RETURN_PAGES, problems)
    with problems.collect():
        target = permitted_device(context, text, path=("device_id",))
    problems.raise_if_any()
    cue = await _cue(context, target, code)
    try:
        with upstream_problems():
            url = await context.writes.resolve_cue(target.owner_id, cue.cue_id, cue.secret, form.changes)
    except UpstreamNotFound:
        raise refuse_unknown(("code",)) from None
    return StartedAction(url)


async def report_action(context: Context, text: str, code: str, outcome: CueOutcome) -> Device | None:
    """Report how an action ended; gives the device. After a failure the action stays pending.

    Raises:
        InputRefused: The device does not ask for that, or the action was not started.
        Forbidden: The viewer may not.

    """
    target = permitted_device(context, text, path=("device_id",))
    try:
        cue = await _cue(context, target, code)
    except InputRefused:
        if await context.writes.was_tried():
            return await present_device(context, target, ("device_id",))  # by the first attempt
        raise
    try:
        with upstream_problems():
            report = CueReport(outcome=outcome)
            await context.writes.report_cue(target.owner_id, cue.cue_id, cue.secret, report)
    except UpstreamNotFound:
        problems = Problems()
        problems.add(("code",), ProblemCode.NOT_AVAILABLE, "The action must be started before.")
        problems.raise_if_any()
    return await present_device(context, target, ("device_id",))


async def _cue(context: Context, target: Target, code: str) -> Cue:
    key = (DEVICE_KIND[target.kind], target.visible_owner_id, target.own_id)
    try:
        actions = await context.loaders.pending_actions_by_device.load(key)
    except UpstreamNotFound:
        raise refuse_unknown(("device_id",)) from None
    for action in actions:
        if action.code == code and action.cue is not None:
            return action.cue
    problems = Problems()
    problems.add(("code",), ProblemCode.NOT_FOUND, "The device does not ask for this.")
    problems.raise_if_any()
    raise refuse_unknown(("code",))
