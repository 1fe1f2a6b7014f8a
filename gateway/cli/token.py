"""``gateway token``: a bearer token for the demo."""

import os
from typing import Annotated

import typer

from gateway.cli.demo_files import DemoFiles
from gateway.cli.demo_tokens import DemoPeople, DemoRole, find_organization, sign_token
from gateway.cli.durations import parse_duration
from gateway.cli.failure import CommandFailed


def run(
    role: Annotated[DemoRole, typer.Option(help="The role the token stands for.")],
    user: Annotated[
        str | None, typer.Option(help="Id or e-mail address of a user; default: the first with that role.")
    ] = None,
    organization: Annotated[str, typer.Option(help="1, 2 or the id of a demo organization.")] = "1",
    lifetime: Annotated[str, typer.Option(help="How long the token is valid, like 15m or 7d.")] = "7d",
) -> None:
    """Print a bearer token for the demo, signed with the demo's own key."""
    if os.environ.get("GATEWAY_MODE") == "production":
        raise CommandFailed("GATEWAY_MODE=production: tokens are the identity provider's business there.")
    valid_for = parse_duration(lifetime)
    files = DemoFiles.of_environment()
    key = files.signing_key()
    where = find_organization(organization)
    people = DemoPeople(files.options())
    user_id = people.first(where, role) if user is None else people.named(where, role, user)
    typer.echo(sign_token(key, role, where, user_id, valid_for))
