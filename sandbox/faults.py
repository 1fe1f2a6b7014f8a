"""Faults to order: rules that make the API misbehave on chosen requests."""

import math
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from sandbox.options import API_BASE

FaultKind = Literal[
    "status", "delay", "hang", "reset", "truncate", "garbage", "wrong_shape", "slow_body", "html", "redirect",
    "oversize", "expire_tokens",
]  # fmt: skip
MOST_RULES = 200


class Fault(Struct, kw_only=True, frozen=True):
    """One rule.

    `match` is a regular expression searched in the path, relative to the API base as well as whole.
    `rate` is the share of matching requests that are hit, evenly spread and the same every time;
    `times` is how often the rule hits at most. `seconds` belongs to delay, hang and slow_body,
    `status`, `body` and `headers` to the kinds that answer.
    """

    match: str
    kind: FaultKind
    method: str | None = None
    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: Annotated[float, Meta(ge=0, le=3600)] | None = None
    rate: Annotated[float, Meta(ge=0, le=1)] = 1.0
    times: Annotated[int, Meta(ge=0)] | None = None


class FaultReport(Struct, kw_only=True):
    """A rule as listed, with how many requests it matched and how many it hit."""

    rule: Fault
    matched: int
    applied: int


class _Rule:
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._pattern = re.compile(fault.match)
        self.matched = 0
        self.applied = 0

    def hits(self, method: str, path: str) -> bool:
        """Counts a matching request and says whether it is hit."""
        fault = self.fault
        if fault.method is not None and fault.method.upper() != method:
            return False
        relative = path.removeprefix(API_BASE)
        if not (self._pattern.search(relative) or self._pattern.search(path)):
            return False
        self.matched += 1
        if fault.times is not None and self.applied >= fault.times:
            return False
        due = math.floor(self.matched * fault.rate) > math.floor((self.matched - 1) * fault.rate)
        self.applied += due
        return due


class FaultBook:
    """The rules in force, in order."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []

    @property
    def rules(self) -> list[Fault]:
        """The rules in force."""
        return [rule.fault for rule in self._rules]

    def add(self, fault: Fault) -> None:
        """Adds a rule; raises `ValueError` for a broken pattern or too many rules."""
        if len(self._rules) >= MOST_RULES:
            message = f"at most {MOST_RULES} fault rules"
            raise ValueError(message)
        try:
            self._rules.append(_Rule(fault))
        except re.error as error:
            message = f"match is no regular expression: {error}"
            raise ValueError(message) from error

    def replace(self, faults: Sequence[Fault]) -> None:
        """Puts these rules in place of all others; changes nothing if one of them is broken."""
        fresh = FaultBook()
        for fault in faults:
            fresh.add(fault)
        self._rules = fresh._rules

    def clear(self) -> None:
        """Removes every rule."""
        self._rules = []

    def report(self) -> list[FaultReport]:
        """The rules with their counts."""
        return [
            FaultReport(rule=rule.fault, matched=rule.matched, applied=rule.applied) for rule in self._rules
        ]

    def due(self, method: str, path: str) -> list[Fault]:
        """The faults for one request: all delays and token expiries up to the first rule that answers."""
        if not self._rules:
            return []
        hit: list[Fault] = []
        for rule in self._rules:
            if rule.hits(method, path):
                hit.append(rule.fault)
                if rule.fault.kind not in {"delay", "expire_tokens"}:
                    break
        return hit
