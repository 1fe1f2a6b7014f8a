"""Writing users."""

from collections.abc import Sequence

from cache import Change
from domain.changes.user import UserChanges
from domain.user import User
from domain.visibility import PermittedOrganizationId, PermittedUserId
from loaders.writing.added import Added
from loaders.writing.base import Writing


class UserWriting(Writing):
    """Members of an organization come, change and go."""

    async def create_user(
        self, organization_id: PermittedOrganizationId, changes: UserChanges
    ) -> User | None:
        """Add a user; ``None`` if it is gone again when a retry asks."""

        async def rows() -> Sequence[User]:
            return await self._api.users(organization_id, request_id=self._request_id)

        return await self._add(
            Change.USER_CREATED,
            None,
            lambda: self._api.create_user(organization_id, changes, request_id=self._request_id),
            Added(rows, lambda user: user.user_id, changes),
        )

    async def update_user(self, user_id: PermittedUserId, changes: UserChanges) -> User | None:
        """Change a user."""
        return await self._change(
            Change.USER_UPDATED,
            user_id,
            lambda: self._api.update_user(
                self._organization_id, user_id, changes, request_id=self._request_id
            ),
            lambda: self._api.user(self._organization_id, user_id, request_id=self._request_id),
        )

    async def delete_user(self, user_id: PermittedUserId) -> None:
        """Remove a user."""
        await self._remove(
            Change.USER_DELETED,
            user_id,
            lambda: self._api.delete_user(self._organization_id, user_id, request_id=self._request_id),
        )
