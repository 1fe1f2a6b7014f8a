"""Writing users."""

from domain.changes.user import UserChanges
from domain.errors import UpstreamInvalidResponse
from domain.user import User
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations
from partner_api.paths import user_path, users_path
from partner_api.wire.changes.user import USER
from partner_api.wire.user import WireUser, to_user

_row = RowDecoder(WireUser)


class UserWriteOperations(WriteOperations):
    """Members of an organization come, change and go."""

    async def create_user(
        self, organization_id: str, changes: UserChanges, *, request_id: str | None = None
    ) -> User:
        """Add a member; staff and administrators are invited by e-mail.

        Raises:
            ValueError: An id is not a canonical UUID, a value cannot be written, or the organization
                is not configured.
            UpstreamNotFound: There is no such organization.
            UpstreamInvalid: A value is not acceptable, or the e-mail address is taken.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "create_user",
            organization_id,
            "POST",
            users_path(organization_id),
            changes,
            USER,
            lambda body: to_user(_row.row(body), organization_id),
            request_id=request_id,
        )

    async def update_user(
        self, organization_id: str, user_id: str, changes: UserChanges, *, request_id: str | None = None
    ) -> User:
        """Change a member.

        Raises:
            ValueError: An id is not a canonical UUID, a value cannot be written, or the organization
                is not configured.
            UpstreamNotFound: There is no such member.
            UpstreamInvalid: A value is not acceptable, or the e-mail address is taken.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """

        def decode(body: bytes) -> User:
            user = to_user(_row.row(body), organization_id)
            if user.user_id != user_id:
                raise UpstreamInvalidResponse("another user was answered than changed")
            return user

        return await self._send_changes(
            "update_user",
            organization_id,
            "PUT",
            user_path(organization_id, user_id),
            changes,
            USER,
            decode,
            request_id=request_id,
        )

    async def delete_user(self, organization_id: str, user_id: str, *, request_id: str | None = None) -> None:
        """Remove a member, who loses access at once. Inferred.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such member.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        path = user_path(organization_id, user_id)
        await self._send_nothing("delete_user", organization_id, "DELETE", path, request_id=request_id)
