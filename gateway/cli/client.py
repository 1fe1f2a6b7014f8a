"""``gateway client``: what the file of servers needs for one that gets its tokens here."""

import sys
from typing import Annotated, Literal

import typer

from domain.ids import is_uuid
from gateway.api_clients.secrets import MIN_SECRET_LENGTH, hash_secret, new_secret
from gateway.cli.failure import CommandFailed
from gateway.settings.api_clients import CLIENT_ID


def run(
    action: Annotated[
        Literal["add", "hash"],
        typer.Argument(help="`add` makes a secret; `hash` reads one from standard input."),
    ],
    client_id: Annotated[str, typer.Option("--id", help="The client's id, for `add`.")] = "",
    organization: Annotated[
        str, typer.Option(help="Its organization's UUID; needed if there are several.")
    ] = "",
) -> None:
    """Print what to add to GATEWAY_API_CLIENTS_FILE. The secret of `add` is shown this once only."""
    if action == "hash":
        typer.echo(hash_secret(_read_secret()).text)
        return
    if CLIENT_ID.fullmatch(client_id) is None:
        raise CommandFailed("--id: must be 1 to 64 letters, digits, '.', '_' or '-'")
    if organization and not is_uuid(organization.lower()):
        raise CommandFailed("--organization: not a UUID")
    secret = new_secret()
    # On standard error, so that the rest can be appended to the file.
    typer.echo(f"client_id:     {client_id}\nclient_secret: {secret}", err=True)
    typer.echo("[[clients]]")
    typer.echo(f'client_id = "{client_id}"')
    if organization:
        typer.echo(f'organization_id = "{organization}"')
    typer.echo(f'secret_hashes = ["{hash_secret(secret).text}"]')


def _read_secret() -> str:
    secret = sys.stdin.readline().rstrip("\r\n")
    if len(secret) < MIN_SECRET_LENGTH:
        raise CommandFailed(f"A secret must have {MIN_SECRET_LENGTH} characters at least.")
    return secret
