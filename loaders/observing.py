"""Letting somebody observe what one operation asks: each question, and what it is answered with."""

import asyncio
from typing import Any, Protocol

from cache import Freshness, Kind
from partner_api import Watch


class ObservedQuestion(Protocol):
    """One question, from when it is asked until there is an answer or an error."""

    @property
    def freshness(self) -> Freshness:
        """Where it is noted what the answer was and how fresh it is."""
        ...

    @property
    def watch(self) -> Watch:
        """Who is told of the calls that it leads to."""
        ...

    def settled(self, answer: "asyncio.Future[Any] | None") -> None:
        """Take note of the end; ``None`` stands for an answer that was held in the process."""
        ...


class Observer(Protocol):
    """Is told of questions."""

    def asked(self, kind: Kind, freshness: Freshness) -> ObservedQuestion:
        """Take note of a question; ``freshness`` is that of the operation, to be kept up to date."""
        ...
