"""Tokens that were verified already, so that the next request costs a look-up."""

from collections import OrderedDict
from hashlib import blake2b

from domain.roles import Viewer
from gateway.authentication.token_claims import Acceptance

_MAX_TOKENS = 10_000


class VerifiedTokens:
    """The most recently used verified tokens, by the hash of their header: none is kept itself."""

    def __init__(self, max_tokens: int = _MAX_TOKENS) -> None:
        self._max_tokens = max_tokens
        self._revision = 0
        self._accepted: OrderedDict[bytes, Acceptance] = OrderedDict()

    def __len__(self) -> int:
        return len(self._accepted)

    def get(self, header: bytes, now: float, revision: int) -> Viewer | None:
        """The viewer of a header accepted before with the same keys and still valid at ``now``."""
        self._forget_older_keys(revision)
        digest = _digest(header)
        accepted = self._accepted.get(digest)
        if accepted is None:
            return None
        if now >= accepted.until:
            del self._accepted[digest]
            return None
        self._accepted.move_to_end(digest)
        return accepted.viewer

    def keep(self, header: bytes, accepted: Acceptance, revision: int) -> None:
        """Remember a header whose token was verified with the keys of that revision."""
        self._forget_older_keys(revision)
        self._accepted[_digest(header)] = accepted
        if len(self._accepted) > self._max_tokens:
            self._accepted.popitem(last=False)

    def _forget_older_keys(self, revision: int) -> None:
        if revision != self._revision:
            self._accepted.clear()
            self._revision = revision


def _digest(header: bytes) -> bytes:
    return blake2b(header, digest_size=32).digest()
