"""The process in numbers: its build, what its engine keeps, and how late its event loop is."""

import asyncio
import platform
from collections.abc import Iterator, Mapping, Sized

from gateway import __version__
from gateway.telemetry.metrics.metric import Metric, gauge
from gateway.telemetry.metrics.timings import Timings

_LOOK_SECONDS = 0.5


class LoopLag:
    """Looks twice a second how late the event loop calls back: how long it was busy with something else."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self.lags = Timings()

    def start(self) -> None:
        """Begin to look, within the running event loop."""
        loop = asyncio.get_running_loop()
        self._due = loop.time() + _LOOK_SECONDS
        self._timer = loop.call_at(self._due, self._look, loop)

    def stop(self) -> None:
        """End it."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.lags.note(max(0.0, loop.time() - self._due))
        self.start()


def process_metrics(lag: LoopLag, engine_name: str) -> Iterator[Metric]:
    """The build and the event loop."""
    build = (__version__, platform.python_version(), engine_name)
    yield Metric("gauge", "build_info", "Always 1.", lambda: {build: 1.0}, ("version", "python", "engine"))
    yield Metric(
        "histogram",
        "event_loop_lag_seconds",
        "How late the event loop was, looked at twice a second.",
        lambda: {(): lag.lags},
    )


def engine_metrics(documents: Sized, engine: object) -> Iterator[Metric]:
    """What is kept of documents. An engine that makes no plans has none."""
    yield gauge("documents_kept", "Valid documents kept.", lambda: len(documents))
    yield gauge("plans_kept", "Operations whose plans are kept.", lambda: getattr(engine, "plans_kept", 0))
    yield gauge("plan_fields_kept", "Fields of these plans.", lambda: getattr(engine, "plan_fields_kept", 0))
    fallbacks: Mapping[str, int] = getattr(engine, "fallbacks", {})
    yield Metric(
        "counter",
        "engine_fallbacks",
        "Operations left to graphql-core unexpectedly, by reason.",
        lambda: {(reason,): count for reason, count in fallbacks.items()},
        ("reason",),
    )
