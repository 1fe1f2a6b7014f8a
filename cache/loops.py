"""Which event loop runs, without asking the operating system each time."""

import asyncio
import threading


class _Known(threading.local):
    loop: asyncio.AbstractEventLoop | None = None


_known = _Known()


def running_loop() -> asyncio.AbstractEventLoop:
    """The same as :func:`asyncio.get_running_loop`, for what happens several times in every operation.

    Before Python 3.12 that one makes a system call to see whether the process was forked, and
    every call upstream asked five times. Nobody forks a process here whose loop is running.

    Raises:
        RuntimeError: There is none.

    """
    loop = _known.loop
    if loop is None or not loop.is_running():
        loop = _known.loop = asyncio.get_running_loop()
    return loop
