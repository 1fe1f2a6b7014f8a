"""What the client is told when it is made, and what it tells about each call it makes."""

from dataclasses import dataclass, field

import httpx

from domain.ids import is_uuid


@dataclass(frozen=True)
class Upstream:
    """One organization's access to the Partner API.

    ``base_url`` ends with the version (``https://host/api/partners/v2.0/``, the last slash may be
    missing). ``token_url`` is the OAuth token endpoint.

    Raises:
        ValueError: The organization id is not a canonical UUID, or a URL is not a plain http(s) URL.

    """

    organization_id: str
    base_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not is_uuid(self.organization_id):
            raise ValueError("organization_id must be a canonical lower-case UUID")
        _check_url("base_url", self.base_url)
        _check_url("token_url", self.token_url)


@dataclass(frozen=True)
class Timeouts:
    """Limits in seconds.

    ``pool`` bounds the wait for a free connection, ``total`` everything after that: waiting for a
    token, sending, reading, and the one repetition after a refused token.
    """

    connect: float = 2.0
    read: float = 4.0
    write: float = 4.0
    pool: float = 4.0
    total: float = 4.5


@dataclass(frozen=True, slots=True)
class UpstreamCall:
    """One finished HTTP call, for metrics and traces.

    ``status`` is ``None`` when no answer came. ``outcome`` is ``OK``, ``ABANDONED`` for a call that
    nobody waited for any more, or the ``code`` of the error that was raised.
    """

    operation: str
    organization_id: str
    status: int | None
    outcome: str
    seconds: float


def _check_url(name: str, text: str) -> None:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"{name} is not a URL") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"{name} must be an absolute http or https URL")
    if url.userinfo or url.query or url.fragment or "?" in text or "#" in text:
        raise ValueError(f"{name} must have neither credentials nor query nor fragment")
