"""Ids of seeded rows."""

from uuid import UUID, uuid5


def seeded_id(organization_id: str, seed: int, *place: str | int) -> str:
    """A UUID that depends on the organization, the seed and the place of the row alone."""
    return str(uuid5(UUID(organization_id), "/".join(map(str, (seed, *place)))))
