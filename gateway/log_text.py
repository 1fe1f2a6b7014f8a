"""What may stand in a log line: no line breaks that somebody smuggled in, and nobody's data.

An unforeseen error can hold anything: a value that a client sent, an address with a password. So its
traceback shows where it was and of which type, and its text only where that was written for the log,
or where somebody asked for everything.
"""

import re
import traceback
from collections.abc import Iterator
from typing import TextIO

from structlog.typing import EventDict, ExcInfo, WrappedLogger

from domain.errors import BadUserInput, GatewayError

_MOST_FRAMES = 40  # an endless recursion has a thousand
_WITHHELD = "(its text is only logged at the level debug)"
# Control characters, those that break lines or turn their direction, and halves of pairs.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def escape(text: str) -> str:
    r"""The text on one line: what could break it or hide in it as ``\n`` or ``\u2028``."""
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), text)


def escape_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A processor that escapes all texts of an event; the renderers for people do not."""
    return {name: escape(value) if isinstance(value, str) else value for name, value in event.items()}


class Tracebacks:
    """Writes tracebacks, without any local variable. ``with_texts`` adds the texts of all errors."""

    def __init__(self, *, with_texts: bool) -> None:
        self._with_texts = with_texts

    def text(self, exc_info: ExcInfo) -> str:
        """A traceback as text of several lines."""
        return "\n".join(self._lines(exc_info[1], set()))

    def write(self, stream: TextIO, exc_info: ExcInfo) -> None:
        """The same for people, indented: none of its lines looks like the beginning of an event."""
        stream.write("\n" + "\n".join(f"  {line}" for line in self._lines(exc_info[1], set())))

    def _lines(self, error: BaseException | None, seen: set[int]) -> Iterator[str]:
        for each in reversed(list(_chain(error, seen))):
            for frame in traceback.extract_tb(each.__traceback__, limit=-_MOST_FRAMES):
                yield f"{frame.filename}:{frame.lineno} in {frame.name}"
            yield self._told(each)
            if isinstance(each, BaseExceptionGroup):
                for part in each.exceptions:
                    yield from (f"| {line}" for line in self._lines(part, seen))

    def _told(self, error: BaseException) -> str:
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        is_ours = isinstance(error, GatewayError) and not isinstance(error, BadUserInput)
        if self._with_texts or is_ours:
            return f"{name}: {escape(_text_of(error))}"
        return f"{name} {_WITHHELD}"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as broken:  # noqa: BLE001 - a log line must come of it whatever the error is
        return f"(no text: {type(broken).__name__})"


def _chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    """An error, and what it came from; none that was ``seen`` already."""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
