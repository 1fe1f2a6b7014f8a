"""What every answer is filed under: whose it is, and of which kind."""

from typing import NamedTuple

from cache.freshness import Kind


class Tag(NamedTuple):
    """All answers of one kind about one owner. Writes purge by tag.

    ``owner_id`` is a user, or ``None`` for what belongs to the organization as a whole.
    """

    organization_id: str
    kind: Kind
    owner_id: str | None


class Key(NamedTuple):
    """One question: its tag, and everything else that its answer depends on."""

    tag: Tag
    details: tuple[object, ...] = ()
