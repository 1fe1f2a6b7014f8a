"""Rows of every kind of class, and things that are awaited, iterated or raised."""

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from functools import partial
from typing import Any, cast

import msgspec


class Raises:
    """In the place of a value: reading it raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error


class Soon:
    """Something to await, as often as one likes."""

    def __init__(self, value: Any, turns: int) -> None:
        self.value = value
        self.turns = turns

    def __await__(self) -> Generator[Any, None, Any]:
        for _ in range(self.turns):
            yield from asyncio.sleep(0).__await__()
        return given(self.value)


class Iterated:
    """Something to iterate that is no list, as often as one likes; it may raise behind the last item."""

    def __init__(self, items: Sequence[Any], error: Exception | None) -> None:
        self.items = items
        self.error = error

    def __iter__(self) -> Iterator[Any]:
        yield from self.items
        if self.error is not None:
            raise self.error


class IteratedSoon(Iterated):
    """The same, asynchronously."""

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self.items:
            await asyncio.sleep(0)
            yield item
        if self.error is not None:
            raise self.error

    __iter__ = None  # type: ignore[assignment]


class MadeUp(dict[str, Any]):
    """The values of a row by field name, made up when they are first asked for."""

    def __init__(self, make: Any, seed: str) -> None:
        super().__init__()
        self._make = make
        self._seed = seed

    def __missing__(self, name: str) -> Any:
        value = self[name] = self._make(f"{self._seed}/{name}", name)
        return value


class StructRow(msgspec.Struct):
    """A row without a ``__dict__``: its type is known by its class. Classes for it are made below."""

    made_up: MadeUp

    def __repr__(self) -> str:
        return type(self).__name__  # it ends up in messages, and must not depend on what was asked for


class PlainRow:
    """A plain object. Its type is only known by looking at it."""

    def __init__(self, made_up: MadeUp, type_name: str, takes_time: bool) -> None:
        self.made_up = made_up
        self.type_name = type_name
        self.takes_time = takes_time

    def __getattr__(self, name: str) -> Any:
        return attribute(self, name)


def attribute(row: Any, name: str) -> Any:
    """An attribute that is made up."""
    if not name.startswith("a_"):
        raise AttributeError(f"there is no {name}")
    return given(row.made_up[name])


def given(value: Any) -> Any:
    """The value, unless reading it raises."""
    if isinstance(value, Raises):
        raise value.error
    return value


def struct_row(name: str, attributes: Sequence[str]) -> type[StructRow]:
    """A class of rows without a ``__dict__`` that has these attributes."""
    namespace = {each: property(partial(_attribute_of, each)) for each in attributes}
    return cast("type[StructRow]", msgspec.defstruct(name, [], bases=(StructRow,), namespace=namespace))


def _attribute_of(name: str, row: StructRow) -> Any:
    return given(row.made_up[name])
