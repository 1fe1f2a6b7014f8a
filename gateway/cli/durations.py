"""Durations as people write them: ``20ms``, ``0.5s``, ``7d``."""

import re
from datetime import timedelta

import typer

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d)", re.ASCII)
_LONGEST = timedelta(days=3650)
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


def parse_duration(text: str) -> timedelta:
    """The duration that a text means. Raises ``typer.BadParameter``."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise typer.BadParameter(f"{text!r} is not a duration like 20ms, 0.5s or 7d")
    number, unit = float(match[1]), _UNITS[match[2]]
    if number > _LONGEST / unit:
        raise typer.BadParameter(f"{text!r} is longer than ten years")
    return number * unit
