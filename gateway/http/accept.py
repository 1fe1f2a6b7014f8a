"""What a client accepts, from its Accept header."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

RESPONSE = "application/graphql-response+json"
LEGACY = "application/json"
EVENTS = "text/event-stream"
PARTS = "multipart/mixed"

_LONGEST_REMEMBERED = 512
"""Anybody may send headers; what is kept of them has to be small."""

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


def read_accept(header: str) -> Accepted:
    """Read an Accept header. A missing one is the empty text, and takes the older JSON type."""
    return _remembered(header) if len(header) <= _LONGEST_REMEMBERED else _read(header)


def _read(header: str) -> Accepted:
    ranges = [_media_range(text) for text in header.split(",") if text.strip()]
    if not ranges:
        return Accepted(LEGACY, events=False, parts=False)
    qualities: dict[str, float] = {}
    for name, _, quality in ranges:
        qualities[name] = max(quality, qualities.get(name, 0.0))
    specs = {spec for name, spec, quality in ranges if name == PARTS and quality > 0}
    return Accepted(
        media_type=_json_type(qualities),
        events=qualities.get(EVENTS, 0.0) > 0,
        parts=not specs.isdisjoint(_INCREMENTAL_SPECS),
    )


_remembered = lru_cache(maxsize=256)(_read)


def _json_type(qualities: Mapping[str, float]) -> str | None:
    """The better of our two types; the older one if nothing but a star stands for both."""
    newer, older = _quality_of(RESPONSE, qualities), _quality_of(LEGACY, qualities)
    if max(newer, older) <= 0:
        return None
    if newer == older:
        return RESPONSE if RESPONSE in qualities else LEGACY
    return RESPONSE if newer > older else LEGACY


def _quality_of(media_type: str, qualities: Mapping[str, float]) -> float:
    """The range that says most about a type counts for it, whatever the others say."""
    found = (qualities[name] for name in (media_type, "application/*", "*/*") if name in qualities)
    return next(found, 0.0)


def _media_range(text: str) -> tuple[str, str, float]:
    """The name, the format of delivery in parts, and the quality of one media range."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    spec, quality = "", 1.0
    for parameter in parameters:
        key, _, value = (part.strip() for part in parameter.partition("="))
        if key == "q":
            quality = _quality(value)
        elif key.endswith("spec"):
            spec = value.strip('"')
    return name, spec, quality


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return min(quality, 1.0) if quality > 0 else 0.0
