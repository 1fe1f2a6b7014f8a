"""``gateway doctor``: what a deployment needs, checked."""

import asyncio
import os
from typing import Annotated

import typer

from gateway.cli.failure import EXIT_FAILED
from gateway.doctor import Finding, Outcome, examine, render_findings
from gateway.logs import configure_logging
from gateway.settings import Settings, SettingsError, load_settings


def run(
    everything: Annotated[
        bool, typer.Option("--all", help="List what is new or unused in the Partner API one by one.")
    ] = False,
) -> None:
    """Check settings, journal, Redis, keys, tokens, clock and the Partner API's own description."""
    configure_logging("error", "console")
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        advice = "See docs/configuration.md. Nothing else was checked."
        findings = [Finding("settings", Outcome.FAILED, str(error), advice)]
    else:
        findings = asyncio.run(_examine(settings, everything))
    typer.echo(render_findings(findings))
    if any(each.outcome is Outcome.FAILED for each in findings):
        raise typer.Exit(EXIT_FAILED)


async def _examine(settings: Settings, everything: bool) -> list[Finding]:
    return [finding async for finding in examine(settings, is_thorough=everything)]
