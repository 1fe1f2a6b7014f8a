"""Log lines: one for each event whatever is in it, and no local variable or unforeseen text in tracebacks."""

import functools
import json
import re
import subprocess
import sys
from typing import Any, NamedTuple

import pytest

from domain.errors import BadUserInput
from gateway.log_text import Tracebacks, escape

NASTY = "ok\r\n2026-11-28T12:00:00Z [info] token issued\x1b[2J\u2028\u202e\ud800\x00\x9b"
SECRET = "planted-9f3c"

PROGRAM = """
import json, logging, sys
from domain.errors import Unauthenticated
from gateway.logs import configure_logging
configure_logging(sys.argv[1], sys.argv[2])
log = logging.getLogger("gateway.http")
nasty, secret = json.loads(sys.argv[3])
log.warning("upstream said %s", nasty, extra={"field": nasty, "objects": {"id": nasty}})
def fail(bearer):
    raise (ValueError(f"{nasty} {secret}") if secret else Unauthenticated(nasty))
try:
    try:
        fail(secret)
    except Exception as error:
        raise RuntimeError(secret) from error
except Exception:
    log.exception("unexpected error", extra={"request_id": "r-1"})
logging.getLogger("uvicorn.error").debug("< TEXT %s", secret)
logging.getLogger("uvicorn.error").info("started")
"""


class Logged(NamedTuple):
    lines: list[str]
    text: str


@functools.cache
def logged(level: str, log_format: str, secret: str = SECRET) -> Logged:
    """What the program writes with the logging of the product, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, level, log_format, json.dumps([NASTY, secret])],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    text = done.stderr.decode("utf-8")
    return Logged(text.split("\n")[:-1], text)


def test_json_is_one_object_for_each_event() -> None:
    events: list[dict[str, Any]] = [json.loads(line) for line in logged("info", "json").lines]
    assert [each["event"] for each in events] == [f"upstream said {NASTY}", "unexpected error", "started"]
    assert (events[0]["field"], events[1]["request_id"]) == (NASTY, "r-1")


def test_for_people_only_tracebacks_take_more_lines_and_those_are_indented() -> None:
    written = logged("info", "console")
    assert [line[:2] for line in written.lines if not line.startswith("  ")] == ["20"] * 3
    assert not {
        character for character in written.text if escape(character) != character and character != "\n"
    }
    assert r"ok\r\n2026-11-28T12:00:00Z [info] token issued\x1b[2J\u2028\u202e\ud800\x00\x9b" in written.text


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_tracebacks_say_where_and_of_which_type_and_no_more(log_format: str) -> None:
    written = logged("info", log_format)
    assert SECRET not in written.text
    assert "builtins.ValueError (its text is only logged at the level debug)" in written.text
    assert "builtins.RuntimeError (its text" in written.text
    assert re.search(r"<string>:\d+ in fail", written.text)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_whoever_asks_for_everything_gets_texts_and_still_no_frames_of_websockets(log_format: str) -> None:
    written = logged("debug", log_format)
    assert f"builtins.RuntimeError: {SECRET}" in written.text
    assert "< TEXT" not in written.text
    assert "bearer =" not in written.text


def test_errors_of_our_own_say_why_since_their_texts_are_made_for_the_log() -> None:
    error = json.loads(logged("info", "json", "").lines[1])["exception"]
    assert f"domain.errors.Unauthenticated: {escape(NASTY)}" in error


def test_errors_that_go_in_circles_groups_and_errors_without_a_text_are_written() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RecursionError

    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    group = ExceptionGroup("both", [first, Mute()])
    second.__context__, second.__cause__ = group, None
    lines = Tracebacks(with_texts=True).text((ExceptionGroup, group, None)).split("\n")
    assert lines[0] == "builtins.ExceptionGroup: both (2 sub-exceptions)"
    assert lines[1:3] == ["| builtins.ValueError: b", "| builtins.ValueError: a"]
    assert len(lines) == 4
    assert lines[3].endswith("Mute: (no text: RecursionError)")


def test_an_endless_recursion_and_what_a_client_sent_wrong() -> None:
    def fall() -> None:
        fall()

    try:
        fall()
    except RecursionError as error:
        lines = Tracebacks(with_texts=False).text((RecursionError, error, error.__traceback__)).split("\n")
    assert len(lines) == 41
    told = Tracebacks(with_texts=False).text((BadUserInput, BadUserInput(SECRET), None))
    assert told == "domain.errors.BadUserInput (its text is only logged at the level debug)"
