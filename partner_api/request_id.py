"""What may go into the ``X-Request-Id`` header."""

import re
from functools import lru_cache

_MAXIMUM = 200
_VISIBLE = re.compile(r"[\x21-\x7e]+", re.ASCII)


def check_request_id(request_id: str | None) -> None:
    """Check a request id, if there is one.

    Raises:
        ValueError: It is not short, visible ASCII.

    """
    if request_id is not None and not (len(request_id) <= _MAXIMUM and _is_visible(request_id)):
        raise ValueError("the request id must be short, visible ASCII")


@lru_cache(maxsize=256)
def _is_visible(request_id: str) -> bool:
    """Remembered, since all calls of an operation have the same."""
    return _VISIBLE.fullmatch(request_id) is not None
