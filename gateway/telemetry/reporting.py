"""Putting together what the process tells of itself, and where it can be read."""

from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cache import Cache, Once
from gateway.settings import Settings
from gateway.telemetry.metrics import MetricsListener, gauge, names_in
from gateway.telemetry.metrics.cache import cache_metrics
from gateway.telemetry.metrics.listener import PATH
from gateway.telemetry.metrics.process import LoopLag, engine_metrics, process_metrics
from gateway.telemetry.metrics.upstream import upstream_state_metrics
from gateway.telemetry.operation_log import OperationLog
from gateway.telemetry.spans import Tracing
from gateway.telemetry.telemetry import Telemetry
from partner_api import UpstreamState


def make_telemetry(settings: Settings, trusted: Mapping[str, str]) -> Telemetry:
    """What all parts tell, by the settings. ``trusted`` are the documents that may be named by id."""
    wanted = settings.telemetry
    return Telemetry(
        log=OperationLog(
            sample_rate=wanted.log_sample_rate,
            slow_seconds=wanted.log_slow_seconds,
            max_per_second=wanted.log_max_per_second,
        ),
        tracing=_tracing() if wanted.tracing else None,
        trusted_names=names_in(trusted.values()),
        calls_for_everybody=not settings.production,
    )


def _tracing() -> Tracing:
    # Loading it takes time and memory, which only those who trace shall spend.
    from gateway.telemetry.tracing import make_tracing

    return make_tracing()


@dataclass(frozen=True, slots=True)
class Reported:
    """The parts of the process that count by themselves.

    ``sockets`` gives how many WebSockets are open, ``pollers`` has a length, ``followers`` gives how
    many streams follow them.
    """

    cache: Cache
    once: Once
    snapshot: Callable[[], tuple[UpstreamState, ...]]
    documents: Sized
    engine: object
    sockets: Callable[[], float]
    pollers: Sized
    followers: Callable[[], float]


class Reporting:
    """Shows all metrics, from the start of the process to its end."""

    def __init__(self, settings: Settings, telemetry: Telemetry, parts: Reported) -> None:
        self._telemetry = telemetry
        self._lag = LoopLag()
        self._is_on_main_port = settings.telemetry.metrics_on_main_port
        self.listener: MetricsListener | None = None
        """The port of its own, if there is one."""
        if settings.telemetry.metrics_port is not None:
            host, port = settings.telemetry.metrics_host, settings.telemetry.metrics_port
            self.listener = MetricsListener(telemetry.page, host, port)
        page, counters = telemetry.page, parts.cache.counters()
        page.add(
            cache_metrics(counters, parts.once.counters, parts.cache.whole_answers),
            refresh=parts.cache.counters,
        )
        page.add(upstream_state_metrics(parts.snapshot))
        page.add(engine_metrics(parts.documents, parts.engine))
        page.add(process_metrics(self._lag, settings.engine))
        page.add(
            [
                gauge("websockets_open", "WebSockets open.", parts.sockets),
                gauge("pollers", "Lists that are polled for subscriptions.", lambda: len(parts.pollers)),
                gauge("poller_followers", "Streams that follow them.", parts.followers),
            ]
        )

    @property
    def routes(self) -> list[Route]:
        """What is served beside the endpoint, if that is wanted."""
        return [Route(PATH, self._answer)] if self._is_on_main_port else []

    async def start(self) -> None:
        """Begin.

        Raises:
            OSError: The port for the metrics cannot be had.

        """
        self._lag.start()
        if self.listener is not None:
            await self.listener.start()

    async def aclose(self) -> None:
        """End."""
        self._lag.stop()
        if self.listener is not None:
            await self.listener.aclose()
        await self._telemetry.aclose()

    async def _answer(self, request: Request) -> Response:
        body, media_type = self._telemetry.page.write(request.headers.get("accept", ""))
        return Response(body, headers={"content-type": media_type, "cache-control": "no-store"})
