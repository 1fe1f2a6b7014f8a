"""What clients send: text in, one checked message out."""

from typing import Annotated, Any

import msgspec

_Object = dict[str, Any]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]


class InvalidMessage(Exception):
    """The protocol knows no such message. The text is for the client."""


class _Message(msgspec.Struct, frozen=True, tag_field="type"):
    """The member ``type`` says which message it is; members that nobody knows are ignored."""


class ConnectionInit(_Message, frozen=True, tag="connection_init"):
    """The first message of a client."""

    payload: _Object | None = None

    @property
    def authorization(self) -> str | None:
        """The ``Authorization`` in the payload, ``None`` if it has none, "" if it is no string."""
        for name in ("Authorization", "authorization"):
            value = (self.payload or {}).get(name)
            if value is not None:
                return value if isinstance(value, str) else ""
        return None


class Ping(_Message, frozen=True, tag="ping"):
    """A question for a sign of life. Its payload goes back with the answer."""

    payload: _Object | None = None


class Pong(_Message, frozen=True, tag="pong"):
    """A sign of life."""

    payload: _Object | None = None


class Subscribe(_Message, frozen=True, tag="subscribe"):
    """The request to run an operation. ``payload`` has the members of a GraphQL request."""

    id: _Id
    payload: _Object


class Complete(_Message, frozen=True, tag="complete"):
    """The client wants nothing more of an operation."""

    id: _Id


ClientMessage = ConnectionInit | Ping | Pong | Subscribe | Complete

_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(ClientMessage)


class _Request(msgspec.Struct, frozen=True, rename="camel"):
    """The members of a subscribe payload as far as the protocol names them."""

    query: str | None = None
    operation_name: str | None = None
    variables: _Object | None = None
    extensions: _Object | None = None
    document_id: Any = None


def read_message(text: str) -> ClientMessage:
    """Read one message.

    Raises:
        InvalidMessage: It is not JSON, or not a message of the protocol.

    """
    try:
        message = _decoder.decode(text)
        if isinstance(message, Subscribe):
            _check_request(msgspec.convert(message.payload, _Request))
    except msgspec.ValidationError as error:
        raise InvalidMessage(f"Invalid message: {error}") from None
    except (msgspec.DecodeError, UnicodeError):
        raise InvalidMessage("Invalid message: not JSON") from None
    except RecursionError:
        raise InvalidMessage("Invalid message: nested too deeply") from None
    return message


def _check_request(request: _Request) -> None:
    """The protocol demands a query; what may stand in its place are names of a document."""
    named = request.document_id or (request.extensions or {}).get("persistedQuery")
    if request.query is None and not named:
        raise InvalidMessage("Invalid message: the payload has no query")
