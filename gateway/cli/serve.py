"""``gateway serve``: the gateway itself."""

import os
from dataclasses import replace
from typing import Annotated

import typer

from gateway.app import create_app
from gateway.cli.lifeline import end_with_starter
from gateway.cli.listening import check_free, listen
from gateway.cli.serving import serve_gateway
from gateway.garbage import tune_garbage_collection
from gateway.logs import configure_logging
from gateway.settings import load_settings


def run(
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of GATEWAY_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on, instead of GATEWAY_PORT.")
    ] = None,
    lifeline: Annotated[bool, typer.Option("--lifeline", hidden=True)] = False,
) -> None:
    """Run the gateway with the settings of the environment."""
    if lifeline:
        end_with_starter()
    settings = load_settings(os.environ)
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    configure_logging(settings.log_level, settings.log_format)
    if settings.telemetry.metrics_port:
        check_free(settings.telemetry.metrics_host, settings.telemetry.metrics_port)
    listener = listen(settings.host, settings.port)
    app = create_app(settings)
    tune_garbage_collection()
    serve_gateway(app, settings, listener)
