"""What was asked of the sandbox: counts per operation and the last requests."""

from collections import Counter, deque
from hashlib import sha256

from msgspec import Struct

REMEMBERED_REQUESTS = 10_000
REMEMBERED_CALLS = 200_000


class RequestRecord(Struct, kw_only=True, omit_defaults=True):
    """One API request; `status` is None until it was answered, and stays so if it never was."""

    method: str
    path: str
    query: str
    status: int | None
    authorization_sha256: str | None = None
    request_id: str | None


class RequestReport(Struct, kw_only=True):
    """Body of `GET /_sandbox/requests`."""

    total: int
    by_operation: dict[str, int]
    recent: list[RequestRecord]
    token_requests: int


class RequestLog:
    """Counts API requests. Paths are relative to the API base. Memory is bounded."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forgets everything."""
        self.total = 0
        self._by_operation: Counter[str] = Counter()
        self._recent: deque[RequestRecord] = deque(maxlen=REMEMBERED_REQUESTS)
        self._calls: deque[str] = deque(maxlen=REMEMBERED_CALLS)

    def arrived(
        self, operation: str, method: str, path: str, query: str, headers: dict[str, str]
    ) -> RequestRecord:
        """Notes a request before it is answered; the caller fills in the status."""
        authorization = headers.get("authorization")
        record = RequestRecord(
            method=method,
            path=path,
            query=query,
            status=None,
            authorization_sha256=sha256(authorization.encode()).hexdigest() if authorization else None,
            request_id=headers.get("x-request-id"),
        )
        self.total += 1
        self._by_operation[operation] += 1
        self._recent.append(record)
        self._calls.append(f"{method} {path}")
        return record

    @property
    def calls(self) -> list[str]:
        """Method and path of the requests in order of arrival."""
        return list(self._calls)

    def report(self, token_requests: int) -> RequestReport:
        """The present state."""
        return RequestReport(
            total=self.total,
            by_operation=dict(self._by_operation),
            recent=list(self._recent),
            token_requests=token_requests,
        )
