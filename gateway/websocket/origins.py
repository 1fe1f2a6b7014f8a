"""Which pages may connect. Browsers ask nobody before they open a WebSocket to another site."""

import re

from starlette.datastructures import Headers

_DEFAULT_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::([0-9]{1,5}))?", re.ASCII)


def is_from_allowed_page(headers: Headers, allowed: frozenset[str]) -> bool:
    """Whether a handshake comes from a page of this host, from an allowed one, or from no page.

    Args:
        headers: The headers of the handshake.
        allowed: Origins, like ``https://app.example``, in lower case.

    """
    origins = headers.getlist("origin")
    if not origins:
        return True
    origin = origins[0].lower()
    if len(origins) > 1:
        return False
    return origin in allowed or _is_same_host(origin, headers.getlist("host"))


def _is_same_host(origin: str, hosts: list[str]) -> bool:
    """Compare host and port. A proxy may have taken TLS off, so http and https are the same."""
    scheme, _, authority = origin.partition("://")
    port = _DEFAULT_PORTS.get(scheme)
    if port is None or len(hosts) != 1:
        return False
    here = _host_and_port(hosts[0].lower(), port)
    return here is not None and here == _host_and_port(authority, port)


def _host_and_port(authority: str, default_port: int) -> tuple[str, int] | None:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return None
    return match[1], int(match[2]) if match[2] else default_port
