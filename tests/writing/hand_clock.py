"""A clock that is moved by hand."""

import asyncio


class HandClock:
    """Seconds since the epoch; whoever sleeps moves it, and lets the others run."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self.now += seconds
        await asyncio.sleep(0)
