"""Secrets are planted wherever there is one, all is asked and all goes wrong, and none may be found again.

In this process, with every log record there is, and in a real process with its standard error in both
formats at the level ``debug``.
"""

import asyncio
import contextlib
import itertools
import json
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

import httpx
import pytest
import websockets
from joserfc.jwk import OKPKey

from gateway.settings import CacheSettings, Settings, UpstreamSettings, effective_settings, load_settings
from sandbox import API_BASE, TOKEN_PATH, Fault, Sandbox, SandboxOptions
from sandbox.faults import FaultKind
from tests.authentication.clients import BILLING_SECRET, ask, bearer, hash_in_earnest, token_endpoint
from tests.conformance.live_gateway import _served
from tests.gateway_under_test import HOME, NOON, GatewayUnderTest, RoleName
from tests.security.upstream_spy import UpstreamSpy
from tests.websocket.in_process import SUBPROTOCOL, InProcessClient

pytestmark = pytest.mark.anyio

_number = itertools.count(1)


def plant(what: str) -> str:
    """A secret that is nowhere else."""
    return f"planted{next(_number)}{what}Q7xZ"


REDIS_PASSWORD, COOKIE, BASIC, QUERY, BODY, KEY = map(
    plant, ("redis", "cookie", "basic", "query", "body", "key")
)
INPUT, HASHED, CLIENT = plant("input"), BILLING_SECRET, plant("client") + "x" * 32
IN_ANSWERS = {
    COOKIE,
    BASIC,
    BODY,
    KEY,
    REDIS_PASSWORD,
    HASHED,
    CLIENT,
    *(each.client_secret for each in (HOME,)),
}
IN_LOGS = {*IN_ANSWERS, INPUT, QUERY}
"""What a client sent as data comes back to that client, but is not for the log."""

_SILENCED = ("httpx", "httpcore", "asyncio", "hypothesis", "websockets")
"""The client of these tests, or what ``configure_logging`` silences; the real process shows that it does."""

LIST = """{ organization { users(first: 3) {
  nodes { firstName email buildings { name } devices { id kind } }
} } }"""
WRITE = """mutation($input: BuildingCreateInput!) { buildingCreate(input: $input) {
  building { id name } userErrors { code path message }
} }"""
QUERIES: tuple[tuple[str, dict[str, Any] | None], ...] = (
    (LIST, None),
    ("{ viewer { role user { email } } }", None),
    ("query($id: ID!) { node(id: $id) { id } }", {"id": INPUT}),
    ("query($id: ID!) { user(by: {id: $id}) { id } }", {"id": {"nested": INPUT}}),
    ("query($x: String!) { user(by: {email: $x}) { id } }", {"x": f"{INPUT}@x.example"}),
    (f'{{ user(by: {{email: "{INPUT}"}}) {{ id }} }}', None),
    ("{ " + INPUT + " }", None),
    ("{ viewer " + INPUT, None),
    ("query Screen { viewer { role } }", None),  # its name is logged
    ("{ viewer { role @include(if: $x) } }", {"x": INPUT}),
)


@contextlib.contextmanager
def everything_logged() -> Iterator[list[str]]:
    """All records of all loggers, in full: the text, what goes with it, and the traceback."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(_SILENCED):
                formatted = logging.Formatter().format(record)
                written.append(f"{record.name} {formatted} {record.__dict__!r}")

    root, handler = logging.getLogger(), Keep(logging.DEBUG)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


class World:
    """A gateway with secrets everywhere, what it answered, and what it logged."""

    def __init__(self, gateway: GatewayUnderTest, spy: UpstreamSpy, logged: list[str]) -> None:
        self.gateway, self.spy, self.logged = gateway, spy, logged
        self.answers: list[str] = []
        self.tokens: set[str] = set()

    async def send(self, method: str, path: str, headers: dict[str, str], **more: Any) -> None:
        headers = {"cookie": f"session={COOKIE}", **headers}
        self.tokens.add(headers.get("authorization", "").rpartition(" ")[2])
        response = await self.gateway.http.request(method, path, headers=headers, **more)
        self.answers.append(f"{response.status_code} {response.headers.raw!r} {response.text}")

    async def ask_everything(self) -> None:
        """All queries in all roles and protocols, and a write."""
        roles: tuple[RoleName, ...] = ("administrator", "staff", "user")
        for role in roles:
            headers = {**self.gateway.bearer(role), "idempotency-key": KEY}
            for query, variables in QUERIES:
                body = {"query": query, "variables": variables}
                await self.send("POST", "/graphql", headers, json=body)
            await self.send("GET", "/graphql", headers, params={"query": LIST, QUERY: QUERY})
            await self.send(
                "POST", "/graphql", {**headers, "accept": "text/event-stream"}, json={"query": LIST}
            )
            given = {"ownerId": self.gateway.user_id(), "name": INPUT + "x" * 900}
            await self.send("POST", "/graphql", headers, json={"query": WRITE, "variables": {"input": given}})
            given["name"] = "Hut"
            await self.send("POST", "/graphql", headers, json={"query": WRITE, "variables": {"input": given}})

    def check(self) -> None:
        """No secret anywhere: not those planted, nor the tokens of clients, nor those of the upstream."""
        wire = {each for each in self.tokens | self.spy.secrets() if each}
        assert len(wire) >= 2
        logs, answers = "\n".join(self.logged), "\n".join(self.answers)
        assert self.logged
        assert [each for each in wire | IN_LOGS if each in logs] == []
        assert [each for each in wire | IN_ANSWERS if each in answers] == []


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    sandbox = Sandbox(SandboxOptions(users=8), clock=lambda: NOON)
    spy = UpstreamSpy(sandbox)
    with everything_logged() as logged:
        async with GatewayUnderTest(
            sandbox=sandbox,
            transport=spy,
            token_endpoint=token_endpoint(),
            production=True,
            graphiql=True,
            cache=CacheSettings(redis_url=f"redis://:{REDIS_PASSWORD}@127.0.0.1:1/0"),
            upstream=UpstreamSettings(max_attempts=1, attempt_timeout_seconds=0.3, total_timeout_seconds=0.5),
        ) as gateway:
            yield World(gateway, spy, logged)


async def test_when_all_is_well(world: World) -> None:
    await world.ask_everything()
    world.check()
    assert any(line.startswith("gateway.audit") for line in world.logged)
    assert any("Redis is away" in line for line in world.logged)


KINDS = tuple(kind for kind in get_args(FaultKind) if kind not in {"delay", "slow_body", "expire_tokens"})


@pytest.mark.parametrize("kind", KINDS)
async def test_when_the_upstream_fails_in_each_way(world: World, kind: FaultKind) -> None:
    """Its answers hold secrets, too: they are nobody's business, however they are wrong."""
    takes_body = kind in {"status", "garbage", "wrong_shape", "html"}
    body = {"detail": BODY, "email": BODY} if takes_body else None
    status = {"status": 400, "redirect": 302}.get(kind)
    headers = {"location": f"http://{BODY.lower()}.example/?token={BODY}", "x-secret": BODY}
    world.gateway.sandbox.add_fault(
        Fault(match="/(users|buildings)", kind=kind, status=status, body=body, headers=headers, seconds=5)
    )
    try:
        for query, variables in ((LIST, None), QUERIES[4]):
            request = {"query": query, "variables": variables}
            await world.send("POST", "/graphql", world.gateway.bearer("staff"), json=request)
        given = {"input": {"ownerId": world.gateway.user_id(), "name": "Hut"}}
        await world.send(
            "POST", "/graphql", world.gateway.bearer(), json={"query": WRITE, "variables": given}
        )
    finally:
        world.gateway.sandbox.clear_faults()
    world.check()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 429, 500, 503])
async def test_when_the_upstream_refuses(world: World, status: int) -> None:
    body = {"detail": [{"loc": ["body", BODY], "msg": BODY, "type": BODY, "input": BODY}], "error": BODY}
    world.gateway.sandbox.add_fault(
        Fault(match="/(users|buildings)", kind="status", status=status, body=body)
    )
    try:
        await world.send("POST", "/graphql", world.gateway.bearer("staff"), json={"query": LIST})
    finally:
        world.gateway.sandbox.clear_faults()
    world.check()


async def test_when_nobody_gets_in(world: World) -> None:
    token = world.gateway.token()
    for authorization in (
        f"Basic {BASIC}", f"Bearer {BASIC}", f"Bearer {token[:-9]}{BASIC}", f"{BASIC}", f"Bearer a.{BASIC}.c",
        f"Bearer {world.gateway.token('administrator', None, BASIC)}", f"Bearer {world.gateway.token(BASIC)}",
        f"Bearer {world.gateway.token('user', BASIC)}", f"Bearer {world.gateway.token(iss=BASIC)}",
    ):  # fmt: skip
        await world.send("POST", "/graphql", {"authorization": authorization}, json={"query": LIST})
        async with InProcessClient(world.gateway.app) as client:
            init = {"type": "connection_init", "payload": {"Authorization": authorization, "cookie": COOKIE}}
            await client.send(init)
            assert await client.closed() == (4401, "Unauthorized")
    world.check()


async def test_requests_that_are_none(world: World) -> None:
    headers = world.gateway.bearer()
    for content_type, content in (
        ("text/plain", INPUT), ("application/json", INPUT), ("application/json", f'{{"query": "{INPUT}'),
        ("application/json", f'[{{"query": "{INPUT}"}}]'), ("multipart/form-data", INPUT),
        ("a", "\x00" + INPUT),
    ):  # fmt: skip
        sent = {**headers, "content-type": content_type, "idempotency-key": f"{KEY} {KEY}"}
        await world.send("POST", "/graphql", sent, content=content)
    for path in ("/", "/livez", "/readyz", f"/{QUERY}", f"/graphql/{QUERY}?x={QUERY}", "/metrics"):
        for method in ("GET", "POST", "DELETE"):
            await world.send(method, path, {**headers, "x-request-id": f"{QUERY} x"})
    world.check()


async def test_tokens_for_servers(world: World) -> None:
    headers = await bearer(world.gateway, "billing", BILLING_SECRET)
    await world.send("POST", "/graphql", headers, json={"query": LIST})
    for client_id, secret in (("billing", CLIENT), (CLIENT, "x")):
        world.answers.append(repr(await ask(world.gateway, client_id=client_id, client_secret=secret)))
    world.answers.append(repr(await ask(world.gateway, auth=(CLIENT, CLIENT), scope=CLIENT)))
    world.check()


async def test_a_websocket(world: World) -> None:
    headers = world.gateway.bearer("staff")
    world.tokens.add(headers["authorization"].rpartition(" ")[2])
    async with InProcessClient(world.gateway.app, {"cookie": COOKIE}) as client:
        await client.initialise(headers["authorization"])
        for number, (query, variables) in enumerate(QUERIES):
            await client.subscribe(str(number), query, variables=variables)
            world.answers.append(json.dumps(await client.receive()))
        world.answers += [repr(each) for each in await client.everything()]
    world.check()


def _settings_environment(tmp_path: Path, **more: str) -> dict[str, str]:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    (tmp_path / "token-key.json").write_text(json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)))
    hashed = hash_in_earnest(BILLING_SECRET)
    (tmp_path / "clients.toml").write_text(
        f'[[clients]]\nclient_id = "billing"\nsecret_hashes = ["{hashed}"]\n'
    )
    given = {
        "ENVIRONMENT": "sandbox", "ORGANIZATION_ID": HOME.organization_id, "CLIENT_ID": HOME.client_id,
        "CLIENT_SECRET": HOME.client_secret, "JWT_JWKS_FILE": str(tmp_path / "keys.json"), "JWT_ISSUER": "i",
        "JWT_AUDIENCE": "a", "REDIS_URL": f"redis://u:{REDIS_PASSWORD}@127.0.0.1:1/0",
        "API_CLIENTS_FILE": str(tmp_path / "clients.toml"),
        "API_TOKEN_KEY_FILE": str(tmp_path / "token-key.json"), "WRITE_JOURNAL": "memory", **more,
    }  # fmt: skip
    return {f"GATEWAY_{name}": value for name, value in given.items()}


def _secrets_of(settings: Settings) -> set[str]:
    endpoint = settings.token_endpoint
    assert endpoint is not None
    assert endpoint.keys is not None
    return {
        HOME.client_secret,
        REDIS_PASSWORD,
        endpoint.clients[0].secret_hashes[0].text.rpartition("$")[2],
        repr(endpoint.clients[0].secret_hashes[0].digest),
        cast("str", endpoint.keys.signing.as_dict(private=True)["d"]),
    }


def test_settings_show_no_secret_however_they_are_printed(tmp_path: Path) -> None:
    environment = _settings_environment(tmp_path)
    settings = load_settings(environment)
    shown = [
        repr(settings),
        str(settings),
        f"{settings}",
        repr(replace(settings)),
        repr(effective_settings(environment)),
    ]
    for secret in _secrets_of(settings):
        assert len(secret) >= 15
        assert [secret for text in shown if secret in text] == []


@contextlib.asynccontextmanager
async def real_process(tmp_path: Path, log_format: str) -> AsyncIterator[tuple[str, Sandbox, list[bytes]]]:
    """``gateway serve`` at the level debug, in front of a real sandbox; and what it writes."""
    sandbox = Sandbox(SandboxOptions(users=8))
    async with _served(sandbox.app) as upstream:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = _settings_environment(
            tmp_path, LOG_LEVEL="debug", LOG_FORMAT=log_format, PARTNER_API_URL=f"{upstream}{API_BASE}/",
            TOKEN_URL=f"{upstream}{TOKEN_PATH}", PORT=str(port), UPSTREAM_MAX_ATTEMPTS="1", ENVIRONMENT="",
        )  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gateway", "serve", env={**kept, **environment},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdout is not None
        written: list[bytes] = []
        reading = asyncio.create_task(_keep_reading(process.stdout, written))
        try:
            await _answering(f"http://127.0.0.1:{port}/livez")
            yield f"127.0.0.1:{port}", sandbox, written
        finally:
            process.terminate()
            await process.wait()
            await reading


async def _keep_reading(stream: asyncio.StreamReader, written: list[bytes]) -> None:
    while chunk := await stream.read(65536):
        written.append(chunk)


async def _answering(url: str) -> None:
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if (await http.get(url)).status_code == 200:
                    return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("log_format", ["json", "console"])
async def test_a_real_process_that_logs_everything_it_can(tmp_path: Path, log_format: str) -> None:
    async with real_process(tmp_path, log_format) as (address, sandbox, written):
        async with httpx.AsyncClient(base_url=f"http://{address}", headers={"cookie": COOKIE}) as http:
            form = {
                "grant_type": "client_credentials",
                "client_id": "billing",
                "client_secret": BILLING_SECRET,
            }
            token = (await http.post("/oauth/token", data=form)).json()["access_token"]
            await http.post("/oauth/token", data={**form, "client_secret": CLIENT})
            headers = {"authorization": f"Bearer {token}"}
            sandbox.add_fault(Fault(match="/users", kind="status", status=400, body={"detail": BODY}))
            await http.post("/graphql", json={"query": LIST}, headers=headers)
            sandbox.clear_faults()
            for query, variables in QUERIES:
                response = await http.post(
                    "/graphql", json={"query": query, "variables": variables}, headers=headers
                )
                assert response.status_code in {200, 400}
            await http.post("/graphql", json={"query": LIST}, headers={"authorization": f"Bearer {BASIC}"})
        async with websockets.connect(
            f"ws://{address}/graphql", subprotocols=[websockets.Subprotocol(SUBPROTOCOL)]
        ) as socket_:
            init = {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}
            await socket_.send(json.dumps(init))
            assert json.loads(await socket_.recv())["type"] == "connection_ack"
            subscribe = {
                "id": "1",
                "type": "subscribe",
                "payload": {"query": LIST, "extensions": {"x": INPUT}},
            }
            await socket_.send(json.dumps(subscribe))
            assert json.loads(await socket_.recv())["type"] == "next"
        reader, writer = await asyncio.open_connection(*address.split(":"))
        writer.write(f"GET / {QUERY}\r\n\x00{COOKIE}\r\n\r\n".encode())
        await reader.read()
        writer.close()
    logs = b"".join(written).decode()
    assert "token issued" in logs
    assert "upstream call failed" in logs
    secrets = {token, *IN_LOGS, *_secrets_of(load_settings(_only_settings(tmp_path)))}
    assert [each for each in secrets if each in logs] == []


def _only_settings(tmp_path: Path) -> dict[str, str]:
    """The settings of the process again, without writing its files anew."""
    names = {
        "API_CLIENTS_FILE": "clients.toml",
        "API_TOKEN_KEY_FILE": "token-key.json",
        "JWT_JWKS_FILE": "keys.json",
    }
    files = {f"GATEWAY_{name}": str(tmp_path / file) for name, file in names.items()}
    other = tmp_path / "other"
    other.mkdir()
    return {**_settings_environment(other), **files}
