"""Secrets that are mounted as files."""

from pathlib import Path

from gateway.settings.error import SettingsError

_MAX_BYTES = 4096


def read_secret_file(name: str, path: Path) -> str:
    """The text of a secret file without its trailing line break.

    ``name`` is the setting blamed. Raises :class:`SettingsError` if there is no such text.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{name}: cannot read {path}: {error.strerror}") from None
    if len(raw) > _MAX_BYTES:
        raise SettingsError(f"{name}: {path} is larger than {_MAX_BYTES} bytes")
    try:
        secret = raw.decode().strip()
    except UnicodeDecodeError:
        raise SettingsError(f"{name}: {path} is not UTF-8 text") from None
    if not secret:
        raise SettingsError(f"{name}: {path} is empty")
    return secret
