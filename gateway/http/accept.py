"""What a client accepts, from its Accept header."""

from dataclasses import dataclass
from functools import lru_cache

RESPONSE = "application/graphql-response+json"
LEGACY = "application/json"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed"

_INCREMENTAL_SPECS = ("", "v0.2")
"""The parameter with which clients name the format of incremental delivery that is spoken here."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How a client wants its answer.

    ``media_type`` is the type of an answer in one piece, ``None`` if the client wants no such
    answer; ``events`` and ``parts`` tell whether it also takes a stream of events, and an answer in
    parts.
    """

    media_type: str | None
    events: bool
    parts: bool


@lru_cache(maxsize=256)
def read_accept(header: str) -> Accepted:
    """Read an Accept header. A missing one is the empty text, and takes the older JSON type."""
    if not header.strip():
        return Accepted(LEGACY, events=False, parts=False)
    ranges = [_media_range(text) for text in header.split(",")]
    wanted = {(name, spec): quality for name, spec, quality in ranges if quality > 0}
    names = {name for name, _ in wanted}
    best: tuple[float, bool, str] | None = None
    for (name, _), quality in wanted.items():
        for media_type in _json_types(name):
            candidate = (quality, media_type == RESPONSE, media_type)
            best = candidate if best is None else max(best, candidate)
    return Accepted(
        media_type=best[2] if best else None,
        events=EVENTS in names,
        parts=any((PARTS, spec) in wanted for spec in _INCREMENTAL_SPECS),
    )


def _json_types(name: str) -> tuple[str, ...]:
    """The types of ours that a media range stands for; a range with a star gets the older one."""
    if name in (RESPONSE, LEGACY):
        return (name,)
    return (LEGACY,) if name in ("*/*", "application/*") else ()


def _media_range(text: str) -> tuple[str, str, float]:
    """The name, the format of incremental delivery, and the quality of one media range."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    spec, quality = "", 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            quality = _quality(value)
        elif key in ("incrementalspec", "deferspec"):
            spec = value.strip('"')
    return name, spec, quality


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
