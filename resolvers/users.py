"""Listing an organization's users, and looking one up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from cache import Soon, awaited
from domain.ids import IdKind
from domain.roles import Role
from domain.user import User
from domain.visibility import VisibleUserId
from resolvers.arguments import read_id, visible_owner
from resolvers.context import Context
from resolvers.cursor import Order
from resolvers.folding import fold
from resolvers.pagination import Page, PageRequest, paginate


class UserOrderField(Enum):
    """What users can be sorted by."""

    EMAIL = "EMAIL"
    FIRST_NAME = "FIRST_NAME"
    LAST_NAME = "LAST_NAME"
    EXTERNAL_ID = "EXTERNAL_ID"
    TOWN = "TOWN"
    ROLE = "ROLE"


_SORT_VALUE: dict[UserOrderField, Callable[[User], str | None]] = {
    UserOrderField.EMAIL: lambda user: user.email,
    UserOrderField.FIRST_NAME: lambda user: user.first_name,
    UserOrderField.LAST_NAME: lambda user: user.last_name,
    UserOrderField.EXTERNAL_ID: lambda user: user.external_id,
    UserOrderField.TOWN: lambda user: user.address.town,
    UserOrderField.ROLE: lambda user: user.role.value,
}

_SORTED_CHARACTERS = 100

_ORDER = {field: Order(f"users/{field.value}", tuple[bool, str, str]) for field in UserOrderField}


@dataclass(frozen=True, slots=True)
class UserCriteria:
    """What a user must match: every value that is given. Text matches without case and accents."""

    role: Role | None = None
    email: str | None = None
    external_id: str | None = None
    postal_code: str | None = None
    town: str | None = None
    country: str | None = None
    search: str | None = None

    def matches(self, user: User) -> bool:
        """Whether the user matches all of them."""
        return (
            (self.role is None or user.role is self.role)
            and _same(self.email, user.email)
            and (self.external_id is None or user.external_id == self.external_id)
            and _same(self.postal_code, user.address.postal_code)
            and _same(self.town, user.address.town)
            and _same(self.country, user.address.country)
            and (self.search is None or _found(self.search, user))
        )


async def users_page(
    context: Context,
    request: PageRequest,
    criteria: UserCriteria,
    order: UserOrderField,
    *,
    descending: bool,
    include_deleted: bool,
) -> Page[User]:
    """One page of those users that the viewer may see."""
    _ORDER[order].check(request.after, request.before)
    users = [user for user in await visible_users(context, include_deleted) if criteria.matches(user)]
    value = _SORT_VALUE[order]
    rows = [(_sort_key(value(user), user.user_id), user) for user in users]
    page = paginate(rows, request, _ORDER[order], descending=descending)
    if not include_deleted:
        context.loaders.user_by_id.prime(
            (context.access.require_user(user.user_id), user) for user in page.nodes
        )
    return page


def user_by_global_id(context: Context, text: str, name: str) -> Soon[User | None]:
    """The user with that id, if the viewer may see it."""
    user_id = visible_owner(context, read_id(text, name, (IdKind.USER,)))
    return None if user_id is None else visible_user(context, user_id)


async def user_by_external_id(context: Context, external_id: str) -> User | None:
    """The user to whom the partner gave that key."""
    return _only(user for user in await visible_users(context) if user.external_id == external_id)


async def user_by_email(context: Context, email: str) -> User | None:
    """The user with that address; case does not matter."""
    return _only(user for user in await visible_users(context) if fold(user.email) == fold(email))


def visible_user(context: Context, user_id: VisibleUserId) -> Soon[User | None]:
    """The user's record; ``None`` if there is none."""
    return context.loaders.user_by_id.get(user_id)


async def visible_users(context: Context, include_deleted: bool = False) -> Iterable[User]:
    """Everybody for those who may see everybody; for an end user the one user they are."""
    organization_id = context.access.visible_organization()
    if organization_id is not None:
        return await awaited(context.loaders.users_by_organization.get((organization_id, include_deleted)))
    own_id = context.viewer.user_id and context.access.visible_user_id(context.viewer.user_id)
    own = await awaited(visible_user(context, own_id)) if own_id else None
    return () if own is None else (own,)


def _only(users: Iterable[User]) -> User | None:
    return next(iter(users), None)


def _same(wanted: str | None, value: str | None) -> bool:
    return wanted is None or (value is not None and fold(value) == fold(wanted))


def _found(text: str, user: User) -> bool:
    wanted = fold(text.strip())
    full_name = f"{user.first_name or ''} {user.last_name or ''}"
    return any(wanted in fold(value) for value in (full_name, user.email, user.external_id) if value)


def _sort_key(value: str | None, user_id: str) -> tuple[bool, str, str]:
    """Users without a value come last; ties break by id. Cursors hold the key, so it is kept short."""
    return (value is None, fold(value or "")[:_SORTED_CHARACTERS], user_id)
