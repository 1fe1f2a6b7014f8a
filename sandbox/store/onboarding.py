"""Onboarding sessions, by id, with the organization that opened them."""

from collections import OrderedDict

from sandbox.errors import NotFound
from sandbox.models.onboarding import OnboardingSession

REMEMBERED_SESSIONS = 10_000


class OnboardingBook:
    """The last sessions opened."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, tuple[str, OnboardingSession]] = OrderedDict()

    def add(self, organization_id: str, session: OnboardingSession) -> None:
        """Remembers a session."""
        self._sessions[session.id] = (organization_id, session)
        while len(self._sessions) > REMEMBERED_SESSIONS:
            self._sessions.popitem(last=False)

    def get(self, organization_id: str, session_id: str) -> OnboardingSession:
        """A session of the organization; raises `NotFound`."""
        owner, session = self._sessions.get(session_id, ("", None))
        if session is None or owner != organization_id:
            raise NotFound
        return session
