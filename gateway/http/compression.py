"""Compressing responses, for what is worth it."""

import gzip
from functools import lru_cache

import brotli
import zstandard

MINIMUM_BYTES = 1024
"""Below this a response fits into a packet or two as it is."""

_LONGEST_REMEMBERED = 256
"""Anybody may send headers; what is kept of them has to be small."""

_BROTLI_QUALITY = 4
_GZIP_LEVEL = 5
_ZSTANDARD_LEVEL = 3

_PREFERRED = ("zstd", "br", "gzip")
"""At equal quality the cheapest for its size first."""


def choose_encoding(accept_encoding: str) -> str | None:
    """The best content coding that a client accepts; ``None`` for the plain bytes."""
    is_short = len(accept_encoding) <= _LONGEST_REMEMBERED
    return _remembered(accept_encoding) if is_short else _choose(accept_encoding)


def _choose(accept_encoding: str) -> str | None:
    qualities: dict[str, float] = {}
    for text in accept_encoding.lower().split(","):
        coding, _, parameter = text.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        qualities[coding.strip()] = quality if quality > 0 else 0.0  # not a number is no quality
    fallback = qualities.get("*", 0.0)
    candidates = [(qualities.get(coding, fallback), coding) for coding in _PREFERRED]
    quality, coding = max(candidates, key=lambda candidate: candidate[0])
    return coding if quality > 0 and quality >= qualities.get("identity", 0.0) else None


_remembered = lru_cache(maxsize=256)(_choose)


def compress(body: bytes, coding: str) -> bytes:
    """The body in one of the codings that :func:`choose_encoding` gives."""
    match coding:
        case "zstd":
            return zstandard.ZstdCompressor(level=_ZSTANDARD_LEVEL).compress(body)
        case "br":
            compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
            return compressed
        case _:
            return gzip.compress(body, compresslevel=_GZIP_LEVEL, mtime=0)
