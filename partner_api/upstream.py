"""What the client is told when it is made, and what it tells about each call it makes."""

from dataclasses import dataclass, field

import httpx
import msgspec

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

    @property
    def address(self) -> str:
        """Scheme, host and port of the API."""
        url = httpx.URL(self.base_url)
        return f"{url.scheme}://{url.netloc.decode('ascii')}"


@dataclass(frozen=True)
class Timeouts:
    """Limits in seconds.

    ``total`` bounds a call as a whole: waiting in line and for a token, all attempts and the pauses
    between them. ``pool`` bounds each wait in line, ``attempt`` each exchange with the upstream, and
    ``connect``, ``read`` (between two pieces of an answer) and ``write`` are phases of one.
    A write is one attempt, and may take ``total`` once it has left the line.
    """

    connect: float = 2.0
    read: float = 2.5
    write: float = 2.5
    pool: float = 4.0
    attempt: float = 2.5
    total: float = 4.0

    @property
    def phases(self) -> dict[str, float]:
        """What a transport is told."""
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.pool}

    @property
    def attempt_phases(self) -> dict[str, float]:
        """The same where ``attempt`` holds as well: a phase that cannot be over sooner needs no timer."""
        return {phase: seconds for phase, seconds in self.phases.items() if seconds < self.attempt}


class UpstreamCall(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt that ended, or a call that was not sent, for metrics and traces.

    ``status`` is ``None`` when no answer came. ``outcome`` is ``OK``, ``ABANDONED`` for a call that
    nobody waited for any more, or the ``code`` of the error that was raised. ``attempt`` counts from
    1; it is 0 for what was not sent: refused, given up in line, or without a token. ``seconds`` is
    how long the attempt took, without waiting in line.
    """

    operation: str
    organization_id: str
    status: int | None
    outcome: str
    seconds: float
    attempt: int = 1


def _check_url(name: str, text: str) -> None:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"{name} is not a URL") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"{name} must be an absolute http or https URL")
    if url.userinfo or url.query or url.fragment or "?" in text or "#" in text:
        raise ValueError(f"{name} must have neither credentials nor query nor fragment")
