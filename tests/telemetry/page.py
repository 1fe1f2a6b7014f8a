"""Reading the page that Prometheus reads."""

from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


class Page:
    """The samples of one moment."""

    def __init__(self, text: str) -> None:
        self._samples: Samples = {}
        self.families: dict[str, str] = {}
        """Types by name."""
        for family in text_string_to_metric_families(text):
            self.families[family.name] = family.type
            for sample in family.samples:
                self._samples[sample.name, frozenset(sample.labels.items())] = sample.value

    @property
    def names(self) -> set[str]:
        """Names of samples, as queries name them."""
        return {name for name, _ in self._samples}

    def value(self, name: str, **labels: str) -> float:
        """The one sample with exactly these labels; ours are named without their prefix."""
        return self._samples[_full(name), frozenset(labels.items())]

    def labels(self, name: str, label: str) -> set[str]:
        """All values of a label."""
        return {dict(labels)[label] for each, labels in self._samples if each == _full(name)}

    def all(self, name: str) -> dict[tuple[str, ...], float]:
        """All samples of a name, by the values of their labels in the alphabet's order of their names."""
        return {
            tuple(value for _, value in sorted(labels)): number
            for (each, labels), number in self._samples.items()
            if each == _full(name)
        }


def page_of(app: Starlette) -> Page:
    """The page of a gateway in this process."""
    body, _ = app.state.telemetry.page.write()
    return Page(body.decode())


def _full(name: str) -> str:
    return name if name.startswith(("process_", "python_")) else f"graphql_gateway_{name}"
