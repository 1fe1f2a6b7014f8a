"""Headers that tell browsers to be careful with whatever is answered."""

from collections.abc import Iterable

HeaderList = list[tuple[bytes, bytes]]

_POLICY = b"default-src 'none'; frame-ancestors 'none'"
"""Answers are data and no page. The second part is what X-Frame-Options was."""

_FEATURES = b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def security_headers(transport_security_seconds: int = 0) -> HeaderList:
    """The headers of every answer.

    Args:
        transport_security_seconds: For how long browsers shall come by TLS only; 0 says nothing,
            which is right where no TLS stands in front.

    """
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", _POLICY),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", _FEATURES),
    ]
    if transport_security_seconds:
        value = b"max-age=%d" % transport_security_seconds
        headers.append((b"strict-transport-security", value))
    return headers


def completed(headers: Iterable[tuple[bytes, bytes]], security: HeaderList) -> HeaderList:
    """The headers of an answer, with those for security that it has not set itself.

    What does not say how long it may be kept is not kept.
    """
    own = list(headers)
    names = {name.lower() for name, _ in own}
    added = [each for each in security if each[0] not in names]
    if b"cache-control" not in names:
        added.append((b"cache-control", b"no-store"))
    return own + added
