"""The only wiring: from settings to an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cache import SingleFlight
from domain.errors import GatewayError
from domain.roles import Viewer
from execution import Documents
from gateway.authentication import Authenticator
from gateway.authentication.standing import Standing
from gateway.http.endpoint import HttpEndpoint
from gateway.operations import Operations
from gateway.persisted import AutomaticQueries, read_manifest
from gateway.settings import Settings
from loaders import Following, Loaders, Source, Watches
from partner_api import PartnerApi, Timeouts, Upstream
from permissions import Access, matrix
from resolvers.context import Context
from schema import build_schema, graphql_schema_of


def create_app(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Build the gateway. Nothing is connected to before the first request.

    Args:
        settings: The settings, read and checked.
        transport: How the Partner API and its token endpoint are reached; the default goes over
            the network.

    Raises:
        PermissionTableError: The permission table and the schema do not fit each other.

    """
    rights = matrix(end_users_may_edit_contracts=settings.end_users_may_edit_contracts)
    schema = graphql_schema_of(build_schema(rights))
    api = partner_api_of(settings, transport)
    flights = SingleFlight()
    watches: Watches[Any] = Watches()
    authenticator = Authenticator(settings.jwt, settings.organization_ids)

    def make_source(viewer: Viewer, request_id: str) -> Source:
        return Source(api, flights, viewer.organization_id, request_id)

    def make_context(viewer: Viewer, request_id: str) -> Context:
        access = Access(viewer, rights)
        source = make_source(viewer, request_id)
        loaders = Loaders(source, access.visible_organization())
        following = Following(watches, source, viewer.organization_id, settings.watch_interval_seconds)
        return Context(viewer, access, loaders, following, request_id)

    async def livez(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def readyz(_request: Request) -> Response:
        reasons = await not_ready(settings, api, authenticator)
        status = "not ready" if reasons else "ready"
        return JSONResponse({"status": status, "reasons": reasons}, status_code=503 if reasons else 200)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await watches.aclose()
        await flights.aclose()
        await api.aclose()
        await authenticator.aclose()

    operations = Operations(
        schema,
        Documents(schema, introspection=settings.introspection, suggestions=not settings.production),
        make_context,
        Standing(rights, make_source).check,
        deadline_seconds=settings.operation_deadline_seconds,
        suggestions=not settings.production,
        trusted=read_manifest(None),
        automatic=AutomaticQueries(),
        trusted_only=False,
    )
    endpoint = HttpEndpoint(operations, authenticator, max_body_bytes=settings.max_body_bytes)
    routes = [Route("/graphql", endpoint), Route("/livez", livez), Route("/readyz", readyz)]
    return Starlette(routes=routes, lifespan=lifespan)


def partner_api_of(settings: Settings, transport: httpx.AsyncBaseTransport | None) -> PartnerApi:
    """The client of the Partner API, with the credentials of every organization."""
    limits = settings.upstream
    return PartnerApi(
        [
            Upstream(
                organization_id=each.organization_id,
                base_url=each.partner_api_url,
                token_url=each.token_url,
                client_id=each.client_id,
                client_secret=each.client_secret,
            )
            for each in settings.organizations
        ],
        timeouts=Timeouts(
            connect=limits.connect_timeout_seconds,
            read=limits.read_timeout_seconds,
            total=limits.total_timeout_seconds,
        ),
        max_connections=limits.max_connections,
        transport=transport,
        other_device_collections=limits.other_device_collections,
    )


async def not_ready(settings: Settings, api: PartnerApi, authenticator: Authenticator) -> list[str]:
    """Why requests cannot be answered yet, in words that give nothing away; empty if they can."""
    reasons = []
    keys = await authenticator.ready()
    if keys is not None:
        reasons.append(keys)
    for position, organization in enumerate(settings.organizations, start=1):
        try:
            await api.check(organization.organization_id)
        except GatewayError as error:
            reasons.append(f"organization {position}: {error.code}")
    return reasons
