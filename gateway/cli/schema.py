"""``gateway schema``: the public contract as SDL."""

import typer

from schema import print_schema


def run() -> None:
    """Print the GraphQL schema."""
    typer.echo(print_schema().rstrip("\n"))
