"""A bounded share of ``python -m tests.fuzzing``, what it found, and that it notices what is wrong."""

import asyncio
import json
import socket
from collections.abc import Callable

import pytest

from tests.fuzzing.corpus import Corpus
from tests.fuzzing.judging import Wrong, judge
from tests.fuzzing.responses import Response, responses
from tests.fuzzing.run import Fuzzing
from tests.fuzzing.talking import is_answer_due, talk
from tests.served_gateway import ServedGateway


def test_wrong_bytes(served_gateway: ServedGateway) -> None:
    figures = asyncio.run(Fuzzing(served_gateway).run(seed=0, requests=200))
    assert figures.requests == 200
    assert figures.control_seconds
    # What never gets past the server's own parser tests nothing of ours.
    assert {"101", "200", "400", "401", "connection_ack", "close 1002", "close 4400"} <= set(figures.answers)


def test_a_conversation_is_told_by_its_number(served_gateway: ServedGateway) -> None:
    one, two = Fuzzing(served_gateway), Fuzzing(served_gateway)
    two._corpus = one._corpus  # whose tokens are signed anew each time
    for number in range(50):
        assert one.conversation(number) == two.conversation(number)


@pytest.fixture
def corpus(served_gateway: ServedGateway) -> Corpus:
    return Corpus(served_gateway)


def _handshake(corpus: Corpus) -> bytes:
    return next(each[0] for each in corpus.conversations if len(each) > 1)


def test_a_handshake_does_not_overtake_an_answer(served_gateway: ServedGateway, corpus: Corpus) -> None:
    """Found by the fuzzer: the answer to the first request came out of the WebSocket."""
    both = corpus.post(corpus.body(2, 1)) + _handshake(corpus)
    received = asyncio.run(talk(served_gateway.port, [both]))
    assert b"101 Switching Protocols" not in received
    assert received.count(b"HTTP/1.1 ") <= 1


_UNREADABLE: dict[str, Callable[[bytes], bytes]] = {
    "a line that is too long": lambda data: data[:-2] + b"x-long: " + b"y" * 9000 + b"\r\n\r\n",
    "another method": lambda data: data.replace(b"GET", b"POST", 1),
    "too many headers": lambda data: data[:-2] + b"x: y\r\n" * 200 + b"\r\n",
}


@pytest.mark.parametrize("how", _UNREADABLE)
def test_every_handshake_is_answered(served_gateway: ServedGateway, corpus: Corpus, how: str) -> None:
    """Found by the fuzzer: there was no answer, and the connection stayed open."""
    sent = _UNREADABLE[how](_handshake(corpus))
    with socket.create_connection(("127.0.0.1", served_gateway.port), timeout=5) as connection:
        connection.sendall(sent)
        received = b""
        while piece := connection.recv(4096):
            received += piece
    assert received.startswith(b"HTTP/1.1 4")
    assert list(judge(sent, received)) == [received[9:12].decode()]


_SAFE = b"x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n"
_LEGACY = b"HTTP/1.1 %b\r\n" + _SAFE + b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
_WRONG = {
    "a 500": b"HTTP/1.1 500 x\r\n" + _SAFE + b"content-length: 0\r\n\r\n",
    "a trace": b"HTTP/1.1 400 x\r\n"
    + _SAFE
    + b"content-type: text/plain\r\ncontent-length: 9\r\n\r\nTraceback",
    "a name": _LEGACY % (b"200 OK", 16, b'{"a":"KeyError"}'),
    "an error without a code": _LEGACY % (b"400 x", 29, b'{"errors":[{"message":"O."}]}'),
    "broken JSON": _LEGACY % (b"200 OK", 7, b"{data:}"),
    "no HTTP": b"garbage",
    "an answer without the headers for browsers": b"HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n",
    "an answer in a WebSocket": b"HTTP/1.1 101 x\r\n\r\nHTTP/1.1 200 OK\r\n" + _SAFE + b"\r\n",
    "an internal close code": b"HTTP/1.1 101 x\r\n\r\n\x88\x02\x03\xf3",
    "a page": b"HTTP/1.1 200 OK\r\n" + _SAFE + b"content-type: text/html\r\ncontent-length: 4\r\n\r\n<p/>",
}


@pytest.mark.parametrize("what", _WRONG)
def test_what_is_wrong_is_noticed(what: str) -> None:
    with pytest.raises(Wrong):
        list(judge(b"GET / HTTP/1.1\r\n\r\n", _WRONG[what]))


def test_what_is_right_is_not() -> None:
    assert list(judge(b"", _LEGACY % (b"200 OK", 16, b'{"data":{"a":1}}'))) == ["200"]


def test_whether_an_answer_is_due() -> None:
    whole = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}"
    assert is_answer_due(whole)
    assert not is_answer_due(whole[:-1])
    assert not is_answer_due(b"garbage\r\n\r\n")


_REFUSED: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "another method": (lambda data: data.replace(b"GET", b"PUT", 1), 405),
    "an unknown version": (lambda data: data.replace(b"version: 13", b"version: <script>", 1), 400),
    "no key": (lambda data: data.replace(b"sec-websocket-key", b"x-key", 1), 400),
    "another page": (lambda data: data[:-2] + b"origin: https://evil.example\r\n\r\n", 403),
    "another host": (lambda data: data.replace(b"gateway.test", b"a/b", 1), 403),
}


@pytest.mark.parametrize("how", _REFUSED)
def test_refused_handshakes_are_coded_and_say_nothing_of_the_clients(
    served_gateway: ServedGateway, corpus: Corpus, how: str
) -> None:
    """Found by the fuzzer: these were plain text, without the headers for browsers."""
    change, status = _REFUSED[how]
    sent = change(_handshake(corpus))
    received = asyncio.run(talk(served_gateway.port, [sent]))
    (answer,) = responses(received)
    assert isinstance(answer, Response)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers.get("allow") == ("GET" if status == 405 else None)
    (error,) = json.loads(answer.body)["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["requestId"] == answer.headers["x-request-id"]
    assert b"script" not in answer.body
