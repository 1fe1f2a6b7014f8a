"""The file of clients and the signing key: what is accepted, and one line for all that is not."""

import hashlib
import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from gateway.api_clients import secrets
from gateway.api_clients.secrets import MIN_SECRET_LENGTH, hash_secret, parse_hash
from gateway.cli import client as command
from gateway.cli.failure import CommandFailed
from gateway.settings import Settings, SettingsError, load_settings
from tests.authentication.clients import BILLING_SECRET, EARNEST, token_endpoint
from tests.gateway_under_test import HOME, OTHER


@pytest.fixture
def in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_LOG_N", EARNEST)


HASH = hash_secret(BILLING_SECRET).text


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    keys = tmp_path / "keys.json"
    keys.write_text("{}")
    basic = {
        "ENVIRONMENT": "sandbox", "ORGANIZATION_ID": HOME.organization_id, "CLIENT_ID": "c",
        "CLIENT_SECRET": "s", "JWT_JWKS_FILE": str(keys), "JWT_ISSUER": "i", "JWT_AUDIENCE": "a", **more,
    }  # fmt: skip
    return {f"GATEWAY_{name}": value for name, value in basic.items()}


def load(tmp_path: Path, clients: str, **more: str) -> Settings:
    file = tmp_path / "clients.toml"
    file.write_text(clients)
    return load_settings(environment(tmp_path, API_CLIENTS_FILE=str(file), **more))


def problem(tmp_path: Path, clients: str, **more: str) -> str:
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, clients, **more)
    message = str(refused.value).replace(str(tmp_path), "DIR")
    assert "\n" not in message
    assert HASH not in message
    return message


ONE = f'[[clients]]\nclient_id = "billing"\nsecret_hashes = ["{HASH}"]\n'


def test_a_client_of_the_only_organization(tmp_path: Path) -> None:
    endpoint = load(tmp_path, ONE, API_TOKEN_SECONDS="120").token_endpoint
    assert endpoint is not None
    (client,) = endpoint.clients
    assert (client.client_id, client.organization_id) == ("billing", HOME.organization_id)
    assert [each.fits(BILLING_SECRET) for each in client.secret_hashes] == [True]
    assert (endpoint.keys, endpoint.lifetime_seconds) == (None, 120)
    assert HASH not in repr(endpoint)
    assert "HashedSecret(...)" in repr(client.secret_hashes)


def test_there_is_none_by_default(tmp_path: Path) -> None:
    assert load_settings(environment(tmp_path)).token_endpoint is None


NOT_A_HASH = "must be a line of `gateway client`, which begins with $scrypt$ln=14,r=8,p=5$"
NOT_TOML = "DIR/clients.toml is not TOML: Expected '=' after a key in a key/value pair (at end of document)"
NAME = "GATEWAY_API_CLIENTS_FILE: "


@pytest.mark.parametrize(
    ("clients", "message"),
    [
        ("", "DIR/clients.toml must hold [[clients]] tables and nothing else"),
        ("clients = []", "DIR/clients.toml must hold [[clients]] tables and nothing else"),
        (ONE + "more = 1", "client 1: more: extra inputs are not permitted"),
        ("x", NOT_TOML),
        (ONE + ONE, "client 2: client_id is there twice"),
        (ONE.replace("billing", "bil ling"),
         "client 1: client_id: must be 1 to 64 letters, digits, '.', '_' or '-'"),
        (ONE.replace("billing", ""), "client 1: client_id: must be 1 to 64 letters, digits, '.', '_' or '-'"),
        ("[[clients]]\nclient_id='a'", "client 1: secret_hashes: field required"),
        ("[[clients]]\nclient_id='a'\nsecret_hashes=[]",
         "client 1: secret_hashes: list should have at least 1 item after validation, not 0"),
        (ONE.replace(HASH, BILLING_SECRET),
         f"client 1: secret_hashes: {NOT_A_HASH}"),
        (ONE.replace("ln=14", "ln=4"),
         f"client 1: secret_hashes: {NOT_A_HASH}"),
        (f"{ONE}organization_id = '{OTHER.organization_id}'",
         "client 1: organization_id: not one of the configured organizations"),
    ],
    ids=range(12),
)  # fmt: skip
def test_files_that_stop_the_start(tmp_path: Path, clients: str, message: str) -> None:
    assert problem(tmp_path, clients) == NAME + message


def test_settings_that_contradict_each_other(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    with pytest.raises(SettingsError, match=r"^GATEWAY_API_TOKEN_KEY_FILE: needs GATEWAY_API_CLIENTS_FILE$"):
        load_settings(environment(tmp_path, API_TOKEN_KEY_FILE=str(key)))
    assert problem(tmp_path, ONE, REDIS_URL="redis://127.0.0.1") == (
        "GATEWAY_API_TOKEN_KEY_FILE is missing:"
        " replicas that share GATEWAY_REDIS_URL have to sign with one key"
    )
    assert load(tmp_path, ONE, REDIS_URL="redis://127.0.0.1", API_TOKEN_KEY_FILE=str(key)).token_endpoint


OKP, EC = OKPKey.generate_key("Ed25519"), ECKey.generate_key("P-256")
UNUSABLE = "GATEWAY_API_TOKEN_KEY_FILE: DIR/key "
PRIVATE = "must hold private keys on Ed25519 or P-256, without a passphrase"


@pytest.mark.parametrize(
    ("text", "kids"),
    [
        (OKP.as_pem(private=True).decode(), [OKP]),
        (EC.as_pem(private=True).decode(), [EC]),
        (json.dumps({**EC.as_dict(private=True), "kid": "mine", "alg": "ES256", "use": "sig"}), [EC]),
        (json.dumps({"keys": [OKP.as_dict(private=True), EC.as_dict(private=True)]}), [OKP, EC]),
    ],
    ids=["PEM Ed25519", "PEM P-256", "JWK", "JWK set"],
)
def test_keys_that_sign(tmp_path: Path, text: str, kids: list[OKPKey | ECKey]) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    endpoint = load(tmp_path, ONE, API_TOKEN_KEY_FILE=str(file)).token_endpoint
    assert endpoint is not None
    assert endpoint.keys is not None
    assert [key.kid for key in endpoint.keys.keys] == [key.thumbprint() for key in kids]
    assert "'d'" not in repr(endpoint.keys)
    assert '"d"' not in endpoint.keys.public().decode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "is neither PEM nor JSON"),
        ("[]", "holds no keys"),
        ('{"keys": []}', "holds no keys"),
        ('{"keys": [5]}', PRIVATE),
        ("{}", PRIVATE),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", PRIVATE),
        (OKP.as_pem(private=False).decode(), PRIVATE),
        (json.dumps(OKP.as_dict(private=False)), PRIVATE),
        (json.dumps(OKPKey.generate_key("Ed448").as_dict(private=True)), PRIVATE),
        (json.dumps(ECKey.generate_key("P-384").as_dict(private=True)), PRIVATE),
        (json.dumps(OctKey.generate_key(256).as_dict(private=True)), PRIVATE),
        (json.dumps(RSAKey.generate_key(2048).as_dict(private=True)), PRIVATE),
    ],
    ids=range(12),
)
def test_keys_that_do_not(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    assert problem(tmp_path, ONE, API_TOKEN_KEY_FILE=str(file)) == UNUSABLE + message


def client(*arguments: str, given: str = "") -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "gateway", "client", *arguments],
        input=given, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.usefixtures("in_earnest")
def test_the_command_prints_what_the_file_needs_and_the_secret_beside_it(tmp_path: Path) -> None:
    code, table, told = client("add", "--id", "billing", "--organization", HOME.organization_id)
    assert code == 0
    first, second = (line.split() for line in told.splitlines())
    assert first == ["client_id:", "billing"]
    secret = second[1]
    assert len(secret) >= 43
    assert secret not in table
    endpoint = load(tmp_path, table).token_endpoint
    assert endpoint is not None
    assert endpoint.clients[0].secret_hashes[0].fits(secret)
    assert tomllib.loads(table)["clients"][0]["organization_id"] == HOME.organization_id


def test_the_command_hashes_a_secret_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(BILLING_SECRET + "\n"))
    command.run("hash")
    assert parse_hash(capsys.readouterr().out.strip()).fits(BILLING_SECRET)
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    with pytest.raises(CommandFailed, match=f"A secret must have {MIN_SECRET_LENGTH} characters at least."):
        command.run("hash")


@pytest.mark.parametrize(
    ("client_id", "organization"),
    [("", ""), ("a b", ""), ('a"', ""), ("-a", ""), ("a" * 65, ""), ("a", 'x"\n')],
)
def test_the_command_writes_nothing_that_is_not_well_formed(
    client_id: str, organization: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandFailed):
        command.run("add", client_id, organization)
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("in_earnest")
def test_a_hash_takes_sixteen_megabytes_and_eighty_thousand_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the OWASP password storage cheat sheet asks of scrypt at the least."""
    used: dict[str, Any] = {}

    def scrypt(secret: bytes, **how: int | bytes) -> bytes:
        used.update(how)
        return b"x" * 32

    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    assert hash_secret("s").text.startswith("$scrypt$ln=14,r=8,p=5$")
    assert (used["n"], used["r"], used["p"], len(used["salt"])) == (2**14, 8, 5, 16)


def test_a_hash_says_nothing_of_its_secret_and_is_different_each_time() -> None:
    again = hash_secret(BILLING_SECRET)
    assert again.text != HASH
    assert parse_hash(again.text) == again
    assert again.text not in repr(token_endpoint())
    assert repr(again) == "HashedSecret(...)"
