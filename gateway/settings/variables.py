"""Every environment variable the gateway reads, with its type, default and description.

This class is the one list: the start reads it, ``gateway settings`` prints it and the table in
the documentation is compared with it.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from gateway.settings.model import (
    CacheSettings,
    EngineName,
    JwtSettings,
    LogFormat,
    LogLevel,
    Settings,
    UpstreamSettings,
)

PREFIX = "GATEWAY_"
DEMO_DIRECTORY = Path(".demo")


def variable_name(field: str) -> str:
    """The environment variable of a field: ``client_id`` is ``GATEWAY_CLIENT_ID``."""
    return PREFIX + field.upper()


def _split(value: object) -> object:
    """``"RS256, ES256"`` as a tuple of its non-empty parts."""
    if not isinstance(value, str):
        return value
    return tuple(part for part in (part.strip() for part in value.split(",")) if part)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2048)]
TextList = Annotated[tuple[Text, ...], NoDecode, BeforeValidator(_split)]
Segment = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
SegmentList = Annotated[tuple[Segment, ...], NoDecode, BeforeValidator(_split)]
Namespace = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")]
OriginList = Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)]
Seconds = Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)]

_JWT = JwtSettings(jwks_url=None, jwks_file=None, issuer="", audience="")
_UPSTREAM = UpstreamSettings()
_CACHE = CacheSettings()
_REST = Settings(organizations=(), jwt=_JWT)


class Variables(BaseSettings):
    """The variables as written. What belongs together is checked when settings are built."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    mode: Literal["production", "development"] = Field(
        "production", description="`development` switches on introspection and friendlier error detail."
    )
    environment: Literal["production", "sandbox"] | None = Field(
        None, description="Preset for the Partner API's and the token endpoint's address."
    )
    partner_api_url: Text | None = Field(
        None, description="Base address of the Partner API, instead of a preset."
    )
    token_url: Text | None = Field(None, description="OAuth2 token endpoint, instead of a preset.")
    organization_id: Text | None = Field(None, description="UUID of the organization served.")
    organization_name: Text | None = Field(None, description="Name shown for the organization.")
    client_id: Text | None = Field(None, description="OAuth2 client of the organization.")
    client_secret: SecretStr | None = Field(None, description="Secret of that client.")
    client_secret_file: Path | None = Field(None, description="File that holds the secret, instead of it.")
    organizations_file: Path | None = Field(
        None, description="TOML file with several organizations, instead of the four above."
    )
    allow_plaintext_upstream: bool = Field(
        False, description="Allow `http://` to hosts other than this machine."
    )
    jwt_jwks_url: Text | None = Field(None, description="Address of the identity provider's JWK set.")
    jwt_jwks_file: Path | None = Field(None, description="File with a JWK set, instead of the address.")
    jwt_issuer: Text | None = Field(None, description="Required value of the claim `iss`.")
    jwt_audience: Text | None = Field(None, description="Value that the claim `aud` must be or contain.")
    jwt_algorithms: TextList = Field(
        _JWT.algorithms, description="Accepted signature algorithms, comma-separated."
    )
    jwt_leeway_seconds: float = Field(
        _JWT.leeway_seconds, ge=0, le=300, description="Tolerated difference between clocks."
    )
    jwt_organization_claim: Text = Field(
        _JWT.organization_claim, description="Claim with the organization's UUID."
    )
    jwt_role_claim: Text = Field(_JWT.role_claim, description="Claim with the role.")
    jwt_user_claim: Text = Field(
        _JWT.user_claim,
        description="Claim with the user's UUID upstream, or the id that the gateway gives it.",
    )
    jwt_administrator_role: Text = Field(_JWT.administrator_role, description="Role value of administrators.")
    jwt_staff_role: Text = Field(_JWT.staff_role, description="Role value of staff.")
    jwt_user_role: Text = Field(_JWT.user_role, description="Role value of end users.")
    host: Text = Field(_REST.host, description="Address to listen on.")
    port: int = Field(_REST.port, ge=0, le=65535, description="Port to listen on.")
    max_body_bytes: int = Field(
        _REST.max_body_bytes, ge=1024, le=16 * 1024 * 1024, description="Largest accepted request body."
    )
    max_batch: int = Field(
        _REST.max_batch, ge=0, le=100, description="Operations in one request's list; 0 refuses lists."
    )
    operation_deadline_seconds: Seconds = Field(
        _REST.operation_deadline_seconds, description="Time allowed for one GraphQL operation."
    )
    upstream_max_connections: int = Field(
        _UPSTREAM.max_connections, ge=1, le=1000, description="Open connections to the Partner API."
    )
    upstream_connect_timeout_seconds: Seconds = Field(
        _UPSTREAM.connect_timeout_seconds, description="Time allowed to connect."
    )
    upstream_read_timeout_seconds: Seconds = Field(
        _UPSTREAM.read_timeout_seconds, description="Time allowed between two pieces of an answer."
    )
    upstream_attempt_timeout_seconds: Seconds = Field(
        _UPSTREAM.attempt_timeout_seconds, description="Time allowed for one attempt to read."
    )
    upstream_total_timeout_seconds: Seconds = Field(
        _UPSTREAM.total_timeout_seconds,
        description="Time allowed for one call as a whole, waiting and repetitions included.",
    )
    upstream_max_attempts: int = Field(
        _UPSTREAM.max_attempts, ge=1, le=10, description="How often a read is sent at most; 1: never again."
    )
    upstream_hedging: bool = Field(
        _UPSTREAM.hedging, description="Ask a second time for the slowest percent of reads."
    )
    upstream_other_device_collections: SegmentList = Field(
        (), description="Path names of further device kinds to read, comma-separated."
    )
    cache: bool = Field(_CACHE.is_enabled, description="Keep answers of the Partner API for a while.")
    cache_max_entries: int = Field(
        _CACHE.max_entries, ge=1, le=10_000_000, description="Answers kept in the process."
    )
    cache_max_bytes: int = Field(
        _CACHE.max_bytes, ge=65536, description="Bytes of JSON that these may have been decoded from."
    )
    whole_answers_max_bytes: int = Field(
        _CACHE.whole_answers_max_bytes,
        ge=0,
        description="Bytes of whole answers to clients kept in the process; 0 keeps none.",
    )
    redis_url: SecretStr | None = Field(
        None, description="Redis that replicas share answers and purges through."
    )
    redis_namespace: Namespace = Field(
        _CACHE.redis_namespace, description="What names of keys and channels in Redis begin with."
    )
    watch_interval_seconds: Seconds = Field(
        _REST.watch_interval_seconds, description="How often a list that somebody follows is read."
    )
    max_websocket_connections: int = Field(
        _REST.max_websocket_connections, ge=0, le=1_000_000, description="Open WebSockets; 0 refuses them."
    )
    max_websocket_connections_per_viewer: int = Field(
        _REST.max_websocket_connections_per_viewer, ge=1, le=1_000_000, description="Of these, by one viewer."
    )
    cors_origins: OriginList = Field(
        (), description="Origins of web pages that may call the gateway, comma-separated."
    )
    automatic_persisted_queries: bool = Field(
        _REST.automatic_persisted_queries, description="Let clients register documents by their hash."
    )
    write_journal: Text = Field(
        ".gateway/writes.sqlite3",
        description="File that remembers keyed writes for a day; `memory` forgets them with the process.",
    )
    trusted_documents_file: Path | None = Field(
        None, description="Manifest of documents that clients may name by id."
    )
    trusted_documents_only: bool = Field(False, description="Refuse every document that is not in it.")
    end_users_may_edit_contracts: bool = Field(
        False, description="Let end users write their own energy contracts."
    )
    introspection: bool | None = Field(
        None, description="Answer introspection. Default: only in `development`."
    )
    federation: bool = Field(
        _REST.federation, description="Be a subgraph: add `_entities` and `_service` for a router."
    )
    graphiql: bool | None = Field(None, description="Serve GraphiQL at `/`. Default: only in `development`.")
    demo_session_file: Path | None = Field(
        None, description="Tokens that GraphiQL offers; only in `development`, set by `gateway demo`."
    )
    engine: EngineName = Field(
        _REST.engine,
        description="What executes GraphQL documents: plans compiled once per document, or graphql-core.",
    )
    log_level: LogLevel = Field(_REST.log_level, description="Least important level that is logged.")
    log_format: LogFormat = Field(_REST.log_format, description="`json` lines, or `console` for people.")
    demo_dir: Path = Field(DEMO_DIRECTORY, description="Where `gateway demo` keeps its key.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is passed in: the environment is an argument here, never ambient."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)
