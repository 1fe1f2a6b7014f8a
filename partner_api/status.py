"""What an HTTP status means."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from domain.errors import (
    UpstreamError,
    UpstreamNotFound,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)

_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_MAXIMUM_RETRY_AFTER_SECONDS = 3600.0


def error_for(response: httpx.Response) -> UpstreamError | None:
    """Give the error that a response stands for, ``None`` for a success."""
    status = response.status_code
    return None if 200 <= status < 300 else error_of(status, response.headers.get)


def error_of(status: int, header: Callable[[str], str | None]) -> UpstreamError:
    """Give the error that a status stands for, which is no success. ``header`` finds headers.

    A redirect is an error like any refusal: following it could send the token elsewhere.
    """
    detail = f"status {status}"
    if status == 404:
        return UpstreamNotFound(detail)
    if status == 429 or (status == 503 and header("retry-after") is not None):
        return UpstreamThrottled(detail, retry_after_seconds(header))
    if status >= 500:
        return UpstreamUnavailable(detail)
    return UpstreamRejected(detail)


def retry_after_seconds(header: Callable[[str], str | None]) -> float | None:
    """Read ``Retry-After``: seconds, or a date that is compared with the upstream's own clock.

    At most an hour; ``None`` if there is nothing that can be read.
    """
    text = (header("retry-after") or "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _MAXIMUM_RETRY_AFTER_SECONDS)
    until = _date(text)
    if until is None:
        return None
    now = _date(header("date") or "") or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), _MAXIMUM_RETRY_AFTER_SECONDS)


def _date(text: str) -> datetime | None:
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
