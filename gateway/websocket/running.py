"""The operations that run on one connection."""

import asyncio
from collections.abc import Coroutine


class Running:
    """Tasks by the id of their operation. A task leaves when it has ended, however it ends."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._streams: set[str] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def __contains__(self, operation_id: str) -> bool:
        return operation_id in self._tasks

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        """All that have not ended."""
        return frozenset(self._tasks.values())

    @property
    def finite(self) -> frozenset[asyncio.Task[None]]:
        """Those that end by themselves, and soon: queries and mutations."""
        return frozenset(task for name, task in self._tasks.items() if name not in self._streams)

    def is_stream(self, operation_id: str) -> None:
        """An operation has turned out to be a subscription."""
        self._streams.add(operation_id)

    def start(self, operation_id: str, work: Coroutine[None, None, None]) -> None:
        """Run an operation. Its id is free again before the client can react to its last message."""
        task = asyncio.create_task(work)
        self._tasks[operation_id] = task
        # A callback, since a task that is cancelled before its first step runs none of its code.
        task.add_done_callback(lambda _task: self._forget(operation_id))

    async def stop(self, operation_id: str) -> None:
        """End an operation and wait until it has ended; nothing if it does not run."""
        task = self._tasks.get(operation_id)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    def _forget(self, operation_id: str) -> None:
        self._tasks.pop(operation_id, None)
        self._streams.discard(operation_id)
