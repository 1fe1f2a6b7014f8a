"""The instruments below `/_sandbox`: what was asked, faults to order, tokens to revoke.

They are no part of the API and need no token: never serve them where strangers can reach them.
"""

from collections.abc import Callable
from http import HTTPStatus

import msgspec

from sandbox.answer import Answer
from sandbox.errors import BadRequest, MethodNotAllowed, NotFound, Unprocessable
from sandbox.faults import Fault, FaultBook
from sandbox.oauth import TokenStore
from sandbox.request_log import RequestLog
from sandbox.validation.problems import broken_rule

PREFIX = "/_sandbox"


class Instruments:
    """Answers the requests below `PREFIX`."""

    def __init__(self, log: RequestLog, faults: FaultBook, tokens: TokenStore) -> None:
        self._log = log
        self._faults = faults
        self._tokens = tokens
        self._handlers: dict[str, dict[str, Callable[[bytes], Answer]]] = {
            "/requests": {"GET": self._report, "DELETE": self._reset},
            "/faults": {"GET": self._list_faults, "PUT": self._put_faults, "DELETE": self._clear_faults},
            "/tokens/revoke": {"POST": self._revoke},
            "/health": {"GET": self._health},
        }

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """The answer to a request; raises `ApiError`."""
        methods = self._handlers.get(path.removeprefix(PREFIX))
        if methods is None:
            raise NotFound
        handler = methods.get(method)
        if handler is None:
            raise MethodNotAllowed(list(methods))
        return handler(body)

    def _report(self, _body: bytes) -> Answer:
        return Answer(HTTPStatus.OK, msgspec.json.encode(self._log.report(self._tokens.requests)))

    def _reset(self, _body: bytes) -> Answer:
        self._log.reset()
        self._tokens.requests = 0
        return Answer(HTTPStatus.NO_CONTENT, content_type=None)

    def _list_faults(self, _body: bytes) -> Answer:
        return Answer(HTTPStatus.OK, msgspec.json.encode(self._faults.report()))

    def _put_faults(self, body: bytes) -> Answer:
        try:
            self._faults.replace(_sent_faults(body))
        except ValueError as error:
            raise Unprocessable([broken_rule(("body",), str(error))]) from None
        return self._list_faults(b"")

    def _clear_faults(self, _body: bytes) -> Answer:
        self._faults.clear()
        return Answer(HTTPStatus.NO_CONTENT, content_type=None)

    def _revoke(self, _body: bytes) -> Answer:
        return Answer(HTTPStatus.OK, msgspec.json.encode({"revoked": self._tokens.revoke_all()}))

    def _health(self, _body: bytes) -> Answer:
        return Answer(HTTPStatus.OK, b'{"status":"ok"}')


def _sent_faults(body: bytes) -> list[Fault]:
    try:
        return msgspec.json.decode(body, type=list[Fault])
    except msgspec.ValidationError as error:
        raise Unprocessable([broken_rule(("body",), str(error))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = f"Cannot parse request body ({error})"
        raise BadRequest(reason) from None
