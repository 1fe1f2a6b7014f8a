"""The command line as a person or a supervisor meets it: real processes, output and exit codes."""

import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
import typer
from joserfc import jwt
from joserfc.jwk import OKPKey

from gateway.cli.demo_files import DemoFiles
from gateway.cli.durations import parse_duration
from gateway.health import is_alive
from permissions import matrix, render_matrix
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox, SandboxOptions
from schema import print_schema

ROOT = Path(__file__).parents[2]
MINUTE = 60


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")}
    return {**kept, **{f"GATEWAY_{name}": value for name, value in variables.items()}}


def gateway(*arguments: str, **variables: str) -> Ended:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "gateway", *arguments],
        cwd=ROOT, env=environment(**variables), capture_output=True, text=True, timeout=MINUTE, check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


def good_settings(tmp_path: Path) -> dict[str, str]:
    keys = tmp_path / "keys.json"
    public = OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=False)
    keys.write_text(json.dumps({"keys": [public]}))
    return {
        "ENVIRONMENT": "sandbox",
        "ORGANIZATION_ID": DEMO_ORGANIZATIONS[0].organization_id,
        "CLIENT_ID": "client",
        "CLIENT_SECRET": "hush-hush",
        "JWT_JWKS_FILE": str(keys),
        "JWT_ISSUER": "issuer",
        "JWT_AUDIENCE": "audience",
    }


def test_the_doctor_says_what_is_wrong_with_settings_and_fails() -> None:
    ended = gateway("doctor", CLIENT_ID="client")
    assert (ended.code, ended.err) == (1, "")
    heading, row = ended.out.splitlines()
    assert heading.split()[:2] == ["Check", "Outcome"]
    assert row.startswith("settings  failed   GATEWAY_")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20ms", timedelta(milliseconds=20)),
        ("0.5s", timedelta(milliseconds=500)),
        ("15m", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
        ("7d", timedelta(days=7)),
        ("0ms", timedelta()),
    ],
)
def test_durations(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "20", "ms", "-1s", "1e3s", "1 s", "1.s", "١s", "1S", "3651d", "nans"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        parse_duration(text)


def test_help_lists_every_command() -> None:
    shown = gateway("--help")
    assert (shown.code, shown.err) == (0, "")
    listed = re.findall(r"^  (\w+)  +\w", shown.out.partition("Commands:")[2], re.MULTILINE)
    assert listed == [
        "serve", "demo", "sandbox", "settings", "token", "schema", "explain", "permissions", "doctor",
        "client",
    ]  # fmt: skip


def test_version_is_one_line() -> None:
    shown = gateway("--version")
    assert (shown.code, shown.err) == (0, "")
    assert re.fullmatch(r"\d+\.\d+\.\d+\n|0\+unknown\n", shown.out)


def test_schema_and_permissions_are_printed() -> None:
    assert gateway("schema") == (0, print_schema().rstrip("\n") + "\n", "")
    rights = matrix(end_users_may_edit_contracts=False)
    assert gateway("permissions") == (0, render_matrix(rights).rstrip("\n") + "\n", "")
    wider = matrix(end_users_may_edit_contracts=True)
    shown = gateway("permissions", "--end-users-may-edit-contracts")
    assert shown == (0, render_matrix(wider).rstrip("\n") + "\n", "")


def test_settings_are_a_table_with_masked_secrets(tmp_path: Path) -> None:
    shown = gateway("settings", **good_settings(tmp_path))
    assert (shown.code, shown.err) == (0, "")
    assert "hush-hush" not in shown.out
    assert re.search(r"^GATEWAY_CLIENT_SECRET +\*{8} \(source: environment\)$", shown.out, re.MULTILINE)
    assert re.search(r"^GATEWAY_PORT +8000 \(source: default\)$", shown.out, re.MULTILINE)


@pytest.mark.parametrize("command", ["serve", "settings"])
def test_a_wrong_setting_is_one_line_and_exit_code_2(command: str, tmp_path: Path) -> None:
    variables = {**good_settings(tmp_path), "JWT_AUDIENC": "x"}
    message = "GATEWAY_JWT_AUDIENC is not a setting; did you mean GATEWAY_JWT_AUDIENCE?\n"
    assert gateway(command, **variables) == (2, "", message)


def busy(port: int) -> str:
    return f"Port {port} is already in use on 127.0.0.1: end what listens there, or choose another port.\n"


def test_a_busy_port_is_one_line_and_exit_code_3(tmp_path: Path) -> None:
    with taken_port() as port:
        assert gateway("serve", "--port", str(port), **good_settings(tmp_path)) == (3, "", busy(port))
        assert gateway("sandbox", "--port", str(port)) == (3, "", busy(port))


@pytest.mark.parametrize("which", ["--port", "--sandbox-port"])
def test_the_demo_starts_nothing_if_a_port_is_busy(which: str, tmp_path: Path) -> None:
    directory = tmp_path / "demo"
    with taken_port() as port, taken_port() as free:
        other = "--sandbox-port" if which == "--port" else "--port"
        arguments = [which, str(port), other, str(free)]
        shown = gateway("demo", *arguments, DEMO_DIR=str(directory))
        assert (shown.code, shown.out) == (3, "")
        assert shown.err in {busy(port), busy(free)}
        assert not directory.exists()


def test_the_demo_needs_two_ports() -> None:
    shown = gateway("demo", "--port", "18000", "--sandbox-port", "18000")
    assert shown == (1, "", "Port 18000 cannot serve both: choose another --sandbox-port.\n")


def test_an_address_of_another_machine_cannot_be_listened_on(tmp_path: Path) -> None:
    shown = gateway("serve", "--host", "192.0.2.1", **good_settings(tmp_path))
    assert shown == (3, "", "Cannot listen on 192.0.2.1, port 8000: Cannot assign requested address\n")


def demo_files(tmp_path: Path, users: int = 6) -> DemoFiles:
    files = DemoFiles(tmp_path / "demo")
    files.prepare(SandboxOptions(users=users), f"http://x{API_BASE}/", f"http://x{TOKEN_PATH}")
    return files


def claims_of(files: DemoFiles, shown: Ended) -> dict[str, Any]:
    assert (shown.code, shown.err) == (0, "")
    key = OKPKey.import_key(json.loads(files.key_set_file.read_bytes())["keys"][0])
    return dict(jwt.decode(shown.out.strip(), key, algorithms=["Ed25519"]).claims)


def test_only_the_owner_may_read_what_the_demo_writes(tmp_path: Path) -> None:
    files = demo_files(tmp_path)
    assert files.directory.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in files.directory.iterdir()} == dict.fromkeys(
        ["key.json", "jwks.json", "organizations.toml", "sandbox.json"], 0o600
    )
    assert "d" not in json.loads(files.key_set_file.read_bytes())["keys"][0]


def test_the_demo_keeps_its_key(tmp_path: Path) -> None:
    files = demo_files(tmp_path)
    before = files.key_file.read_bytes()
    demo_files(tmp_path)
    assert files.key_file.read_bytes() == before


@pytest.mark.parametrize(("role", "position"), [("administrator", 0), ("staff", 1), ("user", 3)])
def test_a_token_stands_for_the_first_with_its_role(role: str, position: int, tmp_path: Path) -> None:
    files = demo_files(tmp_path)
    organization = DEMO_ORGANIZATIONS[1].organization_id
    shown = gateway("token", "--role", role, "--organization", "2", DEMO_DIR=str(files.directory))
    claims = claims_of(files, shown)
    assert claims["user_id"] == Sandbox(SandboxOptions(users=6)).users(organization)[position]["id"]
    assert (claims["role"], claims["organization_id"]) == (role, organization)
    assert claims["exp"] - claims["iat"] == timedelta(days=7).total_seconds()
    assert abs(datetime.now(UTC).timestamp() - claims["iat"]) < MINUTE


@pytest.mark.parametrize("field", ["id", "email"])
def test_a_token_for_somebody_in_particular(field: str, tmp_path: Path) -> None:
    files = demo_files(tmp_path)
    organization = DEMO_ORGANIZATIONS[0].organization_id
    row = Sandbox(SandboxOptions(users=6)).users(organization)[4]
    shown = gateway(
        "token", "--role", "user", "--user", row[field].upper(), "--organization", organization,
        "--lifetime", "15m", DEMO_DIR=str(files.directory),
    )  # fmt: skip
    claims = claims_of(files, shown)
    assert claims["user_id"] == row["id"]
    assert claims["exp"] - claims["iat"] == 15 * MINUTE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--user", "nobody@example.com"], "Nordlicht Energie has no user nobody@example.com.\n"),
        (
            ["--user", "admin-0@nordlicht.example"],
            "admin-0@nordlicht.example has the role admin, not user.\n",
        ),
        (
            ["--organization", "3"],
            "There is no demo organization 3: choose 1, 2 or one of their ids.\n",
        ),
    ],
)
def test_tokens_for_nobody(arguments: list[str], message: str, tmp_path: Path) -> None:
    files = demo_files(tmp_path)
    shown = gateway("token", "--role", "user", *arguments, DEMO_DIR=str(files.directory))
    assert shown == (1, "", message)


def test_no_token_without_a_demo_or_in_production(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert gateway("token", "--role", "user", DEMO_DIR=str(missing)) == (
        1,
        "",
        f"There is no demo key in {missing}/: run `gateway demo` first.\n",
    )
    files = demo_files(tmp_path)
    assert gateway("token", "--role", "user", DEMO_DIR=str(files.directory), MODE="production") == (
        1,
        "",
        "GATEWAY_MODE=production: tokens are the identity provider's business there.\n",
    )
    files.key_file.write_text("{}")
    assert gateway("token", "--role", "user", DEMO_DIR=str(files.directory)) == (
        1,
        "",
        f"{files.key_file} is not a usable key: delete it.\n",
    )


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_sandbox_is_an_upstream_like_any_other(end: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", "sandbox", "--port", "0", "--users", "4", "--latency", "1ms"],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    with process:
        api, token_url = (process.stdout.readline().split()[-1] for _ in range(2))
        organization = process.stdout.readline().split()[0]
        credentials = (DEMO_ORGANIZATIONS[0].client_id, DEMO_ORGANIZATIONS[0].client_secret)
        with httpx.Client(trust_env=False) as http:
            answer = http.post(token_url, auth=credentials, json={"grant_type": "client_credentials"})
            bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
            users = http.get(f"{api}org/{organization}/users", headers=bearer)
        process.send_signal(end)
        _, err = process.communicate(timeout=MINUTE)
    assert (users.status_code, "server" in users.headers) == (200, False)
    assert [row["role"] for row in users.json()] == ["admin", "staff", "staff", "user"]
    assert (process.returncode, err) == (0 if end is signal.SIGINT else -signal.SIGTERM, "")


def test_the_health_check_needs_an_answer_of_200() -> None:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/livez" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.server_address[1]
        assert is_alive(port)
        server.shutdown()
        thread.join()
    assert not is_alive(port)
