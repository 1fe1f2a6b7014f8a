"""``gateway demo``: the gateway in front of the embedded Partner API, both as real servers."""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

import httpx
import typer

from gateway.cli.child import Child
from gateway.cli.demo_files import DemoFiles
from gateway.cli.demo_greeting import greeting
from gateway.cli.demo_tokens import ALGORITHM, AUDIENCE, ISSUER, DemoPeople, DemoRole, sign_token
from gateway.cli.durations import parse_duration
from gateway.cli.failure import CommandFailed
from gateway.cli.listening import check_free
from gateway.settings.variables import PREFIX
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, SandboxOptions
from sandbox.options import LARGEST_FLEET

_HOST = "127.0.0.1"
_READY_SECONDS = 60.0
_PAUSE_SECONDS = 0.1


def run(
    users: Annotated[int, typer.Option(min=4, max=LARGEST_FLEET, help="Users in each organization.")] = 25,
    latency: Annotated[str, typer.Option(help="Added to every upstream call, like 20ms.")] = "0ms",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the gateway.")] = 8000,
    sandbox_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the Partner API.")] = 8001,
    cache: Annotated[bool, typer.Option(help="Keep what the Partner API answers for a while.")] = True,
) -> None:
    """Run the gateway with the embedded Partner API, and print how to try it."""
    parse_duration(latency)
    if port == sandbox_port:
        raise CommandFailed(f"Port {port} cannot serve both: choose another --sandbox-port.")
    check_free(_HOST, port)
    check_free(_HOST, sandbox_port)
    gateway_url, sandbox_url = f"http://{_HOST}:{port}", f"http://{_HOST}:{sandbox_port}"
    files, options = DemoFiles.of_environment(), SandboxOptions(users=users)
    key = files.prepare(options, f"{sandbox_url}{API_BASE}/", f"{sandbox_url}{TOKEN_PATH}")
    people, home = DemoPeople(options), DEMO_ORGANIZATIONS[0]
    tokens = {role: sign_token(key, role, home, people.first(home, role)) for role in DemoRole}
    files.write_session(tokens)
    ended = _stop_signals()
    sandbox = ["sandbox", "--port", str(sandbox_port), "--users", str(users), "--latency", latency]
    with (
        _running("The Partner API", sandbox, _clean_environment()) as upstream,
        _running("The gateway", ["serve"], _gateway_environment(files, port, cache=cache)) as gateway,
    ):
        if _healthy(f"{sandbox_url}/_sandbox/health", upstream, ended) and _healthy(
            f"{gateway_url}/readyz", gateway, ended
        ):
            typer.echo(greeting(gateway_url, f"{sandbox_url}{API_BASE}/", tokens))
            while not ended.wait(_PAUSE_SECONDS):
                upstream.require_alive()
                gateway.require_alive()
    typer.echo("\nThe demo has ended.")


def _stop_signals() -> threading.Event:
    """Set by SIGINT and SIGTERM, which from now on do nothing else."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


@contextmanager
def _running(title: str, arguments: list[str], environ: Mapping[str, str]) -> Iterator[Child]:
    """A child that has ended when this context has."""
    child = Child(title, arguments, environ)
    try:
        yield child
    finally:
        child.ask_to_end()
        child.wait()


def _healthy(url: str, child: Child, ended: threading.Event) -> bool:
    """True once the address answers 200, False if the demo is to end before that.

    Raises :class:`CommandFailed` if the child ends or takes longer than a minute.
    """
    give_up = time.monotonic() + _READY_SECONDS
    with httpx.Client(timeout=5, trust_env=False) as http:
        while not ended.wait(_PAUSE_SECONDS):
            child.require_alive()
            try:
                if http.get(url).status_code == httpx.codes.OK:
                    return True
            except httpx.HTTPError:
                pass
            if time.monotonic() > give_up:
                raise CommandFailed(
                    f"{child.title} was not ready after {_READY_SECONDS:g} seconds.{child.last_lines()}"
                )
    return False


def _clean_environment() -> dict[str, str]:
    """The environment without settings of ours, and without a proxy between the two."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**kept, "NO_PROXY": _HOST, "no_proxy": _HOST}


def _gateway_environment(files: DemoFiles, port: int, *, cache: bool) -> dict[str, str]:
    return {
        **_clean_environment(),
        "GATEWAY_MODE": "development",
        "GATEWAY_HOST": _HOST,
        "GATEWAY_PORT": str(port),
        "GATEWAY_CACHE": str(cache).lower(),
        "GATEWAY_ORGANIZATIONS_FILE": str(files.organizations_file),
        "GATEWAY_JWT_JWKS_FILE": str(files.key_set_file),
        "GATEWAY_JWT_ISSUER": ISSUER,
        "GATEWAY_JWT_AUDIENCE": AUDIENCE,
        "GATEWAY_JWT_ALGORITHMS": ALGORITHM,
        "GATEWAY_DEMO_SESSION_FILE": str(files.session_file),
        "GATEWAY_WRITE_JOURNAL": "memory",  # what it remembers would be gone from our Partner API
        "GATEWAY_WATCH_INTERVAL_SECONDS": "3",  # it is our own Partner API that is polled
        "GATEWAY_DRAIN_SECONDS": "0",  # nobody sends requests here by readiness
        "GATEWAY_LOG_LEVEL": "warning",
        "GATEWAY_LOG_FORMAT": "console",
    }
