"""Secrets of clients: made, hashed with scrypt, and compared."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import NamedTuple

_LOG_N, _R, _P = 14, 8, 5
_HEAD = f"$scrypt$ln={_LOG_N},r={_R},p={_P}$"
_SALT_BYTES, _HASH_BYTES = 16, 32
_MEMORY = 2 * 128 * _R * 2**_LOG_N
_TAIL = re.compile(r"([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})", re.ASCII)

MIN_SECRET_LENGTH = 32


class HashedSecret(NamedTuple):
    """What is kept of a secret. Its text is the usual one of scrypt: ``$scrypt$ln=…,r=…,p=…$salt$hash``.

    All are made with the same parameters, 16 MiB and about 0.1 s each: comparing with one takes as
    much work as with any other.
    """

    salt: bytes
    digest: bytes

    def __repr__(self) -> str:
        return "HashedSecret(...)"

    @property
    def text(self) -> str:
        """The text for the file of clients."""
        return f"{_HEAD}{_base64(self.salt)}${_base64(self.digest)}"

    def fits(self, secret: str) -> bool:
        """Whether this is the hash of that secret. Takes the same time either way; blocks."""
        return hmac.compare_digest(_digest(secret, self.salt), self.digest)


def new_secret() -> str:
    """A secret of 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> HashedSecret:
    """A secret's hash, with a new salt. Blocks for about 0.1 s."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return HashedSecret(salt, _digest(secret, salt))


def decoy() -> HashedSecret:
    """A hash that no secret fits, to compare with where there is no other."""
    return HashedSecret(secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_HASH_BYTES))


def parse_hash(text: str) -> HashedSecret:
    """Read the text of a hash. Raises :class:`ValueError` for any but our own."""
    match = _TAIL.fullmatch(text.removeprefix(_HEAD)) if text.startswith(_HEAD) else None
    if match is None:
        raise ValueError(f"must be a line of `gateway client`, which begins with {_HEAD}")
    try:
        return HashedSecret(_unbase64(match[1]), _unbase64(match[2]))
    except binascii.Error:
        raise ValueError("is damaged") from None


def _digest(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        secret.encode(), salt=salt, n=2**_LOG_N, r=_R, p=_P, maxmem=_MEMORY, dklen=_HASH_BYTES
    )


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _unbase64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
