"""Reading onboarding sessions."""

from domain.onboarding_session import OnboardingSession
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import onboarding_session_path
from partner_api.wire.onboarding_session import WireOnboardingSession, to_onboarding_session

_session = RowDecoder(WireOnboardingSession)


class OnboardingSessionOperations(Operations):
    """Users connecting devices."""

    async def onboarding_session(
        self, organization_id: str, onboarding_session_id: str, *, request_id: str | None = None
    ) -> OnboardingSession:
        """Read an onboarding session, with the organization's token: its path names none.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such session.
            UpstreamInvalidResponse: Among other things, another session was answered.
            UpstreamError: There is no usable answer.

        """
        path = onboarding_session_path(onboarding_session_id)
        return await self._http.get(
            Call("onboarding_session", organization_id, path, request_id),
            lambda body: to_onboarding_session(_session.row(body), organization_id, onboarding_session_id),
        )
