"""The file with several organizations: TOML, one ``[[organizations]]`` table each."""

import difflib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.settings.error import SettingsError
from gateway.settings.tables import read_tables
from gateway.settings.variables import Text

_NAME = "GATEWAY_ORGANIZATIONS_FILE"


class OrganizationEntry(BaseModel):
    """One table as written. Which values must be there is checked when settings are built."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    organization_id: Text | None = None
    name: Text | None = None
    client_id: Text | None = None
    client_secret: Text | None = Field(None, repr=False)
    client_secret_file: Path | None = None
    environment: Literal["production", "sandbox"] | None = None
    partner_api_url: Text | None = None
    token_url: Text | None = None


def read_organizations_file(path: Path) -> tuple[OrganizationEntry, ...]:
    """The entries in the file's order; relative secret files are relative to it.

    Raises :class:`SettingsError` if it cannot be read or is not of that shape.
    """
    tables = read_tables(_NAME, path, "organizations")
    return tuple(_entry(table, position, path.parent) for position, table in enumerate(tables, start=1))


def _entry(table: object, position: int, directory: Path) -> OrganizationEntry:
    try:
        entry = OrganizationEntry.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "table"
        raise SettingsError(f"{_NAME}: organization {position}: {_problem(field, first['msg'])}") from None
    if entry.client_secret_file is None:
        return entry
    return entry.model_copy(update={"client_secret_file": directory / entry.client_secret_file})


def _problem(field: str, message: str) -> str:
    if field in OrganizationEntry.model_fields or field == "table":
        return f"{field}: {message[:1].lower()}{message[1:]}"
    matches = difflib.get_close_matches(field, list(OrganizationEntry.model_fields), n=1)
    return f"{field} is not a setting" + (f"; did you mean {matches[0]}?" if matches else "")
