"""One run of the byte-level fuzzer against a gateway in a process of its own."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.fuzzing.corpus import Conversation, Corpus
from tests.fuzzing.judging import Wrong, judge
from tests.fuzzing.mutating import mutated
from tests.fuzzing.talking import Hangs, talk
from tests.served_gateway import ServedGateway

_AT_ONCE = 24
_CONTROL_PAUSE_SECONDS = 0.25
_CONTROL_SECONDS = 10.0
_CONTROL = {"query": "{ viewer { role } }"}
_MEMORY_EVERY = 200
_GROWTH, _GROWTH_MEBIBYTES = 1.10, 8.0
_FEWEST_FOR_GROWTH = 5_000


@dataclass
class Figures:
    """What happened: answers by kind, what the control query took, the memory on the way."""

    requests: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    control_seconds: list[float] = field(default_factory=list)
    memory_mebibytes: list[float] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """For people to read."""
        yield f"{self.requests} conversations, answers {dict(sorted(self.answers.items()))}"
        if self.control_seconds:
            times = sorted(self.control_seconds)
            yield (
                f"control query: {len(times)} answers, median {times[len(times) // 2] * 1000:.0f} ms, "
                f"99th percentile {times[len(times) * 99 // 100] * 1000:.0f} ms"
            )
        if self.memory_mebibytes:
            early, late = self._early_and_late()
            yield f"memory after warm-up {early:.1f} MiB, at the end {late:.1f} MiB"

    def check_growth(self) -> None:
        """Check that the memory is flat after the warm-up; too few requests tell nothing.

        Raises:
            Wrong: It is not.

        """
        if self.requests < _FEWEST_FOR_GROWTH:
            return
        early, late = self._early_and_late()
        if late > early * _GROWTH + _GROWTH_MEBIBYTES:
            raise Wrong(f"grows from {early:.1f} to {late:.1f} MiB")

    def _early_and_late(self) -> tuple[float, float]:
        """The memory in the third and in the last tenth."""
        count = len(self.memory_mebibytes)
        tenth = max(1, count // 10)
        early = self.memory_mebibytes[2 * tenth : 3 * tenth] or self.memory_mebibytes
        return statistics.median(early), statistics.median(self.memory_mebibytes[-tenth:])


class Fuzzing:
    """Sends conversations by number; the same number is always the same conversation."""

    def __init__(self, gateway: ServedGateway) -> None:
        self.figures = Figures()
        self._gateway = gateway
        self._corpus = Corpus(gateway)

    async def run(self, seed: int, requests: int) -> Figures:
        """Send so many, and check all that comes back.

        Raises:
            Wrong: The text has the number and the bytes.

        """
        numbers = iter(range(seed, seed + requests))
        control = asyncio.create_task(self._control())
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(_AT_ONCE):
                    tasks.create_task(self._work(numbers, control))
        except* (Wrong, Hangs) as errors:
            raise Wrong(str(errors.exceptions[0])) from None
        finally:
            control.cancel()
        self.figures.check_growth()
        return self.figures

    def conversation(self, number: int) -> Conversation:
        """What is sent under that number."""
        return mutated(Random(number), self._corpus)

    async def _work(self, numbers: Iterator[int], control: asyncio.Task[None]) -> None:
        for number in numbers:
            conversation = self.conversation(number)
            try:
                received = await talk(self._gateway.port, conversation)
                self.figures.answers.update(judge(b"".join(conversation), received) if received else ["none"])
            except (Wrong, Hangs, OSError) as error:
                what = str(error) if self._gateway.is_alive else "the gateway has died"
                raise Wrong(f"conversation {number}: {what}\n{_shown(conversation)}") from None
            self.figures.requests += 1
            if self.figures.requests % _MEMORY_EVERY == 0:
                self.figures.memory_mebibytes.append(self._gateway.resident_mebibytes())
            if control.done():
                control.result()

    async def _control(self) -> None:
        """Another client, whose tiny query is answered all the time."""
        headers = {"authorization": f"Bearer {self._gateway.token()}"}
        url = f"http://127.0.0.1:{self._gateway.port}/graphql"
        async with httpx.AsyncClient(headers=headers, timeout=_CONTROL_SECONDS) as client:
            while True:
                started = time.perf_counter()
                try:
                    answer = await client.post(url, json=_CONTROL)
                except httpx.HTTPError as error:
                    raise Wrong(f"the control query fails: {error!r}") from None
                if answer.json() != {"data": {"viewer": {"role": "ADMINISTRATOR"}}}:
                    raise Wrong(f"the control query is answered {answer.text}")
                self.figures.control_seconds.append(time.perf_counter() - started)
                await asyncio.sleep(_CONTROL_PAUSE_SECONDS)


def _shown(conversation: Conversation) -> str:
    return "\n".join(repr(part[:3000]) for part in conversation)
