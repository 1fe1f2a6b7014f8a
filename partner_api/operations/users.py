"""Reading users."""

from domain.errors import UpstreamInvalidResponse
from domain.user import User
from partner_api.call import Call
from partner_api.decoding import RowDecoder
from partner_api.operations.base import Operations
from partner_api.paths import user_path, users_path
from partner_api.read import Read
from partner_api.wire.user import WireUser, to_user

_rows = RowDecoder(WireUser)


class UserOperations(Operations):
    """The members of an organization."""

    def users(
        self, organization_id: str, *, include_deleted: bool = False, request_id: str | None = None
    ) -> Read[tuple[User, ...]]:
        """List all members, in upstream order.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamError: There is no usable answer.

        """
        path = users_path(organization_id, include_deleted=include_deleted)
        return self._read(
            Call("users", organization_id, path, request_id),
            lambda body: tuple([to_user(row, organization_id) for row in _rows.rows(body)]),
        )

    def user(self, organization_id: str, user_id: str, *, request_id: str | None = None) -> Read[User]:
        """Read one member.

        Raises:
            ValueError: An id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such member.
            UpstreamError: There is no usable answer.

        """

        def decode(body: bytes) -> User:
            user = to_user(_rows.row(body), organization_id)
            if user.user_id != user_id:
                raise UpstreamInvalidResponse("another user was answered than asked for")
            return user

        path = user_path(organization_id, user_id)
        return self._read(Call("user", organization_id, path, request_id), decode)
