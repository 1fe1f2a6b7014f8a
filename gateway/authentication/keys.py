"""Public keys that verify bearer tokens, each pinned to the algorithms of its kind.

Which algorithm a token is checked with follows from the key, never from the token alone: a token
whose header names another algorithm than its key stands for is refused.
"""

import warnings
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import Key, import_key
from joserfc.jws import JWSRegistry

MAX_TOKEN_BYTES = 8 * 1024
_MAX_KEYS = 64
_RSA = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_ALGORITHMS: Mapping[tuple[str, str | None], frozenset[str]] = {
    ("RSA", None): _RSA,
    ("EC", "P-256"): frozenset({"ES256"}),
    ("EC", "P-384"): frozenset({"ES384"}),
    ("EC", "P-521"): frozenset({"ES512"}),
    ("OKP", "Ed25519"): frozenset({"EdDSA", "Ed25519"}),
}
_PUBLIC_MEMBERS = ("kty", "crv", "x", "y", "n", "e")


class UnusableKeySet(Exception):
    """The bytes are not a JWK set, or hold no key that may verify tokens. The text says why."""


class _PinnedAlgorithms(JWSRegistry):
    """joserfc's registry, reduced to the algorithms of one key.

    joserfc warns at every use of ``EdDSA`` because RFC 9864 prefers the name ``Ed25519``; both
    mean the same signature and identity providers still write the former.
    """

    max_header_length = MAX_TOKEN_BYTES

    def get_alg(self, name: str) -> JWSAlgModel:
        if self.allowed is None or name not in self.allowed:
            raise UnsupportedAlgorithmError("not an algorithm of this key")
        return self.algorithms[name]


class VerificationKey(NamedTuple):
    """One public key. ``kid`` only looks it up; ``algorithms`` is what it may verify."""

    kid: str | None
    algorithms: frozenset[str]
    key: Key

    def payload_of(self, token: bytes) -> bytes | None:
        """The signed payload of a compact JWS, or None if this key did not sign it."""
        registry = _PinnedAlgorithms(algorithms=self.algorithms, strict_check_header=False)
        try:
            return jws.deserialize_compact(token, self.key, registry=registry).payload
        except (JoseError, ValueError, RecursionError):
            return None


class _KeySet(msgspec.Struct, frozen=True):
    keys: list[dict[str, object]]


def parse_key_set(raw: bytes, allowed: frozenset[str]) -> tuple[VerificationKey, ...]:
    """The usable keys of a JWK set, with algorithms among the allowed ones.

    Keys for encryption, private, symmetric, weak and unknown ones are left out. Raises
    :class:`UnusableKeySet` if nothing is left.
    """
    try:
        entries = msgspec.json.decode(raw, type=_KeySet).keys
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnusableKeySet("the key set is not a JSON object with a list of keys") from None
    if len(entries) > _MAX_KEYS:
        raise UnusableKeySet(f"the key set has more than {_MAX_KEYS} keys")
    keys = tuple(key for key in (_parse_key(entry, allowed) for entry in entries) if key is not None)
    if not keys:
        raise UnusableKeySet("the key set has no public signature key for the configured algorithms")
    return keys


def _parse_key(entry: dict[str, object], allowed: frozenset[str]) -> VerificationKey | None:
    algorithms = _algorithms_of(entry) & allowed
    kid = entry.get("kid")
    if not algorithms or not (kid is None or isinstance(kid, str)):
        return None
    public = {name: str(entry[name]) for name in _PUBLIC_MEMBERS if name in entry}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            key = import_key({**public})
    except (JoseError, SecurityWarning, ValueError):
        return None
    return VerificationKey(kid, algorithms, key)


def _algorithms_of(entry: dict[str, object]) -> frozenset[str]:
    """What a key may verify, judged by its type, curve, use, operations and own algorithm."""
    key_type, curve, operations = entry.get("kty"), entry.get("crv"), entry.get("key_ops")
    if not isinstance(key_type, str) or not (curve is None or isinstance(curve, str)):
        return frozenset()
    if entry.get("use", "sig") != "sig" or "d" in entry:
        return frozenset()
    if operations is not None and not (isinstance(operations, list) and "verify" in operations):
        return frozenset()
    algorithms = _ALGORITHMS.get((key_type, curve), frozenset())
    return algorithms & {entry["alg"]} if "alg" in entry else algorithms
