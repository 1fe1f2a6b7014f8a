"""Addresses of other servers: the presets, and what an explicit one must look like."""

import ipaddress
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from gateway.settings.error import SettingsError


class Addresses(NamedTuple):
    """Where an organization's data and its access tokens come from."""

    partner_api_url: str
    token_url: str


PRESETS: dict[Literal["production", "sandbox"], Addresses] = {
    "production": Addresses(
        "https://app.podero.com/api/partners/v2.0/", "https://app.podero.com/oauth2/token/"
    ),
    "sandbox": Addresses(
        "https://sandbox-app.podero.com/api/partners/v2.0/", "https://sandbox-app.podero.com/oauth2/token/"
    ),
}


def check_address(name: str, text: str, *, allow_plaintext: bool, allow_query: bool = False) -> str:
    """The address as given, if it is an absolute http(s) one without credentials.

    Plain ``http`` is for loopback hosts only, unless allowed; some identity providers have a query
    in the address of their key set. Raises :class:`SettingsError`.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SettingsError(f"{name}: not a valid address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or not _is_plain(text):
        raise SettingsError(f"{name}: must be an absolute http:// or https:// address")
    if parts.username is not None or parts.password is not None:
        raise SettingsError(f"{name}: must not hold credentials")
    if "#" in text or ("?" in text and not allow_query):
        raise SettingsError(f"{name}: must not have a {'fragment' if '#' in text else 'query'}")
    if parts.scheme == "http" and not allow_plaintext and not _is_loopback(parts):
        raise SettingsError(
            f"{name}: plain http to {parts.hostname} would send credentials readably;"
            " use https, or set GATEWAY_ALLOW_PLAINTEXT_UPSTREAM=true"
        )
    return text


def check_base_address(name: str, text: str, *, allow_plaintext: bool) -> str:
    """Like :func:`check_address`, with the trailing slash that paths are appended to."""
    return check_address(name, text, allow_plaintext=allow_plaintext).rstrip("/") + "/"


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and "\\" not in text


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
