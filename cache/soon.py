"""Answers that may be there already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")

Soon: TypeAlias = T | asyncio.Future[T]
"""An answer, or the future of one that is not here yet.

Nearly every answer is held in the process, and a future for each of hundreds of them would cost more
than finding it. Records are never futures, so the two can be told apart.
"""


async def awaited(soon: Soon[T]) -> T:
    """The answer, when it is there."""
    return await soon if isinstance(soon, asyncio.Future) else soon


def own(answer: asyncio.Future[T]) -> asyncio.Future[T]:
    """A future that ends as another one does, which may be cancelled without anybody else noticing.

    The same as :func:`asyncio.shield`, which costs twice as much.
    """
    future: asyncio.Future[T] = answer.get_loop().create_future()
    answer.add_done_callback(partial(_hand_on, future))
    return future


def _hand_on(future: asyncio.Future[T], answer: asyncio.Future[T]) -> None:
    if future.done():
        return
    if answer.cancelled():
        future.cancel()
        return
    error = answer.exception()
    if error is None:
        future.set_result(answer.result())
    else:
        future.set_exception(error)
        future.exception()  # seen: whoever asked may have gone


def then(soon: Soon[T], apply: Callable[[T], U]) -> Soon[U]:
    """What a function makes of the answer: now if it is there, otherwise when it is.

    An error of the answer, or of the function then, is the error of the future that is returned.
    """
    if not isinstance(soon, asyncio.Future):
        return apply(soon)
    future: asyncio.Future[U] = soon.get_loop().create_future()

    def arrived(answer: asyncio.Future[T]) -> None:
        if future.done():
            return
        try:
            future.set_result(apply(answer.result()))
        except asyncio.CancelledError:
            future.cancel()
        except Exception as error:  # noqa: BLE001 - it belongs to whoever waits
            future.set_exception(error)
            future.exception()  # seen: whoever asked may have gone

    soon.add_done_callback(arrived)
    return future
