"""Bearer tokens: from an ``Authorization`` header to the viewer it stands for."""

import binascii
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import msgspec
from joserfc.util import urlsafe_b64decode

from domain.errors import IdentityUnavailable, Unauthenticated
from domain.roles import Viewer
from gateway.authentication.key_ring import KeyRing
from gateway.authentication.key_sources import KeyAddress, KeyFile, KeySource
from gateway.authentication.keys import MAX_TOKEN_BYTES
from gateway.authentication.own_tokens import OwnTokens
from gateway.authentication.token_claims import Acceptance, ClaimReader
from gateway.authentication.verified_tokens import VerifiedTokens
from gateway.settings.model import JwtSettings

_BEARER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
_MAX_HEADER = MAX_TOKEN_BYTES + len("Bearer ")
_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})


class _Header(msgspec.Struct, frozen=True):
    """What counts in a token's header. ``jwk``, ``jku`` and ``x5u`` are not even looked at."""

    alg: str
    kid: str | None = None
    typ: str = "JWT"
    crit: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    b64: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def _now() -> datetime:
    return datetime.now(UTC)


class Authenticator:
    """Verifies tokens against the identity provider's keys and reads the viewer from them.

    A verified token is remembered until it expires or the keys change. ``http`` fetches the keys
    and stays its owner's to close; without one, a client is made and closed here. ``own`` has the
    tokens that the gateway itself gives to servers. ``check_role`` looks up what a viewer may still
    claim to be; its answer is not remembered here.
    """

    def __init__(
        self,
        jwt: JwtSettings,
        organization_ids: frozenset[str],
        *,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], datetime] = _now,
        own: OwnTokens | None = None,
        check_role: Callable[[Viewer], Awaitable[Viewer]] | None = None,
    ) -> None:
        self._own_http: httpx.AsyncClient | None = None
        self._clock = clock
        self._claims = ClaimReader(jwt, organization_ids)
        self._own = own
        self._check_role = check_role
        self._verified = VerifiedTokens()
        self._ring = KeyRing(self._key_source(jwt, http), frozenset(jwt.algorithms), clock)

    async def authenticate(self, authorization: str | None) -> Viewer:
        """The viewer of one ``Authorization`` header.

        The texts of what is raised are for the log and hold nothing of the token.

        Raises:
            Unauthenticated: There is no valid token.
            IdentityUnavailable: Nobody can tell at the moment whether there is one.

        """
        header = _bounded(authorization)
        now = self._clock().timestamp()
        self._ring.renew_if_old()
        viewer = self._verified.get(header, now, self._ring.revision)
        if viewer is None:
            accepted = await self._accept(_bearer_token(header), now)
            self._verified.keep(header, accepted, self._ring.revision)
            viewer = accepted.viewer
        return viewer if self._check_role is None else await self._check_role(viewer)

    async def as_of_now(self, viewer: Viewer) -> Viewer:
        """A viewer who was let in before, with the role that still may be claimed.

        Raises:
            Unauthenticated: The viewer's record is gone.
            IdentityUnavailable: Nobody can tell at the moment.

        """
        return viewer if self._check_role is None else await self._check_role(viewer)

    def known(self, authorization: str) -> Viewer | None:
        """The viewer of a header that was verified before, if it would still be accepted: a look-up."""
        try:
            header = _bounded(authorization)
        except Unauthenticated:
            return None
        return self._verified.get(header, self._clock().timestamp(), self._ring.revision)

    async def ready(self) -> str | None:
        """None if there are keys to verify with, otherwise the reason why not."""
        return await self._ring.ready()

    async def aclose(self) -> None:
        """Stop fetching keys and close what was opened here."""
        await self._ring.aclose()
        if self._own_http is not None:
            await self._own_http.aclose()

    def _key_source(self, jwt: JwtSettings, http: httpx.AsyncClient | None) -> KeySource:
        if jwt.jwks_file is not None:
            return KeyFile(jwt.jwks_file)
        if jwt.jwks_url is None:
            raise ValueError("neither a key file nor a key address")
        if http is None:
            http = self._own_http = httpx.AsyncClient()
        return KeyAddress(http, jwt.jwks_url)

    async def _accept(self, token: bytes, now: float) -> Acceptance:
        header = _read_header(token)
        # Which key a token names decides whose it is: neither issuer can speak for the other.
        if self._own is not None and header.kid is not None and self._own.has_key(header.kid):
            return self._own.accept(token, header.kid, now)
        return self._claims.read(await self._verified_payload(token, header), now)

    async def _verified_payload(self, token: bytes, header: _Header) -> bytes:
        payload = await self._payload_by_candidate(token, header)
        if payload is None and header.kid is None:
            # Without a key id, a new key shows only as a signature that does not fit.
            await self._ring.renew()
            payload = await self._payload_by_candidate(token, header)
        if payload is None:
            why = self._ring.why_unsure(header.kid)
            if why is not None:
                raise IdentityUnavailable(why)
            raise Unauthenticated("no known key verifies the token")
        return payload

    async def _payload_by_candidate(self, token: bytes, header: _Header) -> bytes | None:
        for key in await self._ring.candidates(header.kid, header.alg):
            payload = key.payload_of(token)
            if payload is not None:
                return payload
        return None


def _bounded(authorization: str | None) -> bytes:
    if authorization is None:
        raise Unauthenticated("no Authorization header")
    if len(authorization) > _MAX_HEADER:
        raise Unauthenticated("the token is too long")
    if not authorization.isascii():
        raise Unauthenticated("the Authorization header is not ASCII")
    return authorization.encode()


def _bearer_token(header: bytes) -> bytes:
    match = _BEARER.fullmatch(header)
    if match is None:
        raise Unauthenticated("the Authorization header is not one bearer token")
    return match[1]


def _read_header(token: bytes) -> _Header:
    try:
        header = msgspec.json.decode(urlsafe_b64decode(token.partition(b".")[0]), type=_Header)
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Unauthenticated("the token's header is malformed") from None
    if header.crit is not msgspec.UNSET or header.b64 is not msgspec.UNSET:
        raise Unauthenticated("the token asks for an extension")
    if header.typ.lower() not in _TYPES:
        raise Unauthenticated("the token is of another type")
    return header
