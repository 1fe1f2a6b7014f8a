"""What is asked, how often the same, and by how many at a time."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from benchmarks import queries
from benchmarks.load import Next
from benchmarks.queries import Query
from benchmarks.recording import organization_of
from benchmarks.workbench import Workbench

Mode = Literal["cold", "lists", "answers"]

MODES: dict[Mode, str] = {
    "cold": "nothing is kept",
    "lists": "the Partner API's lists are kept, whole answers are not",
    "answers": "the same request again and again, whole answers are kept",
}

CONNECTIONS = 8
_CONNECTIONS_OF_PAGES = 4
_PAGE = 50
ORGANIZATIONS = tuple(organization_of(_PAGE, number) for number in range(CONNECTIONS))
"""One for each connection: who is asked for the same at the same moment may share the calls."""


class Case(NamedTuple):
    """A query in one mode: a sample of it, and for each connection what it asks."""

    name: str
    mode: Mode
    sample: Query
    connections: tuple[Next, ...]


def cases(bench: Workbench, mode: Mode) -> list[Case]:
    """The three queries of a mode."""
    homes, home = bench.homes, ORGANIZATIONS[0]
    return [
        _of_users(bench, mode, "3 fields", homes, queries.three_fields),
        _of_users(bench, mode, "home screen", homes, queries.home_screen),
        Case(
            "page of 50 users",
            mode,
            queries.page(home, _PAGE),
            tuple(_asking(bench, _pages(mode, number)) for number in range(_CONNECTIONS_OF_PAGES)),
        ),
    ]


def _of_users(
    bench: Workbench,
    mode: Mode,
    name: str,
    homes: Sequence[str],
    make: Callable[[str, str, int], Query],
) -> Case:
    """Connections ask for users of their own, in turn."""
    organization_id = ORGANIZATIONS[0]

    def asked(number: int) -> Iterator[Query]:
        if mode == "answers":
            return itertools.repeat(make(organization_id, homes[number], 0))
        turns = itertools.count(1) if mode == "lists" else itertools.repeat(0)
        own = itertools.cycle(homes[number::CONNECTIONS])
        return (make(organization_id, user_id, turn) for user_id, turn in zip(own, turns, strict=False))

    sample = make(organization_id, homes[0], 0)
    return Case(name, mode, sample, tuple(_asking(bench, asked(number)) for number in range(CONNECTIONS)))


def _pages(mode: Mode, number: int) -> Iterator[Query]:
    if mode != "lists":
        return itertools.repeat(queries.page(ORGANIZATIONS[number], _PAGE))
    organization_id = ORGANIZATIONS[0]
    turns = itertools.count(1 + number * 1_000_000)
    return (queries.page_in_other_words(organization_id, _PAGE, turn) for turn in turns)


def _asking(bench: Workbench, asked: Iterator[Query]) -> Next:
    def make() -> bytes | None:
        query = next(asked, None)
        return None if query is None else bench.credentials.request(query)

    return make
