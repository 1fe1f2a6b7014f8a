"""What the cache has to know of a question to the upstream."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Question(Protocol[T_co]):
    """A read that is not asked yet."""

    def fetch(self) -> Coroutine[Any, Any, tuple[bytes, T_co]]:
        """Ask the upstream: the bytes of the answer, and the record made of them.

        Raises:
            UpstreamError: There is no usable answer.

        """
        ...

    @property
    def decode(self) -> Callable[[bytes], T_co]:
        """Makes the record of such bytes again, and raises for bytes that are of no use."""
        ...


Ask = Callable[[bool], Question[T]]
"""Makes the question, for the background or for somebody who waits. Made only when it is asked."""
