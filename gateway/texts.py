"""Finding the text of a request's document: it is sent, or named in one of two ways."""

from collections.abc import Mapping

from gateway import errors
from gateway.http.refusal import Refusal, malformed
from gateway.http.request import GraphQLRequest
from gateway.persisted import AutomaticQueries, sha256_of


class Texts:
    """Trusted documents, those that clients have registered, and those that they send."""

    def __init__(
        self, trusted: Mapping[str, str], automatic: AutomaticQueries | None, *, trusted_only: bool
    ) -> None:
        """Take what there is.

        Args:
            trusted: The trusted documents by id.
            automatic: The registered queries, or ``None`` if clients may not register any.
            trusted_only: Whether everything but trusted documents is refused.

        """
        self._trusted = trusted
        self._automatic = automatic
        self._trusted_only = trusted_only

    def find(self, request: GraphQLRequest, request_id: str) -> str:
        """The text of the request's document.

        Raises:
            Refusal: There is none, or not the one that its name stands for, or none may be sent.

        """
        name = request.document_id or request.persisted_hash
        trusted = self._trusted.get(name) if name is not None else None
        if trusted is not None:
            if request.query is not None and request.query != trusted:
                raise malformed("The text is not the one that the document's id stands for.", request_id)
            return trusted
        if self._trusted_only:
            message = "Only documents that were registered beforehand may be run."
            raise request_error(errors.PERSISTED_QUERY_REQUIRED, message, request_id)
        # Beside an id that is not known a text is not run: the client believes to ask for another.
        if request.query is not None and request.document_id is None:
            if request.persisted_hash not in (None, sha256_of(request.query)):
                raise malformed("The hash is not the one of the text.", request_id)
            return request.query
        # Both messages are what clients of automatic persisted queries look for.
        if self._automatic is None and request.document_id is None:
            code = errors.PERSISTED_QUERY_NOT_SUPPORTED
            raise request_error(code, "PersistedQueryNotSupported", request_id)
        registered = self._automatic.get(request.persisted_hash or "") if self._automatic else None
        if registered is None:
            raise request_error(errors.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound", request_id)
        return registered

    def register(self, request: GraphQLRequest, text: str) -> None:
        """Keep a valid text, if the client sent it along with its hash."""
        if self._automatic is not None and request.persisted_hash is not None and request.query is not None:
            self._automatic.keep(text)


def request_error(code: str, message: str, request_id: str) -> Refusal:
    """The request is well formed, and what it asks for is not to be had."""
    return Refusal(400, errors.plain_error(code, message, request_id), is_request_error=True)
