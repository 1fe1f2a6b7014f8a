"""Tokens that the gateway itself gives to servers, and accepts again."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
from joserfc import jwt

from domain.errors import Unauthenticated
from gateway.api_clients.signing_keys import SigningKeys, algorithm_of, generate_signing_keys
from gateway.authentication.keys import VerificationKey, parse_key_set
from gateway.authentication.token_claims import Acceptance, ClaimReader
from gateway.settings.model import ApiClientSettings, JwtSettings, Settings

_log = logging.getLogger("gateway.authentication")

ISSUER = "podero-graphql-gateway/api-clients"
_ALGORITHMS = frozenset({"ES256", "Ed25519"})


def _now() -> datetime:
    return datetime.now(UTC)


class _Subject(msgspec.Struct, frozen=True):
    sub: str


class OwnTokens:
    """Signs tokens for clients, and verifies them with the same keys and no others.

    A client that is not configured any more is not accepted, whatever its token says. All of them
    are administrators of their organization.
    """

    def __init__(
        self,
        keys: SigningKeys,
        clients: Iterable[ApiClientSettings],
        audience: str,
        lifetime_seconds: int,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.lifetime_seconds = lifetime_seconds
        self._keys = keys
        self._clock = clock
        self._organizations = {each.client_id: each.organization_id for each in clients}
        self._jwt = JwtSettings(jwks_url=None, jwks_file=None, issuer=ISSUER, audience=audience)
        self._claims = ClaimReader(self._jwt, frozenset(self._organizations.values()))
        self._verification: Mapping[str, VerificationKey] = {
            str(key.kid): key for key in parse_key_set(keys.public(), _ALGORITHMS)
        }

    def issue(self, client: ApiClientSettings) -> str:
        """A token for a client, valid from now on."""
        now = int(self._clock().timestamp())
        key = self._keys.signing
        algorithm = algorithm_of(key)
        header = {"alg": algorithm, "kid": key.kid, "typ": "at+jwt"}
        claims = {
            "iss": ISSUER,
            "aud": self._jwt.audience,
            "sub": client.client_id,
            "iat": now,
            "exp": now + self.lifetime_seconds,
            "jti": uuid4().hex,
            self._jwt.organization_claim: client.organization_id,
            self._jwt.role_claim: self._jwt.administrator_role,
        }
        return jwt.encode(header, claims, key, algorithms=[algorithm])

    def has_key(self, kid: str) -> bool:
        """Whether a key id is one of these keys'."""
        return kid in self._verification

    def accept(self, token: bytes, kid: str, now: float) -> Acceptance:
        """Who a token that names one of these keys stands for at the Unix time ``now``.

        Raises :class:`Unauthenticated` if it is forged, expired, or its client is no more.
        """
        payload = self._verification[kid].payload_of(token)
        if payload is None:
            raise Unauthenticated("the gateway did not sign the token")
        accepted = self._claims.read(payload, now)
        client_id = _subject(payload)
        if self._organizations.get(client_id) != accepted.viewer.organization_id:
            raise Unauthenticated("the token's client is not configured any more")
        viewer = msgspec.structs.replace(accepted.viewer, client_id=client_id)
        return Acceptance(viewer, accepted.until)


def _subject(payload: bytes) -> str:
    try:
        return msgspec.json.decode(payload, type=_Subject).sub
    except msgspec.DecodeError:
        raise Unauthenticated("the token names no client") from None


def make_own_tokens(settings: Settings) -> OwnTokens | None:
    """The tokens that these settings let the gateway give; None if it gives none."""
    endpoint = settings.token_endpoint
    if endpoint is None:
        return None
    if endpoint.keys is None:
        _log.warning("tokens of this gateway are good in this process only: no key to sign them was set")
    keys = generate_signing_keys() if endpoint.keys is None else endpoint.keys
    return OwnTokens(keys, endpoint.clients, settings.jwt.audience, endpoint.lifetime_seconds)
