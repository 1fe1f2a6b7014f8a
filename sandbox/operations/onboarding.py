"""Onboarding sessions: not below an organization's path, the user in the body decides."""

from datetime import timedelta

from sandbox.errors import NotFound, Unprocessable
from sandbox.models.onboarding import OnboardingSession, OnboardingSessionCreate
from sandbox.operation import Call, Operation
from sandbox.operations.building_links import building_problems
from sandbox.validation.problems import broken_field_rule

TAG = "Device Onboarding Sessions"


def create_session(call: Call) -> OnboardingSession:
    """Opens a session to the end of the next day; 422 for a user or building that is not there."""
    sent = call.body
    organization = call.organization
    try:
        user = organization.user(sent["user_id"])
    except NotFound:
        raise Unprocessable([broken_field_rule("user_id", "no such user in the organization")]) from None
    problems = building_problems(organization.household(user.id), sent)
    if problems:
        raise Unprocessable(problems)
    session_id = organization.new_id("onboarding")
    session = OnboardingSession(
        id=session_id,
        authentication_url=f"https://connect.example/?onboarding_session_id={session_id}",
        user=user.id,
        success_url=sent["success_url"],
        cancel_url=sent["cancel_url"],
        expiration_date=(call.now + timedelta(days=1)).date().isoformat(),
        price_zone_default=sent["price_zone_default"],
        device_type=sent.get("device_type"),
        language=sent["language"],
    )
    call.world.onboarding.add(organization.id, session)
    return session


def get_session(call: Call) -> OnboardingSession:
    """One session."""
    return call.world.onboarding.get(call.organization.id, call.path["onboarding_session_id"])


SESSIONS = "/device-onboarding"

OPERATIONS = (
    Operation(
        "POST",
        SESSIONS,
        TAG,
        "Open an onboarding session",
        create_session,
        OnboardingSession,
        OnboardingSessionCreate,
    ),
    Operation(
        "GET",
        f"{SESSIONS}/{{onboarding_session_id}}",
        TAG,
        "Get an onboarding session",
        get_session,
        OnboardingSession,
    ),
)
