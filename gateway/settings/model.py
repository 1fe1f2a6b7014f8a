"""The settings as the rest of the process sees them: frozen, checked, canonical."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gateway.api_clients.secrets import HashedSecret
from gateway.api_clients.signing_keys import SigningKeys
from gateway.settings.limits import LimitSettings

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
class ApiClientSettings:
    """A server that may get tokens from the gateway, as an administrator of that organization."""

    client_id: str
    organization_id: str
    secret_hashes: tuple[HashedSecret, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndpointSettings:
    """Who gets tokens there, for how long. Without ``keys`` each process signs with one of its own."""

    clients: tuple[ApiClientSettings, ...]
    keys: SigningKeys | None = field(repr=False)
    lifetime_seconds: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamSettings:
    """Limits towards the Partner API: connections, seconds, and how often a read is sent.

    With these defaults an upstream that hangs is given up before an operation's deadline.
    """

    max_connections: int = 500
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
class EdgeSettings:
    """Bounds of what is worked on and of connections, and the steps of the process's end.

    Of requests: ``max_requests`` run at once and ``max_queued_requests`` wait, each for so many
    seconds. Of connections: how long each step may take, and how many may be open; 0 by address sets
    no bound. A beat of the event loop that is late is logged, and ends the process beyond the limit
    (0: never). At the end, requests are accepted for ``drain_seconds`` more, and those that run have
    ``shutdown_seconds``.
    """

    max_requests: int = 512
    max_queued_requests: int = 512
    queue_seconds: float = 1.0
    max_connections: int = 16_384
    max_connections_per_address: int = 0
    header_timeout_seconds: float = 10.0
    body_timeout_seconds: float = 15.0
    send_timeout_seconds: float = 20.0
    keep_alive_seconds: float = 75.0
    allowed_hosts: tuple[str, ...] = ()
    transport_security_seconds: int = 0
    loop_warning_seconds: float = 1.0
    loop_limit_seconds: float = 20.0
    drain_seconds: float = 1.0
    shutdown_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TelemetrySettings:
    """What the process tells of itself, and where.

    ``metrics_port`` is one of its own for ``/metrics``, ``None`` for none; 0 takes a free one. Of
    operations that went well, ``log_sample_rate`` (0 to 1) are logged.
    """

    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    metrics_on_main_port: bool = False
    tracing: bool = False
    log_sample_rate: float = 1.0
    log_slow_seconds: float = 1.0
    log_max_per_second: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the process is told from outside."""

    organizations: tuple[OrganizationSettings, ...]
    jwt: JwtSettings
    token_endpoint: TokenEndpointSettings | None = None
    check_roles: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    production: bool = True
    upstream: UpstreamSettings = field(default_factory=UpstreamSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    edge: EdgeSettings = field(default_factory=EdgeSettings)
    telemetry: TelemetrySettings = field(default_factory=TelemetrySettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
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
