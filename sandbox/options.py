"""How a sandbox is set up, and the two demo organizations every sandbox contains."""

from dataclasses import dataclass

API_BASE = "/api/partners/v2.0"
TOKEN_PATH = "/oauth2/token/"  # noqa: S105 - the address of the endpoint, not a token
LARGEST_FLEET = 100_000


@dataclass(frozen=True)
class DemoOrganization:
    """An organization and the OAuth client that may act for it. Demo credentials, no secrets."""

    organization_id: str
    name: str
    client_id: str
    client_secret: str


DEMO_ORGANIZATIONS: tuple[DemoOrganization, DemoOrganization] = (
    DemoOrganization(
        organization_id="5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21",
        name="Nordlicht Energie",
        client_id="demo-client-nordlicht",
        client_secret="demo-secret-nordlicht",  # noqa: S106 - documented demo credential
    ),
    DemoOrganization(
        organization_id="a7d94e13-2f68-4b0a-8c35-6e1f9b2d4c80",
        name="Lago Elettrico",
        client_id="demo-client-lago",
        client_secret="demo-secret-lago",  # noqa: S106 - documented demo credential
    ),
)


@dataclass(frozen=True)
class SandboxOptions:
    """`users` per organization, `seed` of all data, `latency` in seconds added to every API call."""

    users: int = 25
    seed: int = 1
    latency: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.users <= LARGEST_FLEET:
            message = f"users must be between 1 and {LARGEST_FLEET}"
            raise ValueError(message)
        if self.latency < 0:
            message = "latency must not be negative"
            raise ValueError(message)
