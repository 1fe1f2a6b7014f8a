"""How the gateway behaves towards somebody else's production system, in numbers."""

from dataclasses import dataclass
from enum import IntEnum


class Priority(IntEnum):
    """Who waits for a call: a person, or nobody in particular (pollers, refreshes behind an answer)."""

    INTERACTIVE = 0
    BACKGROUND = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Discipline:
    """Times in seconds. See ``docs/decisions/`` for where the numbers come from.

    ``attempts`` bounds how often one read is sent; 1 switches repetitions off. Before attempt n + 1
    a random time passes, at most ``backoff_base * 2 ** (n - 1)`` and ``backoff_most``. A
    ``Retry-After`` is obeyed for at most ``longest_pause``.

    Each successful read earns ``retry_share`` of a repetition, and at most ``retry_reserve`` are saved.

    The breaker opens when of the latest ``breaker_calls`` outcomes, none older than
    ``breaker_window``, there are at least ``breaker_minimum`` and ``breaker_share`` of them failures;
    then one call per ``probe_interval`` is let through.

    ``waiting_per_connection`` bounds the line: so many calls may wait for each possible connection,
    but not more than ``waiting_most`` in all.
    ``hedging`` asks a second time for the slowest percent of reads.
    """

    attempts: int = 6
    backoff_base: float = 0.05
    backoff_most: float = 0.8
    longest_pause: float = 30.0
    retry_share: float = 0.4
    retry_reserve: float = 50.0
    breaker_calls: int = 30
    breaker_window: float = 15.0
    breaker_minimum: int = 20
    breaker_share: float = 0.7
    probe_interval: float = 0.5
    waiting_per_connection: int = 100
    waiting_most: int = 10_000
    hedging: bool = False
