"""One organization: its users, and what each of them owns, made when first asked for."""

from uuid import UUID, uuid5

from sandbox.errors import NotFound
from sandbox.models.users import User
from sandbox.options import DemoOrganization
from sandbox.seeding.homes import seeded_household
from sandbox.seeding.people import seeded_users
from sandbox.store.household import Household


class Organization:
    """Users in the order they were created; deleted ones stay, but only `all_users` shows them."""

    def __init__(self, identity: DemoOrganization, seed: int, users: int) -> None:
        self.identity = identity
        self.id = identity.organization_id
        self._seed = seed
        self._users: dict[str, User] = {}
        self._deleted: set[str] = set()
        self._position: dict[str, int] = {}
        self._households: dict[str, Household] = {}
        self._owner_of_email: dict[str, str] = {}
        self._created = 0
        for position, (user, is_deleted) in enumerate(seeded_users(identity, seed, users)):
            self._position[user.id] = position
            self._remember(user)
            if is_deleted:
                self.remove_user(user.id)

    def _remember(self, user: User) -> None:
        self._users[user.id] = user
        self._owner_of_email[user.email.lower()] = user.id

    def new_id(self, kind: str) -> str:
        """The id of a row created by a request: the same requests give the same ids."""
        self._created += 1
        return str(uuid5(UUID(self.id), f"{self._seed}/created/{kind}/{self._created}"))

    def all_users(self) -> list[User]:
        """Every user, deleted ones included."""
        return list(self._users.values())

    def active_users(self) -> list[User]:
        """The users that are not deleted."""
        return [user for user_id, user in self._users.items() if user_id not in self._deleted]

    def user(self, user_id: str) -> User:
        """One user that is not deleted; raises `NotFound`."""
        user = self._users.get(user_id)
        if user is None or user_id in self._deleted:
            raise NotFound
        return user

    def email_is_taken(self, email: str, by_other_than: str | None = None) -> bool:
        """Whether a present user, other than the one named, has this address in any spelling."""
        owner = self._owner_of_email.get(email.lower())
        return owner is not None and owner != by_other_than

    def add_user(self, user: User) -> None:
        """Takes in a user that owns nothing yet."""
        self._remember(user)
        self._households[user.id] = Household()

    def replace_user(self, user: User) -> None:
        """Stores the changed row of a user."""
        self._owner_of_email.pop(self._users[user.id].email.lower(), None)
        self._remember(user)

    def remove_user(self, user_id: str) -> None:
        """Soft-deletes a user; its e-mail address may be used again."""
        self._deleted.add(user_id)
        self._owner_of_email.pop(self._users[user_id].email.lower(), None)

    def household(self, user_id: str) -> Household:
        """What a user owns."""
        household = self._households.get(user_id)
        if household is None:
            user = self._users[user_id]
            household = seeded_household(user, self._position[user_id], self.id, self._seed)
            self._households[user_id] = household
        return household
