"""Settings: what a good environment amounts to, and the one line each bad one gets."""

import dataclasses
import re
from pathlib import Path

import pytest

from gateway.settings import (
    CacheSettings,
    JwtSettings,
    OrganizationSettings,
    Settings,
    SettingsError,
    UpstreamSettings,
    effective_settings,
    load_settings,
)
from gateway.settings.variables import Variables, variable_name

ORGANIZATION = "6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a01"
OTHER_ORGANIZATION = "6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a02"

MINIMAL = {
    "GATEWAY_ENVIRONMENT": "sandbox",
    "GATEWAY_ORGANIZATION_ID": ORGANIZATION,
    "GATEWAY_CLIENT_ID": "client",
    "GATEWAY_CLIENT_SECRET": "hush-hush",
    "GATEWAY_JWT_JWKS_URL": "https://id.example/keys",
    "GATEWAY_JWT_ISSUER": "https://id.example",
    "GATEWAY_JWT_AUDIENCE": "podero-gateway",
}


def environ(**changes: str | None) -> dict[str, str]:
    """The minimal environment with changes, written without their prefix; None takes one out."""
    changed = {**MINIMAL, **{f"GATEWAY_{name}": value for name, value in changes.items()}}
    return {name: value for name, value in changed.items() if value is not None}


def error_of(variables: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as failed:
        load_settings(variables)
    assert "\n" not in str(failed.value)
    assert "hush-hush" not in str(failed.value)
    return str(failed.value)


def test_the_least_that_must_be_set_and_every_default() -> None:
    assert load_settings({**MINIMAL, "PATH": "/bin", "OTHER_GATEWAY": "1"}) == Settings(
        organizations=(
            OrganizationSettings(
                organization_id=ORGANIZATION,
                partner_api_url="https://sandbox-app.podero.com/api/partners/v2.0/",
                token_url="https://sandbox-app.podero.com/oauth2/token/",
                client_id="client",
                client_secret="hush-hush",
                name=None,
            ),
        ),
        jwt=JwtSettings(
            jwks_url="https://id.example/keys",
            jwks_file=None,
            issuer="https://id.example",
            audience="podero-gateway",
            algorithms=("RS256", "ES256", "EdDSA", "Ed25519"),
            leeway_seconds=30.0,
            organization_claim="organization_id",
            role_claim="role",
            user_claim="user_id",
            administrator_role="administrator",
            staff_role="staff",
            user_role="user",
        ),
        host="127.0.0.1",
        port=8000,
        production=True,
        upstream=UpstreamSettings(
            max_connections=500,
            connect_timeout_seconds=2.0,
            read_timeout_seconds=2.5,
            attempt_timeout_seconds=2.5,
            total_timeout_seconds=4.0,
            max_attempts=6,
            hedging=False,
            other_device_collections=(),
        ),
        operation_deadline_seconds=4.5,
        log_level="info",
        log_format="json",
        end_users_may_edit_contracts=False,
        write_journal_file=Path(".gateway/writes.sqlite3"),
        engine="compiled",
        introspection=False,
        max_body_bytes=262144,
    )


def test_the_production_preset() -> None:
    organization = load_settings(environ(ENVIRONMENT="production")).organizations[0]
    assert organization.partner_api_url == "https://app.podero.com/api/partners/v2.0/"
    assert organization.token_url == "https://app.podero.com/oauth2/token/"


def test_everything_can_be_set() -> None:
    settings = load_settings(
        environ(
            MODE="development", ENVIRONMENT=None, PARTNER_API_URL="https://api.example/v2", PORT="0",
            TOKEN_URL="https://api.example/token", ORGANIZATION_ID=ORGANIZATION.upper(), HOST="::1",
            ORGANIZATION_NAME="Nordlicht", JWT_ALGORITHMS="ES384, ES384,PS256", JWT_LEEWAY_SECONDS="0",
            JWT_ORGANIZATION_CLAIM="org", JWT_ROLE_CLAIM="r", JWT_USER_CLAIM="sub", JWT_STAFF_ROLE="agent",
            UPSTREAM_MAX_CONNECTIONS="7", UPSTREAM_TOTAL_TIMEOUT_SECONDS="12.5", LOG_FORMAT="console",
            UPSTREAM_OTHER_DEVICE_COLLECTIONS="batteries,pool-pumps", OPERATION_DEADLINE_SECONDS="20",
            CACHE="false", CACHE_MAX_ENTRIES="10", CACHE_MAX_BYTES="100000", REDIS_NAMESPACE="staging",
            REDIS_URL="rediss://:hush-hush@redis.example/1",
            END_USERS_MAY_EDIT_CONTRACTS="true", MAX_BODY_BYTES="65536", LOG_LEVEL="debug",
        )
    )  # fmt: skip
    organization = settings.organizations[0]
    assert (organization.partner_api_url, organization.token_url) == (
        "https://api.example/v2/",
        "https://api.example/token",
    )
    assert (organization.organization_id, organization.name) == (ORGANIZATION, "Nordlicht")
    assert (settings.production, settings.introspection, settings.port) == (False, True, 0)
    assert settings.host == "::1"
    assert settings.jwt.algorithms == ("ES384", "PS256")
    assert (settings.jwt.leeway_seconds, settings.jwt.staff_role) == (0.0, "agent")
    assert (settings.jwt.organization_claim, settings.jwt.role_claim, settings.jwt.user_claim) == (
        "org",
        "r",
        "sub",
    )
    assert settings.upstream.max_connections == 7
    assert settings.upstream.total_timeout_seconds == 12.5
    assert settings.upstream.other_device_collections == ("batteries", "pool-pumps")
    assert settings.operation_deadline_seconds == 20.0
    assert settings.cache == CacheSettings(
        is_enabled=False,
        max_entries=10,
        max_bytes=100_000,
        redis_url="rediss://:hush-hush@redis.example/1",
        redis_namespace="staging",
    )
    assert "hush" not in repr(settings)
    assert (settings.end_users_may_edit_contracts, settings.max_body_bytes) == (True, 65536)
    assert (settings.log_level, settings.log_format) == ("debug", "console")


@pytest.mark.parametrize(
    ("mode", "introspection", "expected"),
    [
        ("production", None, False),
        ("development", None, True),
        ("production", "true", True),
        ("development", "false", False),
    ],
)
def test_introspection_follows_the_mode_unless_it_is_set(
    mode: str, introspection: str | None, expected: bool
) -> None:
    assert load_settings(environ(MODE=mode, INTROSPECTION=introspection)).introspection is expected


@pytest.mark.parametrize("name", [name for name in MINIMAL if name != "GATEWAY_ENVIRONMENT"])
@pytest.mark.parametrize("empty", [True, False])
def test_a_missing_or_empty_setting_is_named(name: str, empty: bool) -> None:
    variables = {**MINIMAL, name: ""} if empty else {n: v for n, v in MINIMAL.items() if n != name}
    hint = " (or set GATEWAY_JWT_JWKS_FILE)" if name == "GATEWAY_JWT_JWKS_URL" else ""
    assert error_of(variables) == f"{name} is missing{hint}"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"ENVIRONMENT": None},
            "GATEWAY_PARTNER_API_URL is missing (or set GATEWAY_ENVIRONMENT to production or sandbox)",
        ),
        ({"ENVIRONMENT": None, "PARTNER_API_URL": "https://a.example"}, "GATEWAY_TOKEN_URL is missing"),
        (
            {"PARTNER_API_URL": "https://a.example"},
            "GATEWAY_PARTNER_API_URL contradicts GATEWAY_ENVIRONMENT=sandbox; set one of them",
        ),
        (
            {"TOKEN_URL": "https://a.example"},
            "GATEWAY_TOKEN_URL contradicts GATEWAY_ENVIRONMENT=sandbox; set one of them",
        ),
        ({"PORTT": "1"}, "GATEWAY_PORTT is not a setting; did you mean GATEWAY_PORT?"),
        ({"JWT_ISUER": "x"}, "GATEWAY_JWT_ISUER is not a setting; did you mean GATEWAY_JWT_ISSUER?"),
        ({"XYZZY_QQQQ": "1"}, "GATEWAY_XYZZY_QQQQ is not a setting"),
        (
            {"ENVIRONMENT": "staging"},
            "GATEWAY_ENVIRONMENT: input should be 'production' or 'sandbox'",
        ),
        ({"ORGANIZATION_ID": "42"}, "GATEWAY_ORGANIZATION_ID: not a UUID"),
        ({"ORGANIZATION_ID": ORGANIZATION.replace("-", "")}, "GATEWAY_ORGANIZATION_ID: not a UUID"),
        (
            {"PORT": "http"},
            "GATEWAY_PORT: input should be a valid integer, unable to parse string as an integer",
        ),
        (
            {"REDIS_URL": "https://:hush-hush@redis.example"},
            "GATEWAY_REDIS_URL: must begin with redis, rediss or unix, maybe +sentinel or +cluster",
        ),
        ({"REDIS_URL": "redis+cluster://a/1"}, "GATEWAY_REDIS_URL: a cluster has no databases"),
        ({"PORT": "65536"}, "GATEWAY_PORT: input should be less than or equal to 65535"),
        (
            {"JWT_LEEWAY_SECONDS": "nan"},
            "GATEWAY_JWT_LEEWAY_SECONDS: input should be less than or equal to 300",
        ),
        (
            {"OPERATION_DEADLINE_SECONDS": "0"},
            "GATEWAY_OPERATION_DEADLINE_SECONDS: input should be greater than 0",
        ),
        (
            {"CLIENT_SECRET_FILE": "secret"},
            "GATEWAY_CLIENT_SECRET contradicts GATEWAY_CLIENT_SECRET_FILE; set one of them",
        ),
        (
            {"CLIENT_SECRET": None, "CLIENT_SECRET_FILE": "nowhere"},
            "GATEWAY_CLIENT_SECRET_FILE: cannot read nowhere: No such file or directory",
        ),
        (
            {"JWT_JWKS_FILE": "keys.json"},
            "GATEWAY_JWT_JWKS_FILE contradicts GATEWAY_JWT_JWKS_URL; set one of them",
        ),
        (
            {"JWT_JWKS_URL": None, "JWT_JWKS_FILE": "nowhere.json"},
            "GATEWAY_JWT_JWKS_FILE: there is no file nowhere.json",
        ),
        (
            {"JWT_ALGORITHMS": "RS256,HS256"},
            (
                "GATEWAY_JWT_ALGORITHMS: HS256 is not allowed;"
                " tokens must be signed with a private key that the gateway does not have"
            ),
        ),
        (
            {"JWT_ALGORITHMS": "none"},
            (
                "GATEWAY_JWT_ALGORITHMS: none is not allowed;"
                " tokens must be signed with a private key that the gateway does not have"
            ),
        ),
        (
            {"JWT_ALGORITHMS": "rs256"},
            (
                "GATEWAY_JWT_ALGORITHMS: rs256 is unknown; choose from RS256, RS384, RS512, PS256, PS384,"
                " PS512, ES256, ES384, ES512, EdDSA, Ed25519"
            ),
        ),
        ({"JWT_ALGORITHMS": ","}, "GATEWAY_JWT_ALGORITHMS: name at least one algorithm"),
        (
            {"JWT_USER_ROLE": "staff"},
            "GATEWAY_JWT_USER_ROLE: 'staff' is also the value of GATEWAY_JWT_STAFF_ROLE",
        ),
        (
            {"JWT_USER_CLAIM": "role"},
            "GATEWAY_JWT_ROLE_CLAIM: organization, role and user need a claim each",
        ),
        (
            {"UPSTREAM_TOTAL_TIMEOUT_SECONDS": "60"},
            (
                "GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS: 60 is longer than"
                " GATEWAY_OPERATION_DEADLINE_SECONDS=4.5"
            ),
        ),
        (
            {"UPSTREAM_READ_TIMEOUT_SECONDS": "20"},
            "GATEWAY_UPSTREAM_TOTAL_TIMEOUT_SECONDS: 4 is shorter than the time to connect or read",
        ),
        (
            {"UPSTREAM_OTHER_DEVICE_COLLECTIONS": "../users"},
            "GATEWAY_UPSTREAM_OTHER_DEVICE_COLLECTIONS: string should match pattern '^[a-z][a-z0-9-]{0,63}$'",
        ),
        ({"ENGINE": "fast"}, "GATEWAY_ENGINE: input should be 'compiled' or 'reference'"),
    ],
)
def test_every_mistake_is_one_line_that_names_it(changes: dict[str, str | None], message: str) -> None:
    assert error_of(environ(**changes)) == message


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("api.example", "must be an absolute http:// or https:// address"),
        ("ftp://api.example", "must be an absolute http:// or https:// address"),
        ("https://", "must be an absolute http:// or https:// address"),
        ("https://api.example/a b", "must be an absolute http:// or https:// address"),
        ("https://api.example:99999/", "not a valid address"),
        ("https://u:hush-hush@api.example/", "must not hold credentials"),
        ("https://api.example/?a=1", "must not have a query"),
        ("https://api.example/#a", "must not have a fragment"),
        (
            "http://api.example/",
            (
                "plain http to api.example would send credentials readably;"
                " use https, or set GATEWAY_ALLOW_PLAINTEXT_UPSTREAM=true"
            ),
        ),
        (
            "http://127.0.0.1.evil.example/",
            (
                "plain http to 127.0.0.1.evil.example would send credentials readably;"
                " use https, or set GATEWAY_ALLOW_PLAINTEXT_UPSTREAM=true"
            ),
        ),
    ],
)
def test_addresses_that_are_refused(url: str, problem: str) -> None:
    variables = environ(ENVIRONMENT=None, PARTNER_API_URL=url, TOKEN_URL="https://api.example/token")
    assert error_of(variables) == f"GATEWAY_PARTNER_API_URL: {problem}"


@pytest.mark.parametrize("host", ["localhost:8001", "127.0.0.1:8001", "127.3.2.1", "[::1]:8001"])
def test_plain_http_is_fine_on_this_machine(host: str) -> None:
    url = f"http://{host}/"
    variables = environ(ENVIRONMENT=None, PARTNER_API_URL=url, TOKEN_URL=url, JWT_JWKS_URL=url)
    assert load_settings(variables).organizations[0].partner_api_url == url


def test_plain_http_elsewhere_must_be_allowed() -> None:
    url = "http://partner-api:8001/"
    variables = environ(ENVIRONMENT=None, PARTNER_API_URL=url, TOKEN_URL=url)
    assert error_of(variables).startswith("GATEWAY_PARTNER_API_URL: plain http")
    allowed = load_settings({**variables, "GATEWAY_ALLOW_PLAINTEXT_UPSTREAM": "true"})
    assert allowed.organizations[0].token_url == url


def test_a_key_address_may_have_a_query() -> None:
    url = "https://id.example/keys?p=policy"
    assert load_settings(environ(JWT_JWKS_URL=url)).jwt.jwks_url == url


def test_what_kubernetes_adds_is_not_a_typing_mistake() -> None:
    injected = {
        "GATEWAY_SERVICE_HOST": "10.0.0.1",
        "GATEWAY_SERVICE_PORT_HTTP": "80",
        "GATEWAY_PORT_80_TCP_ADDR": "10.0.0.1",
    }
    assert load_settings({**MINIMAL, **injected}) == load_settings(MINIMAL)


def test_a_secret_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    variables = environ(CLIENT_SECRET=None, CLIENT_SECRET_FILE=str(file))
    file.write_text("from-a-file\n")
    assert load_settings(variables).organizations[0].client_secret == "from-a-file"
    file.write_text("\n")
    assert error_of(variables) == f"GATEWAY_CLIENT_SECRET_FILE: {file} is empty"
    file.write_bytes(b"\xff\xfe")
    assert error_of(variables) == f"GATEWAY_CLIENT_SECRET_FILE: {file} is not UTF-8 text"
    file.write_text("x" * 4097)
    assert error_of(variables) == f"GATEWAY_CLIENT_SECRET_FILE: {file} is larger than 4096 bytes"


def organizations(tmp_path: Path, text: str, **changes: str | None) -> dict[str, str]:
    file = tmp_path / "organizations.toml"
    file.write_text(text)
    alone = {"ORGANIZATION_ID": None, "CLIENT_ID": None, "CLIENT_SECRET": None}
    return environ(**{**alone, "ORGANIZATIONS_FILE": str(file), **changes})


TWO = f"""
[[organizations]]
organization_id = "{ORGANIZATION}"
name = "Nordlicht"
client_id = "one"
client_secret_file = "one.secret"

[[organizations]]
organization_id = "{OTHER_ORGANIZATION.upper()}"
client_id = "two"
client_secret = "hush-hush-2"
environment = "production"
"""


def test_several_organizations_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "one.secret").write_text("hush-hush-1")
    settings = load_settings(organizations(tmp_path, TWO))
    assert settings.organizations == (
        OrganizationSettings(
            organization_id=ORGANIZATION,
            partner_api_url="https://sandbox-app.podero.com/api/partners/v2.0/",
            token_url="https://sandbox-app.podero.com/oauth2/token/",
            client_id="one",
            client_secret="hush-hush-1",
            name="Nordlicht",
        ),
        OrganizationSettings(
            organization_id=OTHER_ORGANIZATION,
            partner_api_url="https://app.podero.com/api/partners/v2.0/",
            token_url="https://app.podero.com/oauth2/token/",
            client_id="two",
            client_secret="hush-hush-2",
        ),
    )
    assert settings.organization_ids == {ORGANIZATION, OTHER_ORGANIZATION}


ENTRY = (
    f'[[organizations]]\norganization_id = "{ORGANIZATION}"\nclient_id = "c"\nclient_secret = "hush-hush"\n'
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ENTRY + ENTRY, "organization 2: organization_id is there twice"),
        (
            ENTRY.replace("client_id", "client_ident"),
            "organization 1: client_ident is not a setting; did you mean client_id?",
        ),
        (ENTRY.replace('client_id = "c"\n', ""), "organization 1: client_id is missing"),
        (ENTRY.replace('client_secret = "hush-hush"\n', ""), "organization 1: client_secret is missing"),
        (ENTRY.replace(ORGANIZATION, "42"), "organization 1: organization_id: not a UUID"),
        (ENTRY.replace('"c"', "7"), "organization 1: client_id: input should be a valid string"),
        (
            ENTRY + 'environment = "sandbox"\ntoken_url = "https://a.example"\n',
            "organization 1: token_url contradicts environment=sandbox; set one of them",
        ),
        (
            ENTRY + 'token_url = "https://a.example"\n',
            (
                "organization 1: partner_api_url is missing"
                " (or set GATEWAY_ENVIRONMENT to production or sandbox)"
            ),
        ),
    ],
)
def test_mistakes_in_the_organizations_file(tmp_path: Path, text: str, problem: str) -> None:
    assert error_of(organizations(tmp_path, text)) == f"GATEWAY_ORGANIZATIONS_FILE: {problem}"


@pytest.mark.parametrize("text", ["", "organizations = []", "organizations = 5", "x = 1\n" + ENTRY])
def test_organizations_files_of_another_shape(tmp_path: Path, text: str) -> None:
    message = error_of(organizations(tmp_path, text))
    assert message.endswith("must hold [[organizations]] tables and nothing else")


def test_organizations_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert " is not TOML: " in error_of(organizations(tmp_path, "[["))
    missing = str(tmp_path / "nowhere.toml")
    assert error_of(organizations(tmp_path, "", ORGANIZATIONS_FILE=missing)) == (
        f"GATEWAY_ORGANIZATIONS_FILE: cannot read {missing}: No such file or directory"
    )


@pytest.mark.parametrize(
    "name", ["ORGANIZATION_ID", "ORGANIZATION_NAME", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_SECRET_FILE"]
)
def test_a_file_and_a_single_organization_contradict_each_other(tmp_path: Path, name: str) -> None:
    assert error_of(organizations(tmp_path, ENTRY, **{name: "x"})) == (
        f"GATEWAY_{name} contradicts GATEWAY_ORGANIZATIONS_FILE; set one of them"
    )


def test_settings_are_frozen_and_do_not_show_secrets() -> None:
    settings = load_settings(MINIMAL)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    assert "hush-hush" not in repr(settings)


def test_the_process_environment_is_not_read_behind_the_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_PORT", "9")
    assert load_settings(MINIMAL).port == 8000


def test_effective_settings_say_where_each_value_came_from(tmp_path: Path) -> None:
    rows = {row.name: (row.value, row.source.value) for row in effective_settings(MINIMAL)}
    assert set(rows) == {variable_name(field) for field in Variables.model_fields}
    assert rows["GATEWAY_CLIENT_SECRET"] == ("********", "environment")
    assert rows["GATEWAY_ENVIRONMENT"] == ("sandbox", "environment")
    assert rows["GATEWAY_TOKEN_URL"] == ("https://sandbox-app.podero.com/oauth2/token/", "preset")
    assert rows["GATEWAY_PORT"] == ("8000", "default")
    assert rows["GATEWAY_INTROSPECTION"] == ("false", "default")
    assert rows["GATEWAY_ORGANIZATIONS_FILE"] == ("-", "default")

    file = tmp_path / "secret"
    file.write_text("hush-hush")
    rows = {
        row.name: (row.value, row.source.value)
        for row in effective_settings(environ(CLIENT_SECRET=None, CLIENT_SECRET_FILE=str(file)))
    }
    assert rows["GATEWAY_CLIENT_SECRET"] == ("********", "file")

    (tmp_path / "one.secret").write_text("hush-hush-1")
    rows_of_file = effective_settings(organizations(tmp_path, TWO))
    assert [(row.name, row.value) for row in rows_of_file if row.source.value == "file"] == [
        ("organization 1 organization_id", ORGANIZATION),
        ("organization 1 name", "Nordlicht"),
        ("organization 1 partner_api_url", "https://sandbox-app.podero.com/api/partners/v2.0/"),
        ("organization 1 token_url", "https://sandbox-app.podero.com/oauth2/token/"),
        ("organization 1 client_id", "one"),
        ("organization 1 client_secret", "********"),
        ("organization 2 organization_id", OTHER_ORGANIZATION),
        ("organization 2 name", "-"),
        ("organization 2 partner_api_url", "https://app.podero.com/api/partners/v2.0/"),
        ("organization 2 token_url", "https://app.podero.com/oauth2/token/"),
        ("organization 2 client_id", "two"),
        ("organization 2 client_secret", "********"),
    ]
    assert "hush-hush" not in repr(rows_of_file)


def test_the_documentation_lists_every_setting_with_its_default() -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `(GATEWAY_\w+)` \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    expected = []
    for field, info in Variables.model_fields.items():
        default = info.default
        match default:
            case None:
                text = ""
            case bool():
                text = f"`{str(default).lower()}`"
            case tuple():
                text = f"`{','.join(default)}`" if default else ""
            case float():
                text = f"`{default:g}`"
            case _:
                text = f"`{default}`"
        expected.append((variable_name(field), text, info.description))
    assert documented == expected
