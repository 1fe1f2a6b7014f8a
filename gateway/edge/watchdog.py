"""Noticing an event loop that hangs, from outside of it.

A loop that hangs answers no probe, so whoever watches the process finds out. The watchdog says where
it hangs, and ends the process if nobody else does.
"""

import asyncio
import faulthandler
import logging
import sys
import threading
import time
import traceback

_log = logging.getLogger("gateway.edge")

_ARM_SECONDS = 1.0
"""How often the end is put off; each time costs the start of a thread."""


class Watchdog:
    """Hears a beat of the loop every now and then.

    The warning comes from a thread of Python's, with the stack of the loop. It does not come while C
    code keeps the interpreter for itself; the end does, with all stacks on standard error.
    """

    def __init__(self, warning_seconds: float, limit_seconds: float) -> None:
        """Make it.

        Args:
            warning_seconds: A beat that is so late is logged.
            limit_seconds: A beat that is so late ends the process; 0 never does.

        """
        self._warning_seconds = warning_seconds
        self._limit_seconds = limit_seconds
        self._interval = warning_seconds / 4
        self._beat = 0.0
        self._armed = 0.0
        self._loop_thread = 0
        self._timer: asyncio.TimerHandle | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Watch the running loop from now on."""
        self._loop_thread = threading.get_ident()
        self._on_beat(asyncio.get_running_loop())
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        if self._timer is not None:
            self._timer.cancel()
        if self._limit_seconds:
            faulthandler.cancel_dump_traceback_later()
        self._stopped.set()
        self._thread.join()

    def _on_beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self._beat = time.monotonic()
        if self._limit_seconds and self._beat - self._armed >= min(_ARM_SECONDS, self._limit_seconds / 4):
            self._armed = self._beat
            faulthandler.dump_traceback_later(self._limit_seconds, exit=True)
        self._timer = loop.call_later(self._interval, self._on_beat, loop)

    def _watch(self) -> None:
        warned_of = None
        while not self._stopped.wait(self._interval):
            beat = self._beat
            late = time.monotonic() - beat - self._interval
            if late < self._warning_seconds:
                if warned_of is not None and beat != warned_of:
                    _log.warning("the event loop goes on")
                    warned_of = None
            elif warned_of is None:
                warned_of = beat
                stack = self._stack()
                _log.error("the event loop hangs at %s", stack[-1], extra={"stack": stack})

    def _stack(self) -> list[str]:
        frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001 - there is no other way
        stack = traceback.extract_stack(frame)
        return [f"{each.filename}:{each.lineno} {each.name}" for each in stack[-25:]]
