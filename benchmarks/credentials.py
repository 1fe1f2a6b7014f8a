"""Who may ask the measured servers: one key pair, and tokens signed with it."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from benchmarks.queries import Query

ISSUER, AUDIENCE = "benchmark", "gateway"
_LIFETIME = timedelta(hours=12)


class Credentials:
    """Signs tokens, and makes whole HTTP requests of queries."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "benchmark", "alg": "ES256", "use": "sig"})
        self._token = cache(self._sign)

    def write_keys(self, path: Path) -> None:
        """Put the public key where a gateway finds it."""
        path.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))

    def request(self, query: Query) -> bytes:
        """The bytes of one HTTP request for a query."""
        body = query.body
        token = self._token(query.organization_id, query.role, query.user_id)
        return (
            "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def _sign(self, organization_id: str, role: str, user_id: str | None) -> str:
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "exp": int((datetime.now(UTC) + _LIFETIME).timestamp()),
            "organization_id": organization_id,
            "role": role,
            **({"user_id": user_id} if user_id else {}),
        }
        return jwt.encode({"alg": "ES256", "kid": "benchmark"}, claims, self._key, algorithms=["ES256"])
