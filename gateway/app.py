"""The only wiring: from settings to an ASGI application."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from execution import ENGINES, CompiledEngine, Documents
from execution.guard import Costs, Pricing
from gateway.api_clients.endpoint import make_token_endpoint
from gateway.authentication import Standing
from gateway.edge.frame import Frame
from gateway.edge.gate import Gate
from gateway.edge.hosts import Hosts
from gateway.edge.lifecycle import Lifecycle
from gateway.edge.security_headers import security_headers
from gateway.edge.slots import Slots
from gateway.edge.unrouted import answer_unrouted
from gateway.explain import Explainer
from gateway.explain.told import PlanTeller
from gateway.graphiql import GraphiQL
from gateway.http.endpoint import HttpEndpoint
from gateway.limits import Admission, Entrance, cost_table
from gateway.operations import Operations
from gateway.persisted import AutomaticQueries, read_manifest
from gateway.services import Services
from gateway.settings import Settings
from gateway.telemetry.reporting import Reported, Reporting, make_telemetry
from gateway.telemetry.telemetry import Telemetry
from gateway.texts import Texts
from gateway.websocket import WebSocketEndpoint, WebSocketLimits
from schema import build_schema, graphql_schema_of, loads

_EXPOSED_HEADERS = ("age", "etag", "retry-after", "server-timing", "x-request-id")
_ALLOWED_HEADERS = (
    "authorization",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "x-graphql-cost",
    "x-request-id",
)


def create_app(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """Build the gateway. Nothing is connected to before the first request.

    The application's state has the ``operations``, their ``engine``, the ``authenticator``, the
    ``cache`` and the ``reporting`` for whoever embeds it, and the ``lifecycle`` for whoever serves
    it; ``telemetry.page`` shows further metrics.

    Args:
        settings: The settings, read and checked.
        transport: How the Partner API and its token endpoint are reached; the default goes over
            the network.

    Raises:
        PermissionTableError: The permission table and the schema do not fit each other.
        CostTableError: The table of costs and the schema do not fit each other.
        ManifestError: The manifest of trusted documents cannot be read.

    """
    trusted = read_manifest(settings.trusted_documents_file)
    telemetry = make_telemetry(settings, trusted)
    services, lifecycle = Services(settings, transport, telemetry), Lifecycle()
    edge, limits = settings.edge, settings.limits
    slots = Slots(edge.max_requests, edge.max_queued_requests, edge.queue_seconds)
    entrance = Entrance(services.budgets, limits.address_requests_per_minute, limits.trusted_proxies)
    operations = _operations(settings, services, trusted, telemetry)
    http = HttpEndpoint(
        operations,
        services.authenticator,
        max_body_bytes=settings.max_body_bytes,
        max_batch=settings.max_batch,
        whole_answers=services.cache.whole_answers,
        endings=lifecycle.streams,
        entrance=entrance,
    )
    websocket = WebSocketEndpoint(
        operations,
        services.authenticator,
        allowed_origins=frozenset(settings.cors_origins),
        limits=WebSocketLimits(
            max_connections=settings.max_websocket_connections,
            max_connections_per_viewer=settings.max_websocket_connections_per_viewer,
        ),
        slots=slots,
        entrance=entrance,
    )

    reporting = _reporting(settings, services, operations, websocket)
    lifecycle.at_end(websocket.aclose)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await services.start()
        await reporting.start()
        yield
        await lifecycle.end_streams()
        await operations.aclose()
        await services.aclose()
        await reporting.aclose()
        if token_endpoint is not None:
            token_endpoint.close()

    routes: list[BaseRoute] = [
        Route("/graphql", http),
        WebSocketRoute("/graphql", websocket),
        *_probes(services, lifecycle),
        *reporting.routes,
    ]
    token_endpoint = make_token_endpoint(settings, services.own_tokens)
    if token_endpoint is not None:
        routes.append(Route("/oauth/token", token_endpoint))
    if settings.graphiql:
        routes += GraphiQL(settings.demo_session_file).routes
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=_layers(settings, services, slots),
        exception_handlers={HTTPException: answer_unrouted},
    )
    app.router.redirect_slashes = False  # the address of a redirection would be made of the Host header
    app.state.operations = operations
    app.state.engine = operations.engine
    app.state.authenticator = services.authenticator
    app.state.cache = services.cache
    app.state.lifecycle = lifecycle
    app.state.telemetry = telemetry
    app.state.reporting = reporting
    return app


def _layers(settings: Settings, services: Services, slots: Slots) -> list[Middleware]:
    """What is around the routes, from the outside in: refusals have to pass through CORS, too."""
    edge = settings.edge
    return [
        Middleware(
            Frame,
            hosts=Hosts(edge.allowed_hosts),
            security=security_headers(edge.transport_security_seconds),
        ),
        *_cors(settings.cors_origins),
        Middleware(Gate, slots=slots, known_viewer=services.authenticator.known),
    ]


def _operations(
    settings: Settings, services: Services, trusted: Mapping[str, str], telemetry: Telemetry
) -> Operations:
    schema = graphql_schema_of(build_schema(services.matrix, federation=settings.federation))
    table = cost_table(
        other_collections=len(settings.upstream.other_device_collections), federation=settings.federation
    )
    costs = Costs.of(schema, table, loads)
    pricing = Pricing(costs)
    suggestions = not settings.production
    engine = ENGINES[settings.engine](schema)
    plans = None
    if isinstance(engine, CompiledEngine):
        plans = PlanTeller(Explainer(schema, engine, costs, settings.limits), telemetry.calls_for_everybody)
    return Operations(
        engine,
        Documents(schema, introspection=settings.introspection, suggestions=suggestions),
        Texts(
            trusted,
            AutomaticQueries() if settings.automatic_persisted_queries else None,
            trusted_only=settings.trusted_documents_only,
        ),
        services.make_context,
        services.once,
        Standing(services.matrix, services.make_source).check,
        deadline_seconds=settings.operation_deadline_seconds,
        suggestions=suggestions,
        telemetry=telemetry,
        mark=services.cache.whole_answers.begin,
        admission=Admission(settings.limits, pricing, services.budgets, services.sees_everybody),
        plans=plans,
    )


def _reporting(
    settings: Settings, services: Services, operations: Operations, websocket: WebSocketEndpoint
) -> Reporting:
    parts = Reported(
        cache=services.cache,
        once=services.once,
        snapshot=services.snapshot,
        documents=operations.documents,
        engine=operations.engine,
        sockets=lambda: websocket.connections,
        pollers=services.watches,
        followers=lambda: services.watches.followers,
    )
    return Reporting(settings, operations.telemetry, parts)


def _probes(services: Services, lifecycle: Lifecycle) -> list[Route]:
    async def livez(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def readyz(_request: Request) -> Response:
        reasons = ["draining"] if lifecycle.is_draining else await services.not_ready()
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
