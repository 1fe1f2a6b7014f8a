"""The command line. This is the one place where commands are found and their failures end."""

import importlib
import sys
from typing import Annotated

import typer

from gateway import __version__
from gateway.cli.failure import CommandFailed
from gateway.settings import SettingsError

# Each is a module of this package with a function ``run``. Only the one that is asked for is
# imported: the sandbox or the schema would make every other command start slowly.
_COMMANDS = (
    "serve", "demo", "sandbox", "settings", "token", "schema", "explain", "permissions", "doctor", "client",
)  # fmt: skip
_EXIT_SETTINGS = 2


def main() -> None:
    """The console script ``gateway``."""
    arguments = sys.argv[1:]
    try:
        _application(arguments)(arguments, prog_name="gateway")
    except SettingsError as error:
        _end(str(error), _EXIT_SETTINGS)
    except CommandFailed as failure:
        _end(str(failure), failure.exit_code)


def _application(arguments: list[str]) -> typer.Typer:
    application = typer.Typer(
        help="A GraphQL gateway in front of the Podero Partner API.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    application.callback(invoke_without_command=True)(_options)
    for name in _wanted(arguments):
        application.command(name)(importlib.import_module(f"gateway.cli.{name}").run)
    return application


def _wanted(arguments: list[str]) -> tuple[str, ...]:
    """The command asked for, or all of them where they are to be listed."""
    if arguments[:1] == ["--version"]:
        return ()
    return tuple(name for name in _COMMANDS if name in arguments[:1]) or _COMMANDS


def _options(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _end(message: str, exit_code: int) -> None:
    typer.echo(message, err=True)
    sys.exit(exit_code)
