"""One gateway over one sandbox, a line between them that can break, and its usual work."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp

from tests.reliability.broken_line import BrokenLine
from tests.reliability.load import Told, ask, load, make_session
from tests.reliability.processes import Fleet, Gateway, Sandbox
from tests.reliability.questions import USERS, Question, Questions

_AT_ONCE = 8


class Traffic(NamedTuple):
    """Reads, and how often they were sent altogether."""

    calls: int
    sent: int

    @property
    def attempts_per_call(self) -> float:
        """How often each read was sent, of those that were sent at all."""
        return self.sent / self.calls if self.calls else 1.0


class Stage:
    """Everything that a scenario acts on."""

    def __init__(
        self,
        sandbox: Sandbox,
        line: BrokenLine,
        gateway: Gateway,
        questions: Questions,
        session: aiohttp.ClientSession,
    ) -> None:
        self.sandbox = sandbox
        self.line = line
        self.gateway = gateway
        self.questions = questions
        self._session = session
        self._beside: list[asyncio.Task[None]] = []
        self._url = f"{gateway.address}/graphql"

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done until the end."""
        self._beside.append(asyncio.create_task(work))

    async def aclose(self) -> None:
        """End what is done beside."""
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def ask(self, question: Question) -> Told:
        """Send one request."""
        return await ask(self._session, self._url, question)

    async def warm_up(self) -> None:
        """Ask everything once, so that it is kept; what it says is what is complete from now on."""
        todo = list(self.questions.all)

        async def work() -> None:
            while todo:
                told = await self.ask(todo.pop())
                assert told.is_complete, told

        await asyncio.gather(*(work() for _ in range(_AT_ONCE)))

    async def load(
        self, per_second: float, seconds: float, choose: Callable[[], Question] | None = None
    ) -> list[Told]:
        """Ask at random for so long."""
        choose = choose or self.questions.any
        return await load(self._session, self._url, choose, per_second=per_second, seconds=seconds)

    def traffic(self, since: float, seconds: float) -> Traffic:
        """What was sent upstream in that time.

        The gateway notes its attempts, also to connect in vain; the line counts what comes in, also
        what the HTTP library sends again by itself. The larger number is the true one.
        """
        until = since + seconds
        noted = [each.number for each in self.gateway.attempts(since, until) if each.number > 0]
        seen = sum(since <= at < until for at in self.line.arrivals)
        return Traffic(calls=noted.count(1), sent=max(len(noted), seen))


@asynccontextmanager
async def staged(*, hasten: float = 1.0, is_cold: bool = False) -> AsyncIterator[Stage]:
    """Start everything, and end it with the block; ``is_cold`` keeps nothing."""
    async with Fleet() as fleet, make_session() as session:
        sandbox = await fleet.sandbox(USERS)
        async with BrokenLine(sandbox.port) as line:
            gateway = await fleet.gateway(
                line.port, {"GATEWAY_CACHE": "false"} if is_cold else {}, hasten=hasten
            )
            stage = Stage(sandbox, line, gateway, Questions(fleet), session)
            try:
                yield stage
            finally:
                await stage.aclose()


def now() -> float:
    """The clock that all processes of this machine share."""
    return time.monotonic()
