"""Files of TOML tables that settings name."""

import tomllib
from pathlib import Path

from gateway.settings.error import SettingsError


def read_tables(setting: str, path: Path, name: str) -> list[object]:
    """The tables ``[[name]]`` of a file that holds nothing else, in its order.

    Raises :class:`SettingsError`, beginning with the setting, if it cannot be read or is not of that shape.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{setting}: cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{setting}: {path} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{setting}: {path} is not TOML: {error}") from None
    tables = document.get(name)
    if set(document) != {name} or not isinstance(tables, list) or not tables:
        raise SettingsError(f"{setting}: {path} must hold [[{name}]] tables and nothing else")
    return tables
