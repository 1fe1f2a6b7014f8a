"""``gateway sandbox``: the embedded Partner API alone, an upstream like any other."""

from typing import Annotated

import typer

from gateway.cli.durations import parse_duration
from gateway.cli.lifeline import end_with_starter
from gateway.cli.listening import listen
from gateway.cli.serving import serve
from gateway.logs import configure_logging
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox, SandboxOptions
from sandbox.options import LARGEST_FLEET

_DEFAULTS = SandboxOptions()


def run(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8001,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    users: Annotated[
        int, typer.Option(min=1, max=LARGEST_FLEET, help="Users in each organization.")
    ] = _DEFAULTS.users,
    latency: Annotated[str, typer.Option(help="Added to every call, like 20ms or 0.5s.")] = "0ms",
    seed: Annotated[int, typer.Option(help="What the sample data is made from.")] = _DEFAULTS.seed,
    lifeline: Annotated[bool, typer.Option("--lifeline", hidden=True)] = False,
) -> None:
    """Run the embedded Partner API."""
    if lifeline:
        end_with_starter()
    options = SandboxOptions(users=users, seed=seed, latency=parse_duration(latency).total_seconds())
    configure_logging("warning", "console")
    listener = listen(host, port)
    address = f"http://{host}:{listener.getsockname()[1]}"
    typer.echo(f"Partner API   {address}{API_BASE}/")
    typer.echo(f"Token address {address}{TOKEN_PATH}")
    for each in DEMO_ORGANIZATIONS:
        typer.echo(f"{each.organization_id}  {each.client_id}  {each.client_secret}  ({each.name})")
    serve(Sandbox(options).app, listener)
