"""``gateway schema``: the public contract as SDL."""

from typing import Annotated

import typer

from schema import print_schema


def run(
    federation: Annotated[
        bool, typer.Option("--federation", help="As a subgraph, for a federation composer.")
    ] = False,
) -> None:
    """Print the GraphQL schema."""
    typer.echo(print_schema(federation=federation).rstrip("\n"))
