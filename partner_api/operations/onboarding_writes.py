"""Asking for the pages on which a device is connected, for the first time or again."""

from domain.changes.onboarding import OnboardingRequest, ReauthenticationRequest, ReauthenticationSession
from domain.device import DeviceKind
from domain.errors import UpstreamInvalidResponse
from domain.onboarding_session import OnboardingSession
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations
from partner_api.wire.answers import WireAuthSession, to_reauthentication_session
from partner_api.wire.changes.onboarding import ONBOARDING, REAUTHENTICATION
from partner_api.wire.onboarding_session import WireOnboardingSession, to_onboarding_session
from partner_api.wire.row import identity
from partner_api.write_paths import collection_of, device_action_path, onboarding_sessions_path

_session = RowDecoder(WireOnboardingSession)
_auth_session = RowDecoder(WireAuthSession)


class OnboardingWriteOperations(WriteOperations):
    """Users are invited to connect devices."""

    async def create_onboarding_session(
        self, organization_id: str, request: OnboardingRequest, *, request_id: str | None = None
    ) -> OnboardingSession:
        """Invite a user to connect a device. The path names no organization: its token does.

        Raises:
            ValueError: A value cannot be written, or the organization is not configured.
            UpstreamInvalid: A value is not acceptable, or there is no such user or building.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """

        def decode(body: bytes) -> OnboardingSession:
            row = _session.row(body)
            session_id = identity(row.id, "the id of an onboarding session")
            session = to_onboarding_session(row, organization_id, session_id)
            if session.user_id != request.user_id:
                raise UpstreamInvalidResponse("another user was invited than asked for")
            return session

        return await self._send_changes(
            "create_onboarding_session",
            organization_id,
            "POST",
            onboarding_sessions_path(),
            request,
            ONBOARDING,
            decode,
            request_id=request_id,
        )

    async def reauthenticate(
        self,
        organization_id: str,
        user_id: str,
        kind: DeviceKind,
        device_id: str,
        request: ReauthenticationRequest,
        *,
        request_id: str | None = None,
    ) -> ReauthenticationSession:
        """Let a device's owner log in again. Inferred for heat pumps.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such device.
            UpstreamInvalid: A URL is not acceptable.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            f"reauthenticate.{collection_of(kind)}",
            organization_id,
            "POST",
            device_action_path(organization_id, user_id, kind, device_id, "auth_session"),
            request,
            REAUTHENTICATION,
            lambda body: to_reauthentication_session(_auth_session.row(body), device_id),
            request_id=request_id,
        )
