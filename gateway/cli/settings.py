"""``gateway settings``: what is in force, and where it came from."""

import os

import typer

from gateway.settings import effective_settings


def run() -> None:
    """Print the effective settings, secrets masked."""
    rows = effective_settings(os.environ)
    width = max(len(row.name) for row in rows)
    for row in rows:
        typer.echo(f"{row.name:<{width}}  {row.value} (source: {row.source.value})")
