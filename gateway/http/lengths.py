"""Bounds for what is read of a request before its body.

The server passes on headers and addresses of any length.
"""

from gateway.http.head import Head
from gateway.http.request import Malformed

MAX_HEADER_BYTES = 32 * 1024
"""For all of them together; a bearer token may take a quarter of it."""


def check_lengths(head: Head, max_query_bytes: int) -> None:
    """Refuse headers and addresses that are too long to be looked at.

    Raises:
        Malformed: 431 for the headers, 414 for the address.

    """
    if head.size > MAX_HEADER_BYTES:
        raise Malformed("The headers are too long.", 431)
    if len(head.query_string) > max_query_bytes:
        raise Malformed("The address is too long.", 414)
