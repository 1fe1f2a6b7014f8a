"""What one viewer may see and do. The only place that turns ids into proofs of visibility."""

from collections.abc import Sequence

from domain.errors import Forbidden
from domain.roles import Role, Viewer
from domain.visibility import (
    PermittedOrganizationId,
    PermittedUserId,
    VisibleOrganizationId,
    VisibleUserId,
)
from permissions.matrix import Action, Matrix, Resource, Scope, covers, resource_of_role, scope

_PEOPLE = (Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS)


class Access:
    """The matrix, applied to one viewer. Cheap to make; made once per operation.

    ``is_personal`` tells whether anything was decided by who the viewer is, and not by organization
    and role alone: what was answered so far is then for this viewer only. Nothing but this class holds
    the viewer, so nobody can look without its being noted.
    """

    __slots__ = ("_matrix", "_sees_everybody", "_viewer", "is_personal", "organization_id", "role")

    def __init__(self, viewer: Viewer, matrix: Matrix) -> None:
        self._viewer = viewer
        self.organization_id = viewer.organization_id
        self.role = viewer.role
        self.is_personal = False
        self._matrix = matrix
        self._sees_everybody = all(
            scope(matrix, viewer.role, resource, Action.READ) is Scope.ALL for resource in _PEOPLE
        )

    @property
    def viewer(self) -> Viewer:
        """The viewer. Whoever looks makes the answer a personal one."""
        self.is_personal = True
        return self._viewer

    def visible_organization(self) -> VisibleOrganizationId | None:
        """The viewer's organization, if the viewer may see all of its users; otherwise ``None``."""
        return VisibleOrganizationId(self.organization_id) if self._sees_everybody else None

    def visible_user_id(self, user_id: str) -> VisibleUserId | None:
        """Proof that the viewer may see this user, should there be one in the organization."""
        if self._sees_everybody or self._is_own(user_id):
            return VisibleUserId(user_id)
        return None

    def require_user(self, user_id: str) -> VisibleUserId:
        """The same for a user whose record was already handed out.

        Raises:
            Forbidden: The viewer may not see this user. It takes a mistake elsewhere to get here.

        """
        proof = self.visible_user_id(user_id)
        if proof is None:
            raise Forbidden(f"user {user_id} is not visible to {self.viewer.user_id}")
        return proof

    def require_users(self, user_ids: Sequence[str]) -> Sequence[VisibleUserId]:
        """The same for many users.

        Raises:
            Forbidden: The viewer may not see one of them.

        """
        if self._sees_everybody:
            return [VisibleUserId(user_id) for user_id in user_ids]
        return [self.require_user(user_id) for user_id in user_ids]

    def record_to_recheck(self) -> VisibleUserId | None:
        """The viewer's own record, if it can show that the viewer may do less than the token claims.

        There is none for a server, and none is needed for the lowest role: whose record is gone
        loses with it everything that an end user may see.
        """
        if self.viewer.user_id is None or covers(Role.USER, self.role):
            return None
        return VisibleUserId(self.viewer.user_id)

    def covered_by(self, role: Role) -> bool:
        """Whether a record with this role allows what the viewer's token claims."""
        return covers(role, self.role)

    def lowered_to(self, role: Role) -> Role | None:
        """The role of a record that does not cover the viewer's, if it is one that viewers can have."""
        return role if covers(self.viewer.role, role) else None

    def scope(self, resource: Resource, action: Action) -> Scope:
        """How far the viewer's right reaches."""
        return scope(self._matrix, self.role, resource, action)

    def may(self, resource: Resource, action: Action, owner_id: str) -> bool:
        """Whether the viewer may do this to an object that belongs to that user."""
        reach = self.scope(resource, action)
        return reach is Scope.ALL or (reach is Scope.OWN and self._is_own(owner_id))

    def permit(self, resource: Resource, action: Action, owner_id: str) -> PermittedUserId:
        """Proof that the viewer may do this to what belongs to that user.

        Raises:
            Forbidden: The viewer may not.

        """
        if not self.may(resource, action, owner_id):
            raise Forbidden(f"{action.value} {resource.value} of {owner_id} by {self.viewer.user_id}")
        return PermittedUserId(owner_id)

    def permit_on_user(self, action: Action, role: Role, user_id: str) -> PermittedUserId:
        """The same for the record of a user who has that role."""
        return self.permit(resource_of_role(role), action, user_id)

    def permit_new_user(self, role: Role) -> PermittedOrganizationId:
        """Proof that the viewer may add a user of that role to the organization.

        Raises:
            Forbidden: The viewer may not.

        """
        return self._permit_in_organization(resource_of_role(role), Action.CREATE)

    def permit_role_change(self, before: Role, after: Role, user_id: str) -> PermittedUserId:
        """Proof that the viewer may give a user another role.

        Who changes a role takes somebody out of one group of people and adds them to another, so it
        takes the right to do both. Nobody changes their own.

        Raises:
            Forbidden: The viewer may not.

        """
        if self._is_own(user_id):
            raise Forbidden(f"{user_id} would change their own role")
        self._permit_in_organization(resource_of_role(before), Action.DELETE)
        self._permit_in_organization(resource_of_role(after), Action.CREATE)
        return PermittedUserId(user_id)

    def permit_external_id(self, user_id: str) -> None:
        """Check that the viewer may set the partner's own key of a user.

        The partner's systems find people by it: who could set their own could pass for another.

        Raises:
            Forbidden: The viewer may only change what is their own.

        """
        if not self._sees_everybody:
            raise Forbidden(f"external id of {user_id} by {self.viewer.user_id}")

    def administers(self, role: Role) -> bool:
        """Whether somebody of that role administers the organization, which always needs one."""
        return role is Role.ADMINISTRATOR

    def permit_organization(self, action: Action) -> PermittedOrganizationId:
        """Proof that the viewer may do this to what belongs to the organization as a whole.

        Raises:
            Forbidden: The viewer may not.

        """
        return self._permit_in_organization(Resource.ORGANIZATION, action)

    def actions(self, resource: Resource, owner_id: str) -> Sequence[Action]:
        """Everything the viewer may do to an object that is there already, in the order C R U D."""
        return [
            action
            for action in Action
            if action is not Action.CREATE and self.may(resource, action, owner_id)
        ]

    def actions_on_user(self, role: Role, user_id: str) -> Sequence[Action]:
        """The same for the record of a user who has that role."""
        return self.actions(resource_of_role(role), user_id)

    def creatable(self, resources: Sequence[Resource], owner_id: str) -> Sequence[Resource]:
        """Those of the resources that the viewer may create for that owner."""
        return [resource for resource in resources if self.may(resource, Action.CREATE, owner_id)]

    def _permit_in_organization(self, resource: Resource, action: Action) -> PermittedOrganizationId:
        if self.scope(resource, action) is not Scope.ALL:
            raise Forbidden(f"{action.value} {resource.value} by {self.viewer.user_id}")
        return PermittedOrganizationId(self.organization_id)

    def _is_own(self, user_id: str) -> bool:
        own_id = self.viewer.user_id
        return own_id is not None and own_id == user_id
