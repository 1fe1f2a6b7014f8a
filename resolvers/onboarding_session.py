"""Onboarding sessions: looking one up, and what hangs off it."""

from strawberry import Parent

from cache import Soon, then
from domain.device import Device
from domain.errors import UpstreamNotFound
from domain.ids import GlobalId, IdKind
from domain.onboarding_session import OnboardingSession
from domain.user import User
from resolvers.arguments import read_id, visible_owner
from resolvers.context import Context, Info
from resolvers.devices import devices_of
from resolvers.users import visible_user


def user(session: Parent[OnboardingSession], info: Info) -> Soon[User | None]:
    """The user who connects a device."""
    return visible_user(info.context, info.context.access.require_user(session.user_id))


def device(session: Parent[OnboardingSession], info: Info) -> Soon[Device | None]:
    """The device that was connected, looked for among the user's, of all kinds if none was said."""
    if session.device_id is None:
        return None
    user_id = info.context.access.require_user(session.user_id)
    kinds = None if session.kind is None else (session.kind,)
    return then(
        devices_of(info.context, user_id, kinds),
        lambda devices: next((each for each in devices if each.device_id == session.device_id), None),
    )


async def onboarding_session_by_global_id(context: Context, text: str) -> OnboardingSession | None:
    """The session with that id, if the viewer may see its user."""
    return await find_onboarding_session(context, read_id(text, "id", (IdKind.ONBOARDING_SESSION,)))


async def find_onboarding_session(context: Context, decoded: GlobalId) -> OnboardingSession | None:
    """The same for an id that is decoded already.

    The upstream finds a session of anybody in the organization, so the user that the id names has
    to be visible, and has to be the session's own.
    """
    user_id = visible_owner(context, decoded)
    if user_id is None:
        return None
    try:
        session = await context.loaders.details.onboarding_session_by_id.load((user_id, decoded.own_id))
    except UpstreamNotFound:
        return None
    return session if session.user_id == user_id else None
