"""``gateway serve``, which also notes every attempt towards the upstream in a file.

Nothing else counts connections that are refused. ``--hasten 20`` divides all times of the cache by
20, so that a minute sees the refreshes of twenty; the code that decides is the same.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from cache import RULES, Rule
from cache.redis import link
from gateway.cli import serve
from partner_api import PartnerApi, UpstreamCall

Listener = Callable[[UpstreamCall], None]


def _noting(file: IO[str], listener: Listener | None) -> Listener:
    """Notes when an attempt began, its number (0: not sent), the operation and the outcome."""

    def note(call: UpstreamCall) -> None:
        began = time.monotonic() - call.seconds
        file.write(f"{began} {call.attempt} {call.operation} {call.outcome}\n")
        if listener is not None:
            listener(call)

    return note


def _observe(file: IO[str]) -> None:
    begin = PartnerApi.__init__

    def begin_noting(api: PartnerApi, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as they come
        begin(api, *arguments, **{**named, "on_call": _noting(file, named.get("on_call"))})

    PartnerApi.__init__ = begin_noting  # type: ignore[method-assign,assignment]


def _hasten(times: float) -> None:
    assert isinstance(RULES, dict)
    for kind, rule in RULES.items():
        RULES[kind] = Rule(
            rule.fresh / times, rule.stale / times, rule.if_error / times, rule.absent / times, rule.shared
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--calls", type=Path, required=True)
    parser.add_argument("--hasten", type=float, default=1.0)
    parser.add_argument("--patience", type=float, help="seconds for Redis, on a machine that is slow itself")
    asked = parser.parse_args()
    if asked.hasten != 1:
        _hasten(asked.hasten)
    if asked.patience is not None:
        link.PATIENCE_SECONDS = asked.patience
    with asked.calls.open("a", buffering=1) as file:
        _observe(file)
        serve.run(host="127.0.0.1", port=asked.port, lifeline=True)


if __name__ == "__main__":
    main()
