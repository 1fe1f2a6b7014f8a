"""WebSocket frames of a client, right ones and wrong ones."""

import struct
from random import Random

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9

_MASK = b"\x01\x02\x03\x04"


def frame(payload: bytes, opcode: int = TEXT, *, final: bool = True, masked: bool = True) -> bytes:
    """One frame as a client sends it."""
    first = (0x80 if final else 0) | opcode
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head = bytes([first, bit | len(payload)])
    elif len(payload) < 2**16:
        head = bytes([first, bit | 126]) + struct.pack(">H", len(payload))
    else:
        head = bytes([first, bit | 127]) + struct.pack(">Q", len(payload))
    if not masked:
        return head + payload
    return head + _MASK + bytes(each ^ _MASK[place % 4] for place, each in enumerate(payload))


def odd_frame(random: Random, payload: bytes) -> bytes:
    """A frame that breaks a rule of RFC 6455, or comes close to it."""
    half = len(payload) // 2
    return random.choice(
        (
            lambda: frame(payload, masked=False),
            lambda: frame(payload, random.choice((0, 3, 7, 11, 15))),
            lambda: frame(payload, BINARY),
            lambda: frame(payload[:half], final=False) + frame(payload[half:], 0),
            lambda: frame(payload[:half], final=False) + frame(payload[half:]),
            lambda: frame(b"x" * random.choice((125, 126, 300)), PING),
            lambda: frame(random.choice((b"", b"\x03", b"\x03\xe8", b"\x00\x00", b"\xff\xff\xff")), CLOSE),
            lambda: frame(payload + b"\xff\xfe\xed\xa0\x80"),
            lambda: bytes([0x81, 0xFF]) + struct.pack(">Q", 2**63 - 1) + _MASK + payload,
            lambda: bytes([0xF1]) + frame(payload)[1:],
            lambda: frame(payload)[: random.randint(1, 8)],
            lambda: frame(b"y" * 70_000),
        )
    )()
