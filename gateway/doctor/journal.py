"""The file that remembers writes that came with an idempotency key."""

import sqlite3
import time

from cache import FileJournal
from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.patient import Patient


async def check_journal(patient: Patient) -> Finding:
    """Open the file, like the start does; it is made if it is not there."""
    path = patient.settings.write_journal_file
    if path is None:
        return Finding("journal", Outcome.NOTE, "in memory: keys of writes are forgotten at a restart")
    try:
        journal = FileJournal(path, time.time)
    except (OSError, sqlite3.Error) as error:
        return Finding(
            "journal",
            Outcome.FAILED,
            f"{path} cannot be opened: {getattr(error, 'strerror', None) or type(error).__name__}",
            "Set GATEWAY_WRITE_JOURNAL to a file in a directory that can be written, or to memory.",
        )
    await journal.aclose()
    return Finding("journal", Outcome.OK, f"{path} can be written")
