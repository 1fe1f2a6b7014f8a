"""A journal that cannot be made, as in a container whose file system is read-only."""

import errno
import logging
import os
from pathlib import Path

import pytest

from cache import FileJournal, MemoryJournal
from gateway.writing import open_journal


def read_only(path: object, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))


def test_it_is_kept_in_memory_and_a_warning_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / ".gateway" / "writes.sqlite3"
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "gateway.writing"):
        patched.setattr(os, "mkdir", read_only)
        assert isinstance(open_journal(path), MemoryJournal)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage() == (
        "the journal of writes cannot be opened: keys are forgotten when the process ends"
    )
    assert not path.parent.exists()


@pytest.mark.anyio
async def test_a_directory_that_can_be_written_gets_the_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "writes.sqlite3"
    journal = open_journal(path)
    assert isinstance(journal, FileJournal)
    await journal.aclose()
    assert path.exists()
    assert caplog.records == []
