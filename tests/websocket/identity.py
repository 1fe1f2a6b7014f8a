"""An identity provider for tests: tokens that verify, and the authenticator that verifies them."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from gateway.authentication import Authenticator
from gateway.settings import JwtSettings

ORGANIZATION = "6f1f3a52-8f0e-4f0c-9a6e-0d8f3f3b7a11"
ANNA = "0b9f4f0e-6a43-4a52-8d9b-1f0f6c1c2d01"
BERND = "0b9f4f0e-6a43-4a52-8d9b-1f0f6c1c2d02"


class Identity:
    """Signs tokens with a key of its own. Its clock can be stopped."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", {"kid": "test", "alg": "ES256", "use": "sig"})
        self._directory = tempfile.TemporaryDirectory()
        key_file = Path(self._directory.name) / "jwks.json"
        key_file.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}))
        self._settings = JwtSettings(
            jwks_url=None,
            jwks_file=key_file,
            issuer="https://identity.test",
            audience="gateway",
            algorithms=("ES256",),
        )
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        """The time of day, as far as the tests are concerned."""
        return self._stopped_at or datetime.now(UTC)

    def stop_clock(self) -> None:
        """Have it be now until the clock is started again."""
        self._stopped_at = datetime.now(UTC)

    def start_clock(self) -> None:
        """Have it be whatever it is."""
        self._stopped_at = None

    def bearer(self, user_id: str | None = ANNA, lifetime: timedelta = timedelta(hours=1)) -> str:
        """The value of an ``Authorization`` header; without a user, an administrator's."""
        now = self.now().timestamp()
        claims = {
            "iss": self._settings.issuer,
            "aud": self._settings.audience,
            "iat": now,
            "exp": now + lifetime.total_seconds(),
            "organization_id": ORGANIZATION,
            "role": "administrator" if user_id is None else "user",
        }
        if user_id is not None:
            claims["user_id"] = user_id
        token = jwt.encode({"alg": "ES256", "kid": "test"}, claims, self._key, algorithms=["ES256"])
        return f"Bearer {token}"

    def authenticator(self) -> Authenticator:
        """A new authenticator that knows the key and this clock."""
        return Authenticator(self._settings, frozenset({ORGANIZATION}), clock=self.now)

    def close(self) -> None:
        """Remove the key file."""
        self._directory.cleanup()
