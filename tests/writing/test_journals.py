"""Both journals keep the same promises; the one in a file also outlives the process."""

import logging
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest

from cache import FileJournal, Journal, JournalEntry, MemoryJournal
from cache.journal import EntryState
from gateway.writing import open_journal
from tests.writing.hand_clock import HandClock

pytestmark = pytest.mark.anyio

DAY = 24 * 3600.0


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["memory", "file"])
async def journal(request: pytest.FixtureRequest, clock: HandClock, tmp_path: Path) -> AsyncIterator[Journal]:
    makers: dict[str, Callable[[], Journal]] = {
        "memory": lambda: MemoryJournal(clock),
        "file": lambda: FileJournal(tmp_path / "writes", clock),
    }
    opened = makers[request.param]()
    yield opened
    await opened.aclose()


async def test_the_first_to_claim_has_it(journal: Journal, clock: HandClock) -> None:
    first, second = JournalEntry("a", clock()), JournalEntry("b", clock())
    assert await journal.claim("name", first) is None
    assert await journal.claim("name", second) == first
    assert await journal.read("name") == first
    assert await journal.claim("another name", second) is None


async def test_what_was_put_is_read(journal: Journal, clock: HandClock) -> None:
    entry = JournalEntry("a", clock(), EntryState.DONE, ("x", "y"), "z")
    await journal.claim("name", JournalEntry("a", clock()))
    await journal.put("name", entry)
    assert await journal.claim("name", JournalEntry("a", clock())) == entry


async def test_one_of_two_takes_over(journal: Journal, clock: HandClock) -> None:
    known = JournalEntry("a", clock())
    await journal.claim("name", known)
    first, second = (msgspec.structs.replace(known, begun_at=clock() + each) for each in (1, 2))
    assert await journal.take_over("name", known, first)
    assert not await journal.take_over("name", known, second)
    assert await journal.read("name") == first
    assert not await journal.take_over("nothing", known, first)


async def test_only_what_is_known_is_removed(journal: Journal, clock: HandClock) -> None:
    known, other = JournalEntry("a", clock()), JournalEntry("a", clock() + 1)
    await journal.claim("name", known)
    await journal.remove("name", other)
    assert await journal.read("name") == known
    await journal.remove("name", known)
    assert await journal.read("name") is None
    assert await journal.claim("name", other) is None


async def test_entries_are_forgotten_after_a_day(journal: Journal, clock: HandClock) -> None:
    entry = JournalEntry("a", clock())
    await journal.claim("name", entry)
    clock.now += DAY - 1
    assert await journal.claim("name", JournalEntry("b", clock())) == entry
    clock.now += 1
    fresh = JournalEntry("b", clock())
    assert await journal.claim("name", fresh) is None
    assert await journal.read("name") == fresh


async def test_what_was_taken_over_does_not_keep_older_ones_alive(journal: Journal, clock: HandClock) -> None:
    first, second = JournalEntry("a", clock()), JournalEntry("b", clock())
    await journal.claim("first", first)
    await journal.claim("second", second)
    clock.now += DAY - 1
    assert await journal.take_over("first", first, JournalEntry("a", clock()))
    clock.now += 2
    assert await journal.claim("second", JournalEntry("c", clock())) is None
    assert await journal.read("first") is not None


async def test_a_file_outlives_the_object_and_is_its_owners_alone(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "below" / "writes"
    before = FileJournal(path, clock)
    entry = JournalEntry("a", clock(), before=("x",))
    await before.claim("name", entry)
    # Not closed: a process that is killed closes nothing.
    after = FileJournal(path, clock)
    assert await after.claim("name", JournalEntry("a", clock() + 1)) == entry
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for each in path.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
    await before.aclose()
    await after.aclose()


async def test_old_entries_go_when_a_file_is_opened(tmp_path: Path, clock: HandClock) -> None:
    journal = FileJournal(tmp_path / "writes", clock)
    await journal.claim("name", JournalEntry("a", clock()))
    await journal.aclose()
    clock.now += DAY
    journal = FileJournal(tmp_path / "writes", clock)
    clock.now -= DAY
    assert await journal.read("name") is None
    await journal.aclose()


@pytest.mark.parametrize("kind", ["garbage", "directory"])
async def test_without_a_usable_file_keys_are_remembered_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    path = tmp_path / "writes"
    if kind == "garbage":
        path.write_bytes(b"something else than a journal" * 100)
    else:
        path.mkdir()
    with caplog.at_level(logging.WARNING, "gateway.writing"):
        journal = open_journal(path)
    assert isinstance(journal, MemoryJournal)
    (record,) = caplog.records
    assert record.getMessage().startswith("the journal of writes cannot be opened")
    assert record.__dict__["file"] == str(path)


async def test_no_file_is_no_reason_to_complain(caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(open_journal(None), MemoryJournal)
    assert caplog.records == []
