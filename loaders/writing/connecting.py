"""Writing what connects devices."""

from cache import Change
from domain.changes.cue import CueReport, CueResolution
from domain.changes.onboarding import OnboardingRequest, ReauthenticationRequest, ReauthenticationSession
from domain.device import DeviceKind
from domain.onboarding_session import OnboardingSession
from domain.visibility import PermittedUserId
from loaders.writing.base import Writing


class ConnectingWriting(Writing):
    """An invitation that is asked for twice is two invitations, of which one is not used.

    These are repeated without asking therefore, and hold secrets that the journal must not."""

    async def create_onboarding_session(
        self, owner_id: PermittedUserId, request: OnboardingRequest
    ) -> OnboardingSession:
        """Invite a user to connect a device."""
        return await self._purge_after(
            Change.DEVICE_RECONNECTED,
            owner_id,
            lambda: self._api.create_onboarding_session(
                self._organization_id, request, request_id=self._request_id
            ),
        )

    async def reauthenticate(
        self, owner_id: PermittedUserId, kind: DeviceKind, device_id: str, request: ReauthenticationRequest
    ) -> ReauthenticationSession:
        """Let the owner of a device log in again."""
        return await self._purge_after(
            Change.DEVICE_RECONNECTED,
            owner_id,
            lambda: self._api.reauthenticate(
                self._organization_id, owner_id, kind, device_id, request, request_id=self._request_id
            ),
        )

    async def resolve_cue(
        self, owner_id: PermittedUserId, cue_id: str, secret: str, resolution: CueResolution
    ) -> str:
        """Start a pending action of a user's device; gives the URL to which its owner is sent."""
        return await self._purge_after(
            Change.DEVICE_RECONNECTED,
            owner_id,
            lambda: self._api.resolve_cue(
                self._organization_id, cue_id, secret, resolution, request_id=self._request_id
            ),
        )

    async def report_cue(
        self, owner_id: PermittedUserId, cue_id: str, secret: str, report: CueReport
    ) -> None:
        """Report how a pending action ended."""

        async def send() -> None:
            await self._api.report_cue_state(
                self._organization_id, cue_id, secret, report, request_id=self._request_id
            )

        await self._remove(Change.DEVICE_RECONNECTED, owner_id, send)
