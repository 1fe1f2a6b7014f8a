"""How many requests are worked on at once, and in which order the others wait."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import ClassVar

from domain.errors import GatewayError

_Waiter = asyncio.Future[None]


class Overloaded(GatewayError):
    """The gateway has as much to do as it can, and as many waiting as can be served in time."""

    code = "OVERLOADED"
    message = "The gateway has too much to do at the moment. Ask again a little later."
    is_retryable: ClassVar[bool] = True

    @property
    def extensions(self) -> dict[str, object]:
        """The code, and that nothing was done."""
        return {"code": self.code, "isRetryable": self.is_retryable}


class _Line:
    """Who waits, by client. The clients take turns, so that a long line is long for its own client."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[Hashable, deque[_Waiter]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def of(self, client: Hashable) -> int:
        """How many of a client wait."""
        return len(self._waiting.get(client, ()))

    def join(self, client: Hashable, waiter: _Waiter) -> None:
        self._waiting.setdefault(client, deque()).append(waiter)

    def next(self) -> _Waiter:
        """Take out who has waited longest of the client whose turn it is."""
        client, waiters = self._waiting.popitem(last=False)
        waiter = waiters.popleft()
        if waiters:
            self._waiting[client] = waiters
        return waiter

    def remove(self, client: Hashable, waiter: _Waiter) -> None:
        waiters = self._waiting.get(client)
        if waiters is None or waiter not in waiters:
            return
        waiters.remove(waiter)
        if not waiters:
            del self._waiting[client]

    def longest(self) -> tuple[Hashable, int]:
        """The client with most waiting, and how many."""
        client, waiters = max(self._waiting.items(), key=lambda each: len(each[1]))
        return client, len(waiters)

    def drop_newest(self, client: Hashable) -> None:
        waiter = self._waiting[client][-1]
        self.remove(client, waiter)
        if not waiter.done():  # or else it has left, or waited too long, and goes anyway
            waiter.set_exception(Overloaded("made room for another client"))


class Slots:
    """A bounded number of slots, and two bounded lines in front of them.

    Whatever is interactive goes before the background. Within a line clients take turns. If there
    is no more room, whoever has more waiting than the newcomer's client gives way, the background
    first; otherwise the newcomer is refused at once.
    """

    def __init__(self, max_running: int, max_waiting: int, max_wait_seconds: float) -> None:
        self.running = 0
        self.waiting = 0
        self._max_running = max_running
        self._max_waiting = max_waiting
        self._max_wait_seconds = max_wait_seconds
        self._interactive = _Line()
        self._background = _Line()

    def enter(self) -> bool:
        """Take a slot if one is free."""
        if self.running < self._max_running:
            self.running += 1
            return True
        return False

    async def wait(self, client: Hashable, *, background: bool) -> None:
        """Take a slot as soon as it is this one's turn.

        Raises:
            Overloaded: There is no room to wait, or it took too long.

        """
        if self.enter():
            return
        line = self._background if background else self._interactive
        if self.waiting >= self._max_waiting:
            self._make_room(client, line)
        loop = asyncio.get_running_loop()
        waiter: _Waiter = loop.create_future()
        line.join(client, waiter)
        self.waiting += 1
        timer = loop.call_later(self._max_wait_seconds, _give_up, waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.leave()  # the slot came in the moment in which the client left
            raise
        finally:
            timer.cancel()
            line.remove(client, waiter)
            self.waiting -= 1

    def leave(self) -> None:
        """Give a slot back; it goes to the next who waits."""
        while self._interactive or self._background:
            waiter = (self._interactive or self._background).next()
            if not waiter.done():
                waiter.set_result(None)
                return
        self.running -= 1

    def _make_room(self, client: Hashable, line: _Line) -> None:
        if line is self._interactive and self._background:
            other, _ = self._background.longest()
            self._background.drop_newest(other)
            return
        if line:
            other, waiting = line.longest()
            if waiting > line.of(client) + 1:
                line.drop_newest(other)
                return
        raise Overloaded("no room to wait")


def _give_up(waiter: _Waiter) -> None:
    if not waiter.done():
        waiter.set_exception(Overloaded("waited too long"))
