"""From the environment to the frozen settings, checked as a whole."""

from collections.abc import Mapping
from pathlib import Path

from cache import check_url
from gateway.settings.environment import read_variables
from gateway.settings.error import SettingsError
from gateway.settings.model import CacheSettings, Settings, UpstreamSettings
from gateway.settings.organizations import read_organizations
from gateway.settings.tokens import read_jwt
from gateway.settings.variables import Variables


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of one environment.

    Raises :class:`SettingsError`, one line naming the setting, for anything missing, unknown,
    malformed or contradictory.
    """
    return build_settings(read_variables(environ))


def build_settings(variables: Variables) -> Settings:
    """The settings that these variables amount to. Raises :class:`SettingsError`."""
    production = variables.mode == "production"
    return Settings(
        organizations=read_organizations(variables),
        jwt=read_jwt(variables),
        host=variables.host,
        port=variables.port,
        production=production,
        upstream=_upstream(variables),
        cache=_cache(variables),
        operation_deadline_seconds=variables.operation_deadline_seconds,
        log_level=variables.log_level,
        log_format=variables.log_format,
        end_users_may_edit_contracts=variables.end_users_may_edit_contracts,
        engine=variables.engine,
        introspection=not production if variables.introspection is None else variables.introspection,
        federation=variables.federation,
        max_body_bytes=variables.max_body_bytes,
        max_batch=variables.max_batch,
        watch_interval_seconds=variables.watch_interval_seconds,
        cors_origins=variables.cors_origins,
        automatic_persisted_queries=variables.automatic_persisted_queries,
        write_journal_file=None if variables.write_journal == "memory" else Path(variables.write_journal),
        trusted_documents_file=variables.trusted_documents_file,
        trusted_documents_only=_trusted_only(variables),
        graphiql=not production if variables.graphiql is None else variables.graphiql,
        demo_session_file=variables.demo_session_file,
        max_websocket_connections=variables.max_websocket_connections,
        max_websocket_connections_per_viewer=variables.max_websocket_connections_per_viewer,
    )


def _trusted_only(variables: Variables) -> bool:
    if variables.trusted_documents_only and variables.trusted_documents_file is None:
        raise SettingsError("GATEWAY_TRUSTED_DOCUMENTS_ONLY: needs GATEWAY_TRUSTED_DOCUMENTS_FILE")
    if variables.demo_session_file is not None and variables.mode == "production":
        raise SettingsError("GATEWAY_DEMO_SESSION_FILE: hands out tokens, which production must not do")
    return variables.trusted_documents_only


def _upstream(variables: Variables) -> UpstreamSettings:
    total = variables.upstream_total_timeout_seconds
    if total > variables.operation_deadline_seconds:
        raise SettingsError(
            f"GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS: {total:g} is longer than"
            f" GATEWAY_OPERATION_DEADLINE_SECONDS={variables.operation_deadline_seconds:g}"
        )
    if max(variables.upstream_connect_timeout_seconds, variables.upstream_read_timeout_seconds) > total:
        raise SettingsError(
            f"GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS: {total:g} is shorter than the time to connect or read"
        )
    return UpstreamSettings(
        max_connections=variables.upstream_max_connections,
        connect_timeout_seconds=variables.upstream_connect_timeout_seconds,
        read_timeout_seconds=variables.upstream_read_timeout_seconds,
        attempt_timeout_seconds=variables.upstream_attempt_timeout_seconds,
        total_timeout_seconds=total,
        max_attempts=variables.upstream_max_attempts,
        hedging=variables.upstream_hedging,
        other_device_collections=variables.upstream_other_device_collections,
    )


def _cache(variables: Variables) -> CacheSettings:
    url = None if variables.redis_url is None else variables.redis_url.get_secret_value()
    if url is not None:
        try:
            check_url(url)
        except ValueError as error:
            raise SettingsError(f"GATEWAY_REDIS_URL: {error}") from None
    return CacheSettings(
        is_enabled=variables.cache,
        max_entries=variables.cache_max_entries,
        max_bytes=variables.cache_max_bytes,
        whole_answers_max_bytes=variables.whole_answers_max_bytes,
        redis_url=url,
        redis_namespace=variables.redis_namespace,
    )
