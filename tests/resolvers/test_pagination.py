"""Keyset pages: whichever way and in whatever sizes one walks, every row comes exactly once."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadUserInput
from resolvers.cursor import Order
from resolvers.pagination import DEFAULT_PAGE, MAXIMUM_PAGE, Page, PageRequest, paginate

Key = tuple[int, str]
Rows = list[tuple[Key, str]]

ORDER = Order("letters", tuple[int, str])
KEYS = st.lists(st.tuples(st.integers(0, 5), st.text("abç", max_size=3)), unique=True, max_size=30)
SIZES = st.lists(st.integers(1, 7), min_size=40, max_size=40)
DESCENDING = st.booleans()


def rows_of(keys: Sequence[Key]) -> Rows:
    return [(key, f"row {key}") for key in keys]


def expected(keys: Sequence[Key], *, descending: bool) -> list[str]:
    return [f"row {key}" for key in sorted(keys, reverse=descending)]


def check(page: Page[str], keys: Sequence[Key], *, descending: bool) -> None:
    """What holds for every page: it is a run of the whole list, and says rightly what is around it."""
    everything = expected(keys, descending=descending)
    assert page.total_count == len(everything)
    assert page.nodes == [edge.node for edge in page.edges]
    info = page.page_info
    if not page.nodes:
        assert (info.start_cursor, info.end_cursor) == (None, None)
        return
    start = everything.index(page.nodes[0])
    assert page.nodes == everything[start : start + len(page.nodes)]
    assert page.has_previous_page is (start > 0)
    assert page.has_next_page is (start + len(page.nodes) < len(everything))
    assert (info.start_cursor, info.end_cursor) == (page.edges[0].cursor, page.edges[-1].cursor)


@given(keys=KEYS, sizes=SIZES, descending=DESCENDING)
def test_walking_forward(keys: list[Key], sizes: list[int], descending: bool) -> None:
    seen: list[str] = []
    cursor = None
    for size in sizes:
        page = paginate(rows_of(keys), PageRequest(first=size, after=cursor), ORDER, descending=descending)
        check(page, keys, descending=descending)
        seen += page.nodes
        cursor = page.page_info.end_cursor
        if not page.has_next_page:
            break
    assert seen == expected(keys, descending=descending)


@given(keys=KEYS, sizes=SIZES, descending=DESCENDING)
def test_walking_backward(keys: list[Key], sizes: list[int], descending: bool) -> None:
    seen: list[str] = []
    cursor = None
    for size in sizes:
        page = paginate(rows_of(keys), PageRequest(last=size, before=cursor), ORDER, descending=descending)
        check(page, keys, descending=descending)
        seen = page.nodes + seen
        cursor = page.page_info.start_cursor
        if not page.has_previous_page:
            break
    assert seen == expected(keys, descending=descending)


@given(keys=KEYS, more=KEYS, gone=st.sets(st.integers(0, 29)), size=st.integers(1, 7), descending=DESCENDING)
def test_pages_do_not_slip_when_rows_come_and_go(
    keys: list[Key], more: list[Key], gone: set[int], size: int, descending: bool
) -> None:
    first = paginate(rows_of(keys), PageRequest(first=size), ORDER, descending=descending)
    later = [key for n, key in enumerate(keys) if n not in gone]
    later += [key for key in more if key not in keys]
    cursor = first.page_info.end_cursor
    if cursor is None:
        return
    rest = paginate(rows_of(later), PageRequest(first=100, after=cursor), ORDER, descending=descending)
    last_key = first.edges[-1].key
    behind = [key for key in later if (key < last_key if descending else key > last_key)]
    assert rest.nodes == expected(behind, descending=descending)
    assert not set(rest.nodes) & set(first.nodes)


@given(keys=KEYS, size=st.integers(0, 40))
def test_descending_is_the_mirror(keys: list[Key], size: int) -> None:
    up = paginate(rows_of(keys), PageRequest(last=size), ORDER)
    down = paginate(rows_of(keys), PageRequest(first=size), ORDER, descending=True)
    assert down.nodes == up.nodes[::-1]
    assert (down.has_next_page, down.has_previous_page) == (up.has_previous_page, up.has_next_page)


@given(keys=KEYS, descending=DESCENDING, data=st.data())
def test_between_two_cursors(keys: list[Key], descending: bool, data: st.DataObject) -> None:
    if not keys:
        return
    after, before = data.draw(st.sampled_from(keys)), data.draw(st.sampled_from(keys))
    request = PageRequest(first=100, after=ORDER.cursor(after), before=ORDER.cursor(before))
    page = paginate(rows_of(keys), request, ORDER, descending=descending)
    if descending:
        between = [key for key in keys if before < key < after]
    else:
        between = [key for key in keys if after < key < before]
    assert page.nodes == expected(between, descending=descending)


THREE: Rows = rows_of([(1, "a"), (2, "b"), (3, "c")])


@pytest.mark.parametrize(
    ("request_", "nodes", "has_next", "has_previous"),
    [
        (PageRequest(), [1, 2, 3], False, False),
        (PageRequest(first=0), [], True, False),
        (PageRequest(last=0), [], False, True),
        (PageRequest(first=2), [1, 2], True, False),
        (PageRequest(last=2), [2, 3], False, True),
        (PageRequest(first=1, after=ORDER.cursor((1, "a"))), [2], True, True),
        (PageRequest(last=1, before=ORDER.cursor((3, "c"))), [2], True, True),
        (PageRequest(last=1, after=ORDER.cursor((1, "a"))), [3], False, True),
        (PageRequest(first=1, before=ORDER.cursor((3, "c"))), [1], True, False),
        (PageRequest(after=ORDER.cursor((3, "c"))), [], False, True),
        (PageRequest(before=ORDER.cursor((1, "a"))), [], True, False),
        (PageRequest(after=ORDER.cursor((2, "a"))), [2, 3], False, True),
    ],
)
def test_pages_of_three(request_: PageRequest, nodes: list[int], has_next: bool, has_previous: bool) -> None:
    page = paginate(THREE, request_, ORDER)
    assert [edge.key[0] for edge in page.edges] == nodes
    assert (page.has_next_page, page.has_previous_page) == (has_next, has_previous)
    assert page.total_count == 3


def test_sizes() -> None:
    many = rows_of([(n, "") for n in range(150)])
    assert len(paginate(many, PageRequest(), ORDER).edges) == DEFAULT_PAGE == 20
    assert len(paginate(many, PageRequest(first=MAXIMUM_PAGE), ORDER).edges) == 100
    assert len(paginate(many, PageRequest(last=MAXIMUM_PAGE), ORDER).edges) == 100
    with pytest.raises(BadUserInput):
        PageRequest(first=1, last=1)
    for size in (-1, 101):
        with pytest.raises(BadUserInput):
            PageRequest(first=size)
        with pytest.raises(BadUserInput):
            PageRequest(last=size)


@given(key=st.tuples(st.integers(-(2**53), 2**53), st.text()))
def test_cursors_hold_the_key(key: Key) -> None:
    assert ORDER.key(ORDER.cursor(key), "after") == key


@given(text=st.text(max_size=80))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadUserInput) as caught:
        ORDER.key(text, "after")
    assert caught.value.public_message.startswith("`after` is ")
