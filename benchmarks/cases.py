"""What is asked, how often the same, and by how many at a time."""

import itertools
from collections.abc import Callable, Sequence
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

    def of_users(name: str, make: Callable[[str, str], Query]) -> Case:
        """Connections ask for users of their own: one of them if answers are kept, or many in turn."""
        count = 1 if mode == "answers" else len(homes)
        own = [homes[number::CONNECTIONS][:count] for number in range(CONNECTIONS)]
        asked = tuple(_in_turn(bench, [make(home, each) for each in users]) for users in own)
        return Case(name, mode, make(home, homes[0]), asked)

    pages = [queries.page(each, _PAGE) for each in ORGANIZATIONS[:_CONNECTIONS_OF_PAGES]]
    return [
        of_users("3 fields", queries.three_fields),
        of_users("home screen", queries.home_screen),
        Case("page of 50 users", mode, pages[0], tuple(_in_turn(bench, [page]) for page in pages)),
    ]


def _in_turn(bench: Workbench, asked: Sequence[Query]) -> Next:
    return itertools.cycle([bench.credentials.request(query) for query in asked]).__next__
