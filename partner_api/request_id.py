"""What may go into the ``X-Request-Id`` header."""

import re

_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)


def check_request_id(request_id: str | None) -> None:
    """Check a request id, if there is one.

    Raises:
        ValueError: It is not short, visible ASCII.

    """
    if request_id is not None and _REQUEST_ID.fullmatch(request_id) is None:
        raise ValueError("the request id must be short, visible ASCII")
