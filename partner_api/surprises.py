"""Telling the log, once each, what the upstream sends that this version does not know.

Fleets are polled every few seconds, so the same surprise would otherwise fill the log. Values are
shown only where they come from a closed set (enums); of anything else only the type is told,
because it may be personal data.
"""

import logging

_log = logging.getLogger("partner_api")
_MAXIMUM = 500
_MAXIMUM_TEXT = 40
_told: set[tuple[str, str]] = set()


def unknown_value(field: str, value: str) -> None:
    """An enum got a value that is not in its list."""
    _tell("unknown value", field, repr(value[:_MAXIMUM_TEXT]))


def unusable(field: str, what: str) -> None:
    """A field was dropped because its value makes no sense there. ``what`` must not quote it."""
    _tell("unusable value", field, what)


def forget() -> None:
    """Tell everything again from now on."""
    _told.clear()


def _tell(problem: str, field: str, value: str) -> None:
    key = (field, value)
    if key in _told or len(_told) >= _MAXIMUM:
        return
    _told.add(key)
    _log.warning("upstream sent an %s: field=%s value=%s", problem, field, value)
    if len(_told) == _MAXIMUM:
        _log.warning("upstream sent %d different surprises, further ones are not logged", _MAXIMUM)
