"""What the demo leaves in its directory: a signing key, its public half, credentials, options."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from gateway.cli.demo_tokens import DemoRole
from gateway.cli.failure import CommandFailed
from gateway.settings.variables import DEMO_DIRECTORY
from sandbox import DEMO_ORGANIZATIONS, SandboxOptions


class _Noted(msgspec.Struct, frozen=True):
    users: int
    seed: int


class DemoFiles(NamedTuple):
    """The files of one directory. Everything in it may be deleted; the next demo makes it anew."""

    directory: Path

    @classmethod
    def of_environment(cls) -> "DemoFiles":
        """The directory that ``GATEWAY_DEMO_DIR`` names, or ``.demo`` below the current one."""
        return cls(Path(os.environ.get("GATEWAY_DEMO_DIR") or DEMO_DIRECTORY))

    @property
    def key_file(self) -> Path:
        """The private key. Only its owner may read it."""
        return self.directory / "key.json"

    @property
    def key_set_file(self) -> Path:
        """The public half, for the gateway."""
        return self.directory / "jwks.json"

    @property
    def organizations_file(self) -> Path:
        """The demo organizations with their credentials, for the gateway."""
        return self.directory / "organizations.toml"

    @property
    def options_file(self) -> Path:
        """What the sandbox was started with, so that tokens can be made for its users."""
        return self.directory / "sandbox.json"

    @property
    def session_file(self) -> Path:
        """The tokens that GraphiQL offers, for the gateway to serve."""
        return self.directory / "session.json"

    def write_session(self, tokens: Mapping[DemoRole, str]) -> None:
        """Write the tokens that GraphiQL offers. Raises :class:`CommandFailed` if that fails."""
        roles = [{"label": role.value.capitalize(), "token": token} for role, token in tokens.items()]
        try:
            _write_private(self.session_file, json.dumps({"roles": roles}))
        except OSError as error:
            raise CommandFailed(f"Cannot write to {self.directory}/: {error.strerror}") from None

    def signing_key(self) -> OKPKey:
        """The key of the last demo. Raises :class:`CommandFailed` if there is none."""
        try:
            return OKPKey.import_key(json.loads(self.key_file.read_bytes()))
        except FileNotFoundError:
            raise CommandFailed(
                f"There is no demo key in {self.directory}/: run `gateway demo` first."
            ) from None
        except (OSError, ValueError, JoseError):
            raise CommandFailed(f"{self.key_file} is not a usable key: delete it.") from None

    def options(self) -> SandboxOptions:
        """What the last demo's sandbox was started with, or the defaults."""
        try:
            noted = msgspec.json.decode(self.options_file.read_bytes(), type=_Noted)
            return SandboxOptions(users=noted.users, seed=noted.seed)
        except (OSError, msgspec.DecodeError, ValueError):
            return SandboxOptions()

    def prepare(self, options: SandboxOptions, partner_api_url: str, token_url: str) -> OKPKey:
        """Write everything a demo needs and return its key, made once and then kept.

        Raises :class:`CommandFailed` if the directory cannot be written.
        """
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.key_file.exists():
                new = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": "Ed25519"}, auto_kid=True)
                _write_private(self.key_file, json.dumps(new.as_dict(private=True)))
            key = self.signing_key()
            _write_private(self.key_set_file, json.dumps({"keys": [key.as_dict(private=False)]}))
            _write_private(self.organizations_file, _organizations(partner_api_url, token_url))
            _write_private(self.options_file, json.dumps({"users": options.users, "seed": options.seed}))
        except OSError as error:
            raise CommandFailed(f"Cannot write to {self.directory}/: {error.strerror}") from None
        return key


def _write_private(path: Path, text: str) -> None:
    """Replace a file by one that only its owner may read, in one step."""
    draft = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def _organizations(partner_api_url: str, token_url: str) -> str:
    tables = [
        {
            "organization_id": each.organization_id,
            "name": each.name,
            "client_id": each.client_id,
            "client_secret": each.client_secret,
            "partner_api_url": partner_api_url,
            "token_url": token_url,
        }
        for each in DEMO_ORGANIZATIONS
    ]
    # A JSON string is also a TOML string.
    lines = (
        "\n".join(["[[organizations]]", *(f"{name} = {json.dumps(value)}" for name, value in table.items())])
        for table in tables
    )
    return "\n\n".join(lines) + "\n"
