"""One read, as the operations ask for it."""

from typing import NamedTuple

from partner_api.discipline import Priority
from partner_api.request_id import check_request_id


class Call(NamedTuple):
    """What to ask: the operation's name for logs and metrics, and the path below the base URL.

    ``headers`` are sent beside those of every call. ``body_without_data`` is what a 400 that says
    that there is no data stands for; without it, such a 400 is an error like any other.
    ``deadline`` is when, by the client's clock, nobody waits for the answer any more.
    """

    operation: str
    organization_id: str
    path: str
    request_id: str | None
    headers: tuple[tuple[str, str], ...] = ()
    body_without_data: bytes | None = None
    deadline: float | None = None
    priority: Priority = Priority.INTERACTIVE

    def within(self, deadline: float | None, priority: Priority) -> "Call":
        """The same call for somebody who waits so long, and is as important."""
        # ``_replace`` goes through a mapping of names, for each call.
        return Call(
            self.operation,
            self.organization_id,
            self.path,
            self.request_id,
            self.headers,
            self.body_without_data,
            deadline,
            priority,
        )

    def check(self) -> None:
        """Check what goes into a header.

        Raises:
            ValueError: The request id is not short, visible ASCII.

        """
        check_request_id(self.request_id)
