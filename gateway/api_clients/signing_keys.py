"""The private keys that the gateway signs its own tokens with."""

import json
import warnings
from typing import NamedTuple

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey

SigningKey = ECKey | OKPKey


class SigningKeys(NamedTuple):
    """Keys with ids. The first one signs; tokens of all of them verify, so that keys can be replaced."""

    keys: tuple[SigningKey, ...]

    def __repr__(self) -> str:
        return f"SigningKeys({[key.kid for key in self.keys]})"

    @property
    def signing(self) -> SigningKey:
        """The key that signs."""
        return self.keys[0]

    def public(self) -> bytes:
        """The JWK set that verifies."""
        return json.dumps(
            {"keys": [{**key.as_dict(private=False), "use": "sig"} for key in self.keys]}
        ).encode()


def algorithm_of(key: SigningKey) -> str:
    """What a key signs with."""
    return "ES256" if isinstance(key, ECKey) else "Ed25519"


def generate_signing_keys() -> SigningKeys:
    """A key of its own for one process: what it signs, no other process accepts."""
    return SigningKeys((_with_id(OKPKey.generate_key("Ed25519")),))


def parse_signing_keys(text: str) -> SigningKeys:
    """The keys of a PEM file, a JWK or a JWK set.

    Raises :class:`ValueError`, without anything of the text, if one of them is not a private key on
    P-256 or Ed25519.
    """
    if text.startswith("-----BEGIN"):
        return SigningKeys((_read(text),))
    try:
        document = json.loads(text)
    except ValueError:
        raise ValueError("is neither PEM nor JSON") from None
    entries = document.get("keys", [document]) if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ValueError("holds no keys")
    return SigningKeys(tuple(_read(entry) for entry in entries))


def _read(material: object) -> SigningKey:
    for kind, curve in ((OKPKey, "Ed25519"), (ECKey, "P-256")):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", SecurityWarning)
                key = kind.import_key(material)  # type: ignore[arg-type]
        except (JoseError, SecurityWarning, ValueError, TypeError, AttributeError, KeyError):
            continue
        if key.is_private and key.curve_name == curve:
            return _with_id(key)
    raise ValueError("must hold private keys on Ed25519 or P-256, without a passphrase")


def _with_id(key: SigningKey) -> SigningKey:
    """The key under its thumbprint, which no other key has."""
    private = {name: value for name, value in key.as_dict(private=True).items() if name in _MEMBERS}
    return type(key).import_key({**private, "kid": key.thumbprint()})


_MEMBERS = frozenset({"kty", "crv", "x", "y", "d"})
