"""Renewing a device's login at its manufacturer."""

from sandbox.device_kinds import DeviceKind
from sandbox.models.onboarding import AuthSession, AuthSessionCreate
from sandbox.operation import Call, Operation
from sandbox.operations.devices import bound, device_path, find_device


def create_auth_session(kind: DeviceKind, call: Call) -> AuthSession:
    """A login page for the owner of the device."""
    record = find_device(kind, call)
    session_id = call.organization.new_id("auth-session")
    return AuthSession(
        authentication_url=f"https://connect.example/reauthenticate?session_id={session_id}",
        device_id=record.row.id,
        session_id=session_id,
    )


def auth_session_operation(kind: DeviceKind) -> Operation:
    """The one operation of a kind."""
    return Operation(
        "POST",
        f"{device_path(kind)}/auth_session",
        kind.tag,
        f"Reauthenticate {kind.singular}",
        bound(create_auth_session, kind),
        AuthSession,
        AuthSessionCreate,
    )
