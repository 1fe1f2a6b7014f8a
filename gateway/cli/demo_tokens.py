"""Bearer tokens for the demo, signed with its own key and good for nothing else."""

from datetime import UTC, datetime, timedelta
from enum import Enum

from joserfc import jwt
from joserfc.jwk import OKPKey

from gateway.cli.failure import CommandFailed
from sandbox import DEMO_ORGANIZATIONS, DemoOrganization, Sandbox, SandboxOptions

ISSUER = "podero-graphql-gateway-demo"
AUDIENCE = "podero-graphql-gateway"
ALGORITHM = "Ed25519"
LIFETIME = timedelta(days=7)


class DemoRole(Enum):
    """The roles a token can be made for; the value is what its claim says."""

    ADMINISTRATOR = "administrator"
    STAFF = "staff"
    USER = "user"


_UPSTREAM_ROLES = {DemoRole.ADMINISTRATOR: "admin", DemoRole.STAFF: "staff", DemoRole.USER: "user"}


class DemoPeople:
    """The members of the demo organizations, as a sandbox with the same options has them."""

    def __init__(self, options: SandboxOptions) -> None:
        self._sandbox = Sandbox(options)

    def first(self, organization: DemoOrganization, role: DemoRole) -> str:
        """The id of the first member with that role."""
        for row in self._sandbox.users(organization.organization_id):
            if row["role"] == _UPSTREAM_ROLES[role]:
                return str(row["id"])
        raise CommandFailed(f"{organization.name} has nobody with the role {role.value}.")

    def named(self, organization: DemoOrganization, role: DemoRole, user: str) -> str:
        """The id of the member with that id or e-mail address, who must have that role."""
        for row in self._sandbox.users(organization.organization_id):
            if user.lower() in {row["id"].lower(), row["email"].lower()}:
                if row["role"] != _UPSTREAM_ROLES[role]:
                    raise CommandFailed(f"{user} has the role {row['role']}, not {role.value}.")
                return str(row["id"])
        raise CommandFailed(f"{organization.name} has no user {user}.")


def find_organization(text: str) -> DemoOrganization:
    """A demo organization by its number or id. Raises :class:`CommandFailed`."""
    for number, organization in enumerate(DEMO_ORGANIZATIONS, start=1):
        if text.lower() in {str(number), organization.organization_id}:
            return organization
    raise CommandFailed(f"There is no demo organization {text}: choose 1, 2 or one of their ids.")


def sign_token(
    key: OKPKey,
    role: DemoRole,
    organization: DemoOrganization,
    user_id: str,
    lifetime: timedelta = LIFETIME,
) -> str:
    """A token for one member, valid from now on."""
    now = datetime.now(UTC)
    claims: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "organization_id": organization.organization_id,
        "role": role.value,
        "user_id": user_id,
    }
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])
