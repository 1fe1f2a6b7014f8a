"""Changes to conversations: at the level of bytes, of headers, of JSON and of frames."""

import json
from random import Random
from typing import Any

from tests.fuzzing.corpus import Conversation, Corpus
from tests.fuzzing.frames import frame, odd_frame

_MOST_BYTES = 300_000

_ODD_BYTES = (
    *(b"\x00", b"\r\n", b"\n", b"\r\n\r\n", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\\ud800", b"\\u0000"),
    *("\u202e".encode(), "\ufeff".encode(), "e\u0301".encode(), "\U0001f600".encode(), b"%00", b"%0d%0a"),
    *(b"../", b"..%2f", b"${jndi:x}", b"{{7*7}}", b"'\"`;--", b"1e999", b"9" * 400, b"-0", b"NaN"),
    *(
        b"{" * 200,
        b"[" * 3000,
        b'{"a":' * 500,
        b"...on Query{" * 50,
        b"@skip(if:true)" * 40,
        b"a:viewer{role}" * 60,
    ),
)
_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, [], {}, "", 0, -1, 2**31, 2**63, 2**64, 1e308, "\x00", "\ud800", "\u202e", "x" * 3000),
    *([[[[[]]]]], {"": ""}, {"__proto__": {}}, ["a"] * 300, {str(each): each for each in range(100)}),
)
_HEADERS = (
    *(
        b"content-length: -1",
        b"content-length: 99999999999999999999",
        b"content-length: 5",
        b"content-length: 0x1",
    ),
    *(b"transfer-encoding: chunked", b"transfer-encoding: gzip, chunked", b"transfer-encoding: identity"),
    *(b"expect: 100-continue", b"connection: close", b"upgrade: h2c", b"host: evil.example", b"host:"),
    *(b"authorization: Bearer x", b"authorization: Basic eDp4", b"content-type: text/plain"),
    *(b"content-type: application/json; charset=utf-16", b"accept: a/b;q=9,,;", b"accept: " + b"*/*," * 900),
    *(
        b"x-request-id: a\x00b",
        b"x-long: " + b"y" * 9000,
        b"x\xff: \xff",
        b": nameless",
        b"range: bytes=0-,-1",
    ),
    *(b"if-none-match: " + b'"a",' * 1500, b"accept-encoding: " + b"gzip;q=0.1," * 700, b"cookie: a=b"),
    *(
        b"idempotency-key: \xe9",
        b"sec-websocket-version: 99",
        b"sec-websocket-extensions: permessage-deflate",
    ),
)


def mutated(random: Random, corpus: Corpus) -> Conversation:
    """A conversation that is wrong in one to four ways; one in twenty is left as it is."""
    parts = list(random.choice(corpus.conversations))
    if random.random() < 0.05:
        return parts
    for _ in range(random.randint(1, 4)):
        _mutate(random, parts, corpus)
    return [part[:_MOST_BYTES] for part in parts]


def _mutate(random: Random, parts: list[bytes], corpus: Corpus) -> None:
    place = random.randrange(len(parts))
    is_frame = place > 0
    chance = random.random()
    if is_frame and chance < 0.5:
        payload = json.dumps(_some_message(random)).encode()
        parts[place] = odd_frame(random, payload) if random.random() < 0.5 else frame(payload)
    elif chance < 0.35:
        parts[place] = _bytes_changed(random, parts[place], corpus)
    elif chance < 0.55 and not is_frame:
        parts[place] = _headers_changed(random, parts[place])
    elif chance < 0.85 and not is_frame:
        parts[place] = _json_changed(random, parts[place])
    elif chance < 0.93:
        parts.insert(place, parts[place])  # pipelined, or said twice
    else:
        parts.append(random.choice(corpus.conversations)[0])


def _bytes_changed(random: Random, data: bytes, corpus: Corpus) -> bytes:
    start = random.randint(0, len(data))
    end = min(len(data), start + random.choice((0, 1, 2, 8, 64, 400)))
    kind = random.randrange(6)
    if kind == 0:
        return data[:start] + bytes([random.randrange(256)]) + data[start + 1 :]
    if kind == 1:
        return data[:start] + data[end:]
    if kind == 2:
        return data[:end] + data[start:end] * random.randint(1, 20) + data[end:]
    if kind == 3:
        return data[:start] + random.choice(_ODD_BYTES) + data[start:]
    if kind == 4:
        return data[: max(1, start)]
    other = random.choice(corpus.conversations)[0]
    return data[:start] + other[random.randint(0, len(other)) :]


def _headers_changed(random: Random, data: bytes) -> bytes:
    head, separator, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    at = random.randint(1, len(lines))
    kind = random.randrange(4)
    if kind == 0 and at < len(lines):
        lines[at] = random.choice(_HEADERS)
    elif kind == 1 and at < len(lines):
        name, _, value = lines[at].partition(b":")
        lines[at] = name + b":" + _bytes_changed_plainly(random, value)
    elif kind == 2 and at < len(lines):
        lines.insert(at, lines[at])
    else:
        lines.insert(at, random.choice(_HEADERS))
    return b"\r\n".join(lines) + separator + body


def _bytes_changed_plainly(random: Random, value: bytes) -> bytes:
    at = random.randint(0, len(value))
    return value[:at] + random.choice((b"", b",", b";", b" ", b"\t", b'"', b"\x7f", b"=")) + value[at + 1 :]


def _json_changed(random: Random, data: bytes) -> bytes:
    """The body with another value somewhere in it, and the length that belongs to it."""
    head, separator, body = data.partition(b"\r\n\r\n")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return _bytes_changed_in_body(random, data)
    written = json.dumps(_value_changed(random, value), ensure_ascii=random.random() < 0.7)
    if random.random() < 0.1:
        at = random.randint(0, len(written))
        written = (
            written[:at] + random.choice(("[" * 5000, '{"a":' * 2000, "9" * 5000, "\\ud800")) + written[at:]
        )
    new = written.encode("utf-8", "surrogatepass")
    return _with_length(head, len(new)) + separator + new


def _bytes_changed_in_body(random: Random, data: bytes) -> bytes:
    head, separator, body = data.partition(b"\r\n\r\n")
    at = random.randint(0, len(body))
    new = body[:at] + random.choice(_ODD_BYTES) + body[at:]
    return _with_length(head, len(new)) + separator + new


def _with_length(head: bytes, length: int) -> bytes:
    return b"\r\n".join(
        b"content-length: %d" % length if line.lower().startswith(b"content-length:") else line
        for line in head.split(b"\r\n")
    )


def _value_changed(random: Random, value: Any) -> Any:
    if isinstance(value, dict) and value and random.random() < 0.8:
        key = random.choice(list(value))
        if random.random() < 0.1:
            return {random.choice(("query", "variables", "extensions", "x", "")): value[key]}
        return {**value, key: _value_changed(random, value[key])}
    if isinstance(value, str) and random.random() < 0.7:
        at, to = sorted((random.randint(0, len(value)), random.randint(0, len(value))))
        odd = random.choice(_ODD_BYTES).decode("utf-8", "replace")
        return random.choice((value[:at] + odd + value[at:], value[:at] + value[to:], value * 30))
    return random.choice(_ODD_VALUES)


def _some_message(random: Random) -> Any:
    types = ("connection_init", "subscribe", "complete", "ping", "pong", "next", "error", "connection_ack")
    payload = random.choice((*_ODD_VALUES, {"query": "{ viewer { role } }"}, {"query": "{"}))
    message = {
        "type": random.choice(types),
        "id": random.choice(("1", "2", *_ODD_VALUES)),
        "payload": payload,
    }
    return message if random.random() < 0.8 else random.choice(_ODD_VALUES)
