"""The settings in force, for people: name, value with secrets masked, and where it came from."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from pydantic import SecretStr

from gateway.settings.environment import read_variables
from gateway.settings.load import build_settings
from gateway.settings.model import OrganizationSettings, Settings
from gateway.settings.variables import Variables, variable_name

_MASK = "********"
_NOT_SET = "-"


class Source(Enum):
    """Where a value came from."""

    ENVIRONMENT = "environment"
    DEFAULT = "default"
    PRESET = "preset"
    FILE = "file"


class EffectiveSetting(NamedTuple):
    """One row: the variable's name (or a place in the organizations file), its value, its source."""

    name: str
    value: str
    source: Source


def effective_settings(environ: Mapping[str, str]) -> tuple[EffectiveSetting, ...]:
    """All settings in force. Raises :class:`SettingsError` like the start itself would."""
    variables = read_variables(environ)
    settings = build_settings(variables)
    return (*_variables(variables, settings), *_file_rows(variables, settings))


def _variables(variables: Variables, settings: Settings) -> Iterator[EffectiveSetting]:
    derived = _derived(variables, settings)
    for field in Variables.model_fields:
        name = variable_name(field)
        if field in variables.model_fields_set:
            yield EffectiveSetting(name, _text(getattr(variables, field)), Source.ENVIRONMENT)
        elif field in derived:
            value, source = derived[field]
            yield EffectiveSetting(name, value, source)
        else:
            yield EffectiveSetting(name, _text(getattr(variables, field)), Source.DEFAULT)


def _derived(variables: Variables, settings: Settings) -> dict[str, tuple[str, Source]]:
    """What was not written itself, but follows from something that was."""
    derived = {
        "introspection": (_text(settings.introspection), Source.DEFAULT),
        "graphiql": (_text(settings.graphiql), Source.DEFAULT),
    }
    if variables.client_secret_file is not None:
        derived["client_secret"] = (_MASK, Source.FILE)
    if variables.environment is not None and variables.organizations_file is None:
        organization = settings.organizations[0]
        derived["partner_api_url"] = (organization.partner_api_url, Source.PRESET)
        derived["token_url"] = (organization.token_url, Source.PRESET)
    return derived


def _file_rows(variables: Variables, settings: Settings) -> Iterator[EffectiveSetting]:
    if variables.organizations_file is None:
        return
    for position, organization in enumerate(settings.organizations, start=1):
        for field, value in _organization_rows(organization):
            yield EffectiveSetting(f"organization {position} {field}", value, Source.FILE)


def _organization_rows(organization: OrganizationSettings) -> Iterator[tuple[str, str]]:
    yield "organization_id", organization.organization_id
    yield "name", _text(organization.name)
    yield "partner_api_url", organization.partner_api_url
    yield "token_url", organization.token_url
    yield "client_id", organization.client_id
    yield "client_secret", _MASK


def _text(value: object) -> str:
    match value:
        case None:
            return _NOT_SET
        case SecretStr():
            return _MASK
        case bool():
            return str(value).lower()
        case tuple():
            return ",".join(map(str, value)) or _NOT_SET
        case float():
            return f"{value:g}"
        case _:
            return str(value)
