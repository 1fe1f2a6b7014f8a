"""The page that Prometheus reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from gateway.telemetry.metrics.metric import PREFIX, Labels, Metric, Value
from gateway.telemetry.metrics.timings import Timings


class MetricsPage(Collector):
    """All metrics of the process, those of the interpreter and the operating system included.

    Parts of the gateway add theirs when the application is made.
    """

    def __init__(self) -> None:
        self._metrics: dict[str, Metric] = {}
        self._refresh: list[Callable[[], object]] = []
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def add(self, metrics: Iterable[Metric], refresh: Callable[[], object] | None = None) -> None:
        """Show these, too. ``refresh`` is called once before they are read.

        Raises:
            ValueError: There is one of that name.

        """
        for metric in metrics:
            if metric.name in self._metrics:
                raise ValueError(f"there is a metric {metric.name} already")
            self._metrics[metric.name] = metric
        if refresh is not None:
            self._refresh.append(refresh)

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """Everything that was added, by name."""
        return self._metrics

    def write(self, accept: str = "") -> tuple[bytes, str]:
        """The page, and its media type: OpenMetrics for those who accept it, else Prometheus's text."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type

    def collect(self) -> Iterator[Family]:
        """The families, as the library wants them."""
        for refresh in self._refresh:
            refresh()
        for metric in self._metrics.values():
            yield _family(metric, metric.read())


def _family(metric: Metric, values: Mapping[Labels, Value]) -> Family:
    name, text, labels = PREFIX + metric.name, metric.documentation, metric.labels
    if metric.kind == "histogram":
        histogram = HistogramMetricFamily(name, text, labels=labels)
        for key, value in values.items():
            if isinstance(value, Timings):
                histogram.add_metric(key, list(value.cumulative()), value.total)
        return histogram
    family: CounterMetricFamily | GaugeMetricFamily
    family = (CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily)(
        name, text, labels=labels
    )
    for key, value in values.items():
        if not isinstance(value, Timings):
            family.add_metric(key, float(value))
    return family
