"""Proof, in the type, of what the viewer may see and do.

Loaders and writes accept nothing else, and only :mod:`permissions` makes these values. A resolver
therefore cannot reach another user's data by passing along an id it was given: the type checker
refuses it.
"""

from typing import NewType

VisibleOrganizationId = NewType("VisibleOrganizationId", str)
"""The id of an organization *all* of whose users the viewer may see."""

VisibleUserId = NewType("VisibleUserId", str)
"""The id of a user whose record, buildings, contracts and devices the viewer may see."""

PermittedOrganizationId = NewType("PermittedOrganizationId", str)
"""The id of an organization to which the viewer may do what was asked for."""

PermittedUserId = NewType("PermittedUserId", str)
"""The id of a user to whose things the viewer may do what was asked for."""
