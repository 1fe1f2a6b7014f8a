"""The file with the servers that may get tokens from the gateway, and the key these are signed with."""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.api_clients.secrets import HashedSecret, parse_hash
from gateway.api_clients.signing_keys import SigningKeys, parse_signing_keys
from gateway.settings.error import SettingsError
from gateway.settings.model import ApiClientSettings, TokenEndpointSettings
from gateway.settings.secret_file import read_secret_file
from gateway.settings.tables import read_tables
from gateway.settings.variables import Variables

_NAME = "GATEWAY_API_CLIENTS_FILE"
_KEY_NAME = "GATEWAY_API_TOKEN_KEY_FILE"
CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_MOST_HASHES = 4


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    client_id: str
    organization_id: str | None = None
    secret_hashes: list[str] = Field(min_length=1, max_length=_MOST_HASHES, repr=False)


def read_token_endpoint(
    variables: Variables, organization_ids: frozenset[str]
) -> TokenEndpointSettings | None:
    """The settings of the token endpoint; None if there is none. Raises :class:`SettingsError`."""
    if variables.api_clients_file is None:
        if variables.api_token_key_file is not None:
            raise SettingsError(f"{_KEY_NAME}: needs {_NAME}")
        return None
    return TokenEndpointSettings(
        clients=_read_clients(variables.api_clients_file, organization_ids),
        keys=_read_keys(variables),
        lifetime_seconds=variables.api_token_seconds,
    )


def _read_keys(variables: Variables) -> SigningKeys | None:
    if variables.api_token_key_file is None:
        if variables.redis_url is not None:
            raise SettingsError(
                f"{_KEY_NAME} is missing: replicas that share GATEWAY_REDIS_URL have to sign with one key"
            )
        return None
    try:
        return parse_signing_keys(read_secret_file(_KEY_NAME, variables.api_token_key_file))
    except ValueError as error:
        raise SettingsError(f"{_KEY_NAME}: {variables.api_token_key_file} {error}") from None


def _read_clients(path: Path, organization_ids: frozenset[str]) -> tuple[ApiClientSettings, ...]:
    tables = read_tables(_NAME, path, "clients")
    clients: dict[str, ApiClientSettings] = {}
    for position, table in enumerate(tables, start=1):
        where = f"{_NAME}: client {position}: "
        client = _client(table, where, organization_ids)
        if client.client_id in clients:
            raise SettingsError(f"{where}client_id is there twice")
        clients[client.client_id] = client
    return tuple(clients.values())


def _client(table: object, where: str, organization_ids: frozenset[str]) -> ApiClientSettings:
    try:
        entry = _Entry.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "table"
        raise SettingsError(f"{where}{field}: {first['msg'][:1].lower()}{first['msg'][1:]}") from None
    if CLIENT_ID.fullmatch(entry.client_id) is None:
        raise SettingsError(f"{where}client_id: must be 1 to 64 letters, digits, '.', '_' or '-'")
    return ApiClientSettings(
        client_id=entry.client_id,
        organization_id=_organization_id(entry, where, organization_ids),
        secret_hashes=tuple(_hash(text, where) for text in entry.secret_hashes),
    )


def _organization_id(entry: _Entry, where: str, organization_ids: frozenset[str]) -> str:
    if entry.organization_id is None:
        if len(organization_ids) != 1:
            raise SettingsError(f"{where}organization_id is missing")
        return next(iter(organization_ids))
    if entry.organization_id.lower() not in organization_ids:
        raise SettingsError(f"{where}organization_id: not one of the configured organizations")
    return entry.organization_id.lower()


def _hash(text: str, where: str) -> HashedSecret:
    try:
        return parse_hash(text)
    except ValueError as error:
        raise SettingsError(f"{where}secret_hashes: {error}") from None
