"""The settings as the rest of the process sees them: frozen, checked, canonical."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

EngineName = Literal["compiled", "reference"]
LogFormat = Literal["json", "console"]
LogLevel = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSettings:
    """One organization of the Partner API and the credentials to act for it.

    ``organization_id`` is a lower-case UUID, ``partner_api_url`` ends with a slash.
    """

    organization_id: str
    partner_api_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JwtSettings:
    """How bearer tokens are verified and which claims say who is asking.

    Exactly one of ``jwks_url`` and ``jwks_file`` is set. ``algorithms`` are asymmetric only.
    """

    jwks_url: str | None
    jwks_file: Path | None
    issuer: str
    audience: str
    algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA", "Ed25519")
    leeway_seconds: float = 30.0
    organization_claim: str = "organization_id"
    role_claim: str = "role"
    user_claim: str = "user_id"
    administrator_role: str = "administrator"
    staff_role: str = "staff"
    user_role: str = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamSettings:
    """Limits towards the Partner API: connections, seconds, and how often a read is sent.

    With these defaults an upstream that hangs is given up before an operation's deadline.
    """

    max_connections: int = 50
    connect_timeout_seconds: float = 2.0
    read_timeout_seconds: float = 2.5
    attempt_timeout_seconds: float = 2.5
    total_timeout_seconds: float = 4.0
    max_attempts: int = 6
    hedging: bool = False
    other_device_collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSettings:
    """What is kept of upstream answers: how many, and the bytes of JSON they were decoded from.

    ``whole_answers_max_bytes`` bounds whole answers to clients, which are kept as they go out.
    ``redis_url`` holds a password, maybe. ``redis_namespace`` is what names in Redis begin with.
    """

    is_enabled: bool = True
    max_entries: int = 50_000
    max_bytes: int = 64 * 1024 * 1024
    whole_answers_max_bytes: int = 32 * 1024 * 1024
    redis_url: str | None = field(default=None, repr=False)
    redis_namespace: str = "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the process is told from outside."""

    organizations: tuple[OrganizationSettings, ...]
    jwt: JwtSettings
    host: str = "127.0.0.1"
    port: int = 8000
    production: bool = True
    upstream: UpstreamSettings = field(default_factory=UpstreamSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    operation_deadline_seconds: float = 4.5
    log_level: LogLevel = "info"
    log_format: LogFormat = "json"
    end_users_may_edit_contracts: bool = False
    engine: EngineName = "compiled"
    introspection: bool = False
    federation: bool = False
    max_body_bytes: int = 256 * 1024
    max_batch: int = 0
    watch_interval_seconds: float = 30.0
    cors_origins: tuple[str, ...] = ()
    automatic_persisted_queries: bool = True
    write_journal_file: Path | None = None
    trusted_documents_file: Path | None = None
    trusted_documents_only: bool = False
    graphiql: bool = False
    demo_session_file: Path | None = None
    max_websocket_connections: int = 10_000
    max_websocket_connections_per_viewer: int = 2_000

    @property
    def organization_ids(self) -> frozenset[str]:
        """The ids of all configured organizations."""
        return frozenset(organization.organization_id for organization in self.organizations)
