"""From a mapping of environment variables to :class:`Variables`, refusing what nobody reads."""

import difflib
import re
from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource

from gateway.settings.error import SettingsError
from gateway.settings.variables import PREFIX, Variables, variable_name

# Kubernetes adds these by itself to every pod beside a Service that is called "gateway".
_INJECTED = re.compile(r"GATEWAY_(SERVICE_(HOST|PORT.*)|PORT_\d+_(TCP|UDP|SCTP).*)")


_TRACING = variable_name("tracing")
_COLLECTORS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""Whoever sets one of the standard's own variables wants to see spans."""


class _MappingSource(EnvSettingsSource):
    """The environment source of pydantic-settings over a given mapping."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(Variables)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._environ.items() if value != ""}


def read_variables(environ: Mapping[str, str]) -> Variables:
    """The variables of one environment; an empty value counts as not set.

    Raises :class:`SettingsError` for the first variable that is unknown or malformed.
    """
    ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    if not ours.get(_TRACING) and any(environ.get(name) for name in _COLLECTORS):
        ours[_TRACING] = "true"
    known = {variable_name(field) for field in Variables.model_fields}
    for name in sorted(ours):
        if name not in known and not _INJECTED.fullmatch(name):
            raise SettingsError(f"{name} is not a setting{_nearest(name, known)}")
    try:
        return Variables(**_MappingSource({name: ours[name] for name in ours if name in known})())
    except ValidationError as error:
        raise SettingsError(_first_line(error.errors(include_input=False, include_url=False))) from None


def _nearest(name: str, known: set[str]) -> str:
    matches = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {matches[0]}?" if matches else ""


def _first_line(errors: list[ErrorDetails]) -> str:
    first = errors[0]
    message = first["msg"].removeprefix("Value error, ")
    return f"{variable_name(str(first['loc'][0]))}: {message[:1].lower()}{message[1:]}"
