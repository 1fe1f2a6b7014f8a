"""Everything that can go wrong, as one tree of classes with a public code each.

Only ``code`` and ``message`` of these classes ever reach a client; what the exception was raised
with is for the log. The message is one constant sentence per code, except for what the client
itself sent wrong (:class:`BadUserInput`), where the sentence names it.
"""

from dataclasses import dataclass
from typing import ClassVar


class GatewayError(Exception):
    """The root: an error with a code that clients may rely on."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    message: ClassVar[str] = "The gateway failed unexpectedly. The request id helps to find out why."

    @property
    def public_message(self) -> str:
        """The sentence that a client is shown."""
        return self.message

    @property
    def extensions(self) -> dict[str, object]:
        """What goes into the error's ``extensions`` beside the request id."""
        return {"code": self.code}


class Unauthenticated(GatewayError):
    """No bearer token, or one that does not verify."""

    code = "UNAUTHENTICATED"
    message = "A valid bearer token is required."


class IdentityUnavailable(GatewayError):
    """It cannot be told who is asking: what is needed to check it cannot be reached.

    That is no fault of the token, which may be fine.
    """

    code = "IDENTITY_UNAVAILABLE"
    message = "It cannot be checked who you are at the moment. Ask again a little later."
    retry_after_seconds: ClassVar[int] = 5

    @property
    def extensions(self) -> dict[str, object]:
        """The code, and when it is worth asking again."""
        return {"code": self.code, "isRetryable": True, "retryAfterSeconds": self.retry_after_seconds}


class Forbidden(GatewayError):
    """The viewer's role does not allow this field or action on an object it can see."""

    code = "FORBIDDEN"
    message = "Your role does not allow this."


class BadUserInput(GatewayError):
    """The client sent a value that is well typed but not acceptable; the message says which."""

    code = "BAD_USER_INPUT"
    message = "An argument is not acceptable."

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._message = message

    @property
    def public_message(self) -> str:
        """The sentence that names the argument."""
        return self._message


class IdempotencyKeyReused(BadUserInput):
    """An idempotency key came with another request than the first time. Nothing was done."""

    def __init__(self, detail: str) -> None:
        super().__init__("This Idempotency-Key was used for another request.")
        self.detail = detail


class RateLimited(GatewayError):
    """More was asked for in a minute than this viewer, or this address, may ask for."""

    code = "RATE_LIMITED"
    message = "Too much was asked for within a minute. Ask again after the seconds that are given here."

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(f"again in {retry_after_seconds} seconds")
        self.retry_after_seconds = retry_after_seconds

    @property
    def extensions(self) -> dict[str, object]:
        """The code, and how long to wait."""
        return {"code": self.code, "retryAfterSeconds": self.retry_after_seconds}


class UpstreamError(GatewayError):
    """The Partner API did not deliver. ``is_retryable`` tells whether asking again may help."""

    code = "UPSTREAM_UNAVAILABLE"
    message = "The Partner API is not available at the moment."
    is_retryable: ClassVar[bool] = True

    @property
    def extensions(self) -> dict[str, object]:
        """The code, and whether it is worth asking again."""
        return {"code": self.code, "isRetryable": self.is_retryable}


class UpstreamUnavailable(UpstreamError):
    """No connection, a broken connection, or an answer of the 5xx family."""


class UpstreamOverloaded(UpstreamUnavailable):
    """Nothing was sent: more calls wait for the Partner API already than it could answer in time."""

    code = "OVERLOADED"
    message = "Too much is asked of the Partner API at the moment. Ask again a little later."


class UpstreamTimeout(UpstreamError):
    """No complete answer within the time allowed."""

    code = "UPSTREAM_TIMEOUT"
    message = "The Partner API did not answer in time."


class UpstreamRejected(UpstreamError):
    """The Partner API refused the call: a 4xx that is not one of the client's making.

    ``hint`` is a constant sentence that helps to understand it, where there is one to give.
    """

    hint: str | None = None

    code = "UPSTREAM_REJECTED"
    message = "The Partner API refused the request."
    is_retryable = False

    @property
    def public_message(self) -> str:
        """The sentence of the code, and the hint behind it."""
        return self.message if self.hint is None else f"{self.message} {self.hint}"


class UpstreamNotFound(UpstreamRejected):
    """The Partner API answered 404. Look-ups by id turn this into ``null``."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong with what was sent.

    ``path`` leads to it in the names of the records, positions in lists included; it is empty when
    the problem is about the whole, or about something that records do not have. ``code`` and
    ``message`` are the upstream's own.
    """

    path: tuple[str | int, ...]
    code: str
    message: str


class UpstreamInvalid(UpstreamRejected):
    """The Partner API answered 422: nothing was changed. There is at least one problem."""

    def __init__(self, detail: str, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(detail)
        self.problems = problems


class UpstreamConflict(UpstreamRejected):
    """The Partner API answered 409: nothing was changed.

    A refused boost says in which ``state`` (``ongoing``, …) and for which ``reason``
    (``already_charging``, …), in the upstream's own words.
    """

    def __init__(self, detail: str, state: str | None = None, reason: str | None = None) -> None:
        super().__init__(detail)
        self.state = state
        self.reason = reason


class UpstreamThrottled(UpstreamUnavailable):
    """The Partner API answered 429. ``retry_after_seconds`` is what it asked for, if it did."""

    def __init__(self, detail: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class UpstreamInvalidResponse(UpstreamError):
    """The answer was not what the reference promises: not JSON, too large, or without identity."""

    code = "UPSTREAM_INVALID_RESPONSE"
    message = "The Partner API gave an answer that could not be understood."
    is_retryable = False


class WriteOutcomeUnknown(UpstreamError):
    """A write may or may not have been carried out: it left, and no clear answer came back.

    Writing again could do it twice. Reading tells what became of it, and a retry with the same
    idempotency key reads before it writes.
    """

    code = "WRITE_OUTCOME_UNKNOWN"
    message = (
        "It is not known whether the change was made. Read the object before trying again, or send the "
        "request again with the Idempotency-Key that it had."
    )
    is_retryable = False
