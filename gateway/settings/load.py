"""From the environment to the frozen settings, checked as a whole."""

from collections.abc import Mapping
from pathlib import Path

from cache import check_url
from gateway.settings.api_clients import read_token_endpoint
from gateway.settings.environment import read_variables
from gateway.settings.error import SettingsError
from gateway.settings.limits import LimitSettings, check_networks, read_role_limits
from gateway.settings.model import (
    CacheSettings,
    EdgeSettings,
    Settings,
    TelemetrySettings,
    UpstreamSettings,
)
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
    organizations = read_organizations(variables)
    return Settings(
        organizations=organizations,
        jwt=read_jwt(variables),
        token_endpoint=read_token_endpoint(
            variables, frozenset(each.organization_id for each in organizations)
        ),
        check_roles=variables.check_roles,
        host=variables.host,
        port=variables.port,
        production=production,
        upstream=_upstream(variables),
        cache=_cache(variables),
        edge=_edge(variables),
        telemetry=_telemetry(variables),
        limits=_limits(variables),
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


def _limits(variables: Variables) -> LimitSettings:
    usual = LimitSettings()
    return LimitSettings(
        user=read_role_limits("GATEWAY_LIMITS_USER", usual.user, variables.limits_user),
        staff=read_role_limits("GATEWAY_LIMITS_STAFF", usual.staff, variables.limits_staff),
        administrator=read_role_limits(
            "GATEWAY_LIMITS_ADMINISTRATOR", usual.administrator, variables.limits_administrator
        ),
        address_requests_per_minute=variables.address_requests_per_minute,
        trusted_proxies=check_networks("GATEWAY_TRUSTED_PROXIES", variables.trusted_proxies),
        organization_users=variables.organization_users,
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


def _edge(variables: Variables) -> EdgeSettings:
    limit, warning = variables.loop_limit_seconds, variables.loop_warning_seconds
    if 0 < limit <= warning:
        raise SettingsError(
            f"GATEWAY_LOOP_LIMIT_SECONDS: {limit:g} is not longer than"
            f" GATEWAY_LOOP_WARNING_SECONDS={warning:g}"
        )
    return EdgeSettings(
        max_requests=variables.max_requests,
        max_queued_requests=variables.max_queued_requests,
        queue_seconds=variables.queue_seconds,
        max_connections=variables.max_connections,
        max_connections_per_address=variables.max_connections_per_address,
        header_timeout_seconds=variables.header_timeout_seconds,
        body_timeout_seconds=variables.body_timeout_seconds,
        send_timeout_seconds=variables.send_timeout_seconds,
        keep_alive_seconds=variables.keep_alive_seconds,
        allowed_hosts=variables.allowed_hosts,
        transport_security_seconds=variables.transport_security_seconds,
        loop_warning_seconds=warning,
        loop_limit_seconds=limit,
        drain_seconds=variables.drain_seconds,
        shutdown_seconds=variables.shutdown_seconds,
    )


def _telemetry(variables: Variables) -> TelemetrySettings:
    if variables.metrics_port is not None and variables.metrics_port == variables.port != 0:
        raise SettingsError(
            "GATEWAY_METRICS_PORT: is GATEWAY_PORT; set GATEWAY_METRICS_ON_MAIN_PORT if that is meant"
        )
    return TelemetrySettings(
        metrics_host=variables.metrics_host,
        metrics_port=variables.metrics_port,
        metrics_on_main_port=variables.metrics_on_main_port,
        tracing=bool(variables.tracing),
        log_sample_rate=variables.log_sample_rate,
        log_slow_seconds=variables.log_slow_seconds,
        log_max_per_second=variables.log_max_per_second,
    )
