"""Operations in numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping

from gateway.telemetry.metrics.metric import Labels, Metric
from gateway.telemetry.metrics.timings import Timings
from gateway.telemetry.outcome import REFUSED


class OperationCounts:
    """How often each operation was answered in which way, and how long that took."""

    def __init__(self) -> None:
        self._answered: dict[Labels, int] = {}
        self._seconds: dict[Labels, Timings] = {}
        self._batches: Counter[str] = Counter()
        self._keys: Counter[str] = Counter()
        self._mutations: Counter[Labels] = Counter()
        self.running = 0
        """How many operations are being answered, each event of a subscription for itself."""
        self.subscriptions = 0
        """How many subscriptions are open."""

    def answered(self, name: str, kind: str, outcome: str, code: str, seconds: float) -> None:
        """Count an answer. ``code`` is the first code of its errors, or empty."""
        labels = (name, kind, outcome, code)
        self._answered[labels] = self._answered.get(labels, 0) + 1
        timings = self._seconds.get((name, kind))
        if timings is None:
            timings = self._seconds[name, kind] = Timings()
        timings.note(seconds)

    def refused(self, name: str, kind: str, code: str) -> None:
        """Count a request that was refused before anything of it was run."""
        labels = (name, kind, REFUSED, code)
        self._answered[labels] = self._answered.get(labels, 0) + 1

    def loaded(self, keys: Mapping[str, int]) -> None:
        """Count what the loaders of one operation were asked: how many keys, by loader."""
        for loader, count in keys.items():
            self._batches[loader] += 1
            self._keys[loader] += count

    def mutated(self, mutation: str, outcome: str) -> None:
        """Count a mutation: a field of the schema, and a code or ``DONE``."""
        self._mutations[mutation, outcome] += 1

    def metrics(self) -> Iterator[Metric]:
        """What is shown of it."""
        yield Metric(
            "counter",
            "operations",
            "Operations by name, kind, outcome (ok, partial, error, refused, abandoned) and first code.",
            lambda: self._answered,
            ("operation", "kind", "outcome", "code"),
        )
        yield Metric(
            "histogram",
            "operation_duration_seconds",
            "Time to answer an operation that was run, or an event of a subscription.",
            lambda: self._seconds,
            ("operation", "kind"),
        )
        yield Metric("gauge", "operations_running", "Operations being answered.", lambda: {(): self.running})
        yield Metric("gauge", "subscriptions_open", "Subscriptions open.", lambda: {(): self.subscriptions})
        yield Metric(
            "counter",
            "loader_batches",
            "How many operations asked a loader anything.",
            lambda: {(loader,): count for loader, count in self._batches.items()},
            ("loader",),
        )
        yield Metric(
            "counter",
            "loader_keys",
            "Different keys that loaders were asked for, each once per operation.",
            lambda: {(loader,): count for loader, count in self._keys.items()},
            ("loader",),
        )
        yield Metric(
            "counter",
            "mutations",
            "Mutations by field and outcome: DONE, REFUSED_INPUT, or the code of an error.",
            lambda: self._mutations,
            ("mutation", "outcome"),
        )
