"""The line before the upstream: who goes next, who waits, and who is sent away."""

import asyncio
from collections import OrderedDict
from itertools import chain

from domain.errors import UpstreamOverloaded, UpstreamTimeout, UpstreamUnavailable
from partner_api.adaptive_limit import AdaptiveLimit
from partner_api.discipline import Priority
from partner_api.own_work import CROWD, NO_CROWD

_Waiting = OrderedDict[asyncio.Future[None], float]
"""Who waits, and until when, by the event loop's clock."""

# Before Python 3.12 looking a member up in its enum costs as much as a function call.
_INTERACTIVE, _BACKGROUND = Priority.INTERACTIVE, Priority.BACKGROUND
_EVERY = 8
_BACKGROUND_SHARE = 0.5
_EARLY = 0.001
"""Event loops round the times of timers."""


class Line:
    """Lets as many calls run as ``limit`` says; the others wait, and not more than ``most`` of them.

    When a place is free, interactive calls go first, but every eighth time background work does,
    which never has more than half of the places. Among equals the organization goes first that has
    the fewest calls running: one whose calls hang, or that asks for a thousand things, gets its
    share and not all. Within an organization the order is that of coming.

    One timer serves all who wait, since hardly anybody's time comes to an end.
    """

    def __init__(self, limit: AdaptiveLimit, most: int) -> None:
        self.limit = limit
        self.in_flight = 0
        self.waiting = 0
        self._most = most
        self._turns = 0
        self._background = 0
        self._running: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0
        self._queues: dict[Priority, OrderedDict[str, _Waiting]] = {each: OrderedDict() for each in Priority}

    def running(self, owner: str) -> int:
        """How many calls of an organization run."""
        return self._running.get(owner, 0)

    def waiting_of(self, owner: str) -> int:
        """How many calls of an organization wait."""
        return sum(len(queue[owner]) for queue in self._queues.values() if owner in queue)

    def enter_at_once(self, owner: str, priority: Priority) -> bool:
        """Take a place if nobody has to wait for one."""
        if self.in_flight >= self.limit.value or self._queues[_INTERACTIVE]:
            return False
        if priority is _BACKGROUND and (self._queues[priority] or not self._has_background_place()):
            return False
        self._take(owner, priority)
        return True

    async def enter(self, owner: str, priority: Priority, seconds: float) -> None:
        """Take a place, waiting for it for so long.

        Raises:
            UpstreamOverloaded: Too many wait already.
            UpstreamTimeout: None became free in time.
            UpstreamUnavailable: The line was closed.

        """
        if self.enter_at_once(owner, priority):
            return
        self.limit.stood_in_the_way()
        # Background work can come again, so it is sent away while there is room for people still.
        if self.waiting >= (self._most if priority is _INTERACTIVE else self._most // 2):
            raise UpstreamOverloaded("too many calls wait already")
        turn = self._join(owner, priority, seconds)
        try:
            await turn
        except asyncio.CancelledError:
            self._quit(turn, owner, priority)
            raise

    def leave(self, owner: str, priority: Priority) -> None:
        """Give a place back."""
        if self.in_flight == NO_CROWD:
            self.limit.own_work.disperses()
        self.in_flight -= 1
        self._running[owner] -= 1
        if not self._running[owner]:
            del self._running[owner]
        if priority is _BACKGROUND:
            self._background -= 1
        if self.waiting:
            self._grant()

    def close(self) -> None:
        """Send everybody away who waits."""
        for queue in self._queues.values():
            for waiting in queue.values():
                for turn in waiting:
                    if not turn.done():
                        turn.set_exception(UpstreamUnavailable("the client is closed"))
            queue.clear()
        self.waiting = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _has_background_place(self) -> bool:
        return self._background < max(1, int(self.limit.value * _BACKGROUND_SHARE))

    def _take(self, owner: str, priority: Priority) -> None:
        self.in_flight += 1
        if self.in_flight == CROWD:
            self.limit.own_work.gathers()
        self._running[owner] = self._running.get(owner, 0) + 1
        if priority is _BACKGROUND:
            self._background += 1

    def _join(self, owner: str, priority: Priority, seconds: float) -> asyncio.Future[None]:
        loop = self._loop
        if loop is None:
            loop = self._loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        until = loop.time() + seconds
        self._queues[priority].setdefault(owner, OrderedDict())[turn] = until
        self.waiting += 1
        if self._timer is None or until < self._timer_at:
            self._set_timer(loop, until)
        return turn

    def _set_timer(self, loop: asyncio.AbstractEventLoop, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = when
        self._timer = loop.call_at(when, self._send_away, loop)

    def _send_away(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let those go whose time has come to an end, and look again when the next one's does."""
        self._timer = None
        now = loop.time() + _EARLY
        for priority, queue in self._queues.items():
            overdue = [
                (turn, owner)
                for owner, waiting in queue.items()
                for turn, until in waiting.items()
                if until <= now
            ]
            for turn, owner in overdue:
                self._remove(turn, owner, priority)
                if not turn.done():
                    turn.set_exception(UpstreamTimeout("no free connection in time"))
        if self.waiting:
            waiting = chain.from_iterable(queue.values() for queue in self._queues.values())
            self._set_timer(loop, min(until for each in waiting for until in each.values()))

    def _quit(self, turn: asyncio.Future[None], owner: str, priority: Priority) -> None:
        """Stop waiting. A turn that came at the same moment goes to the next."""
        if self._remove(turn, owner, priority):
            return
        if turn.done() and not turn.cancelled() and turn.exception() is None:
            self.leave(owner, priority)

    def _remove(self, turn: asyncio.Future[None], owner: str, priority: Priority) -> bool:
        waiting = self._queues[priority].get(owner)
        if waiting is None or turn not in waiting:
            return False
        del waiting[turn]
        if not waiting:
            del self._queues[priority][owner]
        self.waiting -= 1
        return True

    def _grant(self) -> None:
        while self.in_flight < self.limit.value:
            priority = self._next_priority()
            if priority is None:
                return
            queue = self._queues[priority]
            owner = min(queue, key=self.running)
            turn = next(iter(queue[owner]))
            self._remove(turn, owner, priority)
            if not turn.done():  # it was cancelled, and its owner did not get to say so yet
                self._take(owner, priority)
                turn.set_result(None)
        if self.waiting:
            self.limit.stood_in_the_way()

    def _next_priority(self) -> Priority | None:
        is_background_possible = bool(self._queues[_BACKGROUND]) and self._has_background_place()
        if not self._queues[_INTERACTIVE]:
            return _BACKGROUND if is_background_possible else None
        self._turns += 1
        if is_background_possible and self._turns % _EVERY == 0:
            return _BACKGROUND
        return _INTERACTIVE
