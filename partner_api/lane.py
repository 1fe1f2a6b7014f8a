"""How reads get to the upstream and back: the interface, for the sake of what each call costs."""

from collections.abc import Coroutine
from typing import Any, Protocol

Headers = tuple[tuple[str, str], ...]


class Reply(Protocol):
    """An answer whose head has come."""

    @property
    def status(self) -> int:
        """The status code."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be read or closed."""

    def header(self, name: str) -> str | None:
        """The value of a header, whose name is given in lower case."""

    def content(self) -> tuple[str | None, str | None]:
        """The values of ``Content-Type`` and ``Content-Encoding``, which every answer is asked for."""

    async def body(self, maximum: int) -> bytes:
        """The body as it came, packed or not; of a longer one anything longer than ``maximum`` bytes."""

    async def aclose(self) -> None:
        """Let go of an answer that is not over."""


class Lane(Protocol):
    """Asks below one base address. The task that asks reads the answer, too."""

    @property
    def keeps_time(self) -> bool:
        """Whether ``until`` is obeyed, and what runs ends with the client; or else callers see to it."""

    def get(self, path: str, headers: Headers, more: Headers, until: float) -> Coroutine[Any, Any, Reply]:
        """Ask for what is at a path below the base address.

        ``headers`` are those of many calls, the same tuple each time, and ``more`` those of this one.
        ``until`` is when the whole answer must be there, by the event loop's clock.

        Raises:
            Exception: Whatever the transport raises.

        """
