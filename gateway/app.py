"""The only wiring: from settings to an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from execution import ENGINES, Documents
from gateway.authentication import Standing
from gateway.graphiql import GraphiQL
from gateway.http.endpoint import HttpEndpoint
from gateway.operations import Operations
from gateway.persisted import AutomaticQueries, read_manifest
from gateway.services import Services
from gateway.settings import Settings
from gateway.websocket import WebSocketEndpoint, WebSocketLimits
from schema import build_schema, graphql_schema_of

_EXPOSED_HEADERS = ("age", "etag", "retry-after", "server-timing", "x-request-id")
_ALLOWED_HEADERS = ("authorization", "content-type", "idempotency-key", "if-none-match", "x-request-id")


def create_app(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Build the gateway. Nothing is connected to before the first request.

    The application's state has the ``operations``, their ``engine``, the ``authenticator`` and the
    ``cache`` for whoever embeds it.

    Args:
        settings: The settings, read and checked.
        transport: How the Partner API and its token endpoint are reached; the default goes over
            the network.

    Raises:
        PermissionTableError: The permission table and the schema do not fit each other.
        ManifestError: The manifest of trusted documents cannot be read.

    """
    services = Services(settings, transport)
    operations = _operations(settings, services)
    http = HttpEndpoint(
        operations,
        services.authenticator,
        max_body_bytes=settings.max_body_bytes,
        max_batch=settings.max_batch,
        whole_answers=services.cache.whole_answers,
    )
    websocket = WebSocketEndpoint(
        operations,
        services.authenticator,
        allowed_origins=frozenset(settings.cors_origins),
        limits=WebSocketLimits(
            max_connections=settings.max_websocket_connections,
            max_connections_per_viewer=settings.max_websocket_connections_per_viewer,
        ),
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await services.start()
        yield
        await websocket.aclose()
        await operations.aclose()
        await services.aclose()

    routes: list[BaseRoute] = [
        Route("/graphql", http),
        WebSocketRoute("/graphql", websocket),
        *_probes(services),
    ]
    if settings.graphiql:
        routes += GraphiQL(settings.demo_session_file).routes
    app = Starlette(routes=routes, lifespan=lifespan, middleware=_cors(settings.cors_origins))
    app.state.operations = operations
    app.state.engine = operations.engine
    app.state.authenticator = services.authenticator
    app.state.cache = services.cache
    return app


def _operations(settings: Settings, services: Services) -> Operations:
    schema = graphql_schema_of(build_schema(services.matrix, federation=settings.federation))
    suggestions = not settings.production
    return Operations(
        ENGINES[settings.engine](schema),
        Documents(schema, introspection=settings.introspection, suggestions=suggestions),
        services.make_context,
        services.once,
        Standing(services.matrix, services.make_source).check,
        deadline_seconds=settings.operation_deadline_seconds,
        suggestions=suggestions,
        trusted=read_manifest(settings.trusted_documents_file),
        automatic=AutomaticQueries() if settings.automatic_persisted_queries else None,
        trusted_only=settings.trusted_documents_only,
        mark=services.cache.whole_answers.begin,
    )


def _probes(services: Services) -> list[Route]:
    async def livez(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def readyz(_request: Request) -> Response:
        reasons = await services.not_ready()
        status = "not ready" if reasons else "ready"
        return JSONResponse({"status": status, "reasons": reasons}, status_code=503 if reasons else 200)

    return [Route("/livez", livez), Route("/readyz", readyz)]


def _cors(origins: tuple[str, ...]) -> list[Middleware]:
    """Nothing is open to other origins unless they are named."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=list(_ALLOWED_HEADERS),
            expose_headers=list(_EXPOSED_HEADERS),
            max_age=7200,
        )
    ]
