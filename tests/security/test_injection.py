"""No string of a client reaches an address, a header or a log line of ours that it could change."""

import re
import string
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ids import IdKind, encode_id
from sandbox import Fault, Sandbox, SandboxOptions
from tests.gateway_under_test import HOME, NOON, UPSTREAM, GatewayUnderTest
from tests.security.upstream_spy import UpstreamSpy

pytestmark = pytest.mark.anyio

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OURS = re.compile(
    rf"{re.escape(UPSTREAM)}/(oauth2/token/|api/partners/v2\.0/(org/{HOME.organization_id}(/[a-z-]+|/{_UUID})*"
    rf"|device-onboarding/{_UUID}(/[a-z-]+)*)(\?include_deleted=true)?)"
)
OWNER = "71752191-a444-5e2d-be62-ef0847bbb916"
USER = encode_id(IdKind.USER, HOME.organization_id, OWNER)

EVIL = [
    "../../org/x", "..", "%2e%2e%2f", "/etc/passwd", "x\r\nx-evil: 1", "x\nGET / HTTP/1.1", "x\x00y", "x?y=1",
    "x#y", "http://evil.example/", "//evil.example", "\\\\evil.example", "@evil.example", "{{7*7}}",
    "${jndi:ldap://evil}", "' OR '1'='1", "<script>", "\u202e", "\ud800", "ﬀ／．．／", "*", "a" * 5000,
]  # fmt: skip


@pytest.fixture(scope="module")
async def spied() -> AsyncIterator[tuple[GatewayUnderTest, UpstreamSpy]]:
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    spy = UpstreamSpy(sandbox)
    async with GatewayUnderTest(sandbox=sandbox, transport=spy) as running:
        yield running, spy


@pytest.fixture
def gateway(spied: tuple[GatewayUnderTest, UpstreamSpy]) -> GatewayUnderTest:
    spied[0].sandbox.clear_faults()
    return spied[0]


@pytest.fixture
def spy(spied: tuple[GatewayUnderTest, UpstreamSpy]) -> UpstreamSpy:
    spied[1].requests.clear()
    return spied[1]


def check(spy: UpstreamSpy) -> None:
    """Everything that went out went to the one host, to a path of the reference."""
    for request in spy.requests:
        assert _OURS.fullmatch(str(request.url)), request.url
        assert request.headers.get("host", "partner.test") == "partner.test"


TAKES_TEXT = {
    "node(id: $x) { id }": "ID!",
    "nodes(ids: [$x]) { id }": "ID!",
    "user(by: {id: $x}) { id }": "ID!",
    "user(by: {email: $x}) { id }": "String!",
    "user(by: {externalId: $x}) { id }": "String!",
    "building(id: $x) { id }": "ID!",
    "device(id: $x) { id }": "ID!",
    "energyContract(id: $x) { id }": "ID!",
    "organization { users(search: $x) { totalCount } }": "String",
    "organization { users(after: $x, first: 1) { totalCount } }": "String",
}


@pytest.mark.parametrize("field", TAKES_TEXT)
async def test_arguments_reach_no_address(gateway: GatewayUnderTest, spy: UpstreamSpy, field: str) -> None:
    for text in EVIL:
        query = f"query($x: {TAKES_TEXT[field]}) {{ {field} }}"
        body = {"query": query, "variables": {"x": text}}
        try:
            response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer())
        except UnicodeEncodeError:
            continue  # the client cannot even send it
        assert response.status_code in {200, 400}
    check(spy)
    assert "evil" not in spy.raw()


_ALPHABET = string.ascii_letters + string.digits + "-_=./%"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(list(IdKind)),
    cut=st.integers(0, 80),
    put=st.text(_ALPHABET, max_size=6),
)
async def test_ids_that_were_tampered_with_ask_about_uuids_of_the_own_organization_only(
    gateway: GatewayUnderTest, spy: UpstreamSpy, kind: IdKind, cut: int, put: str
) -> None:
    below = None if kind in (IdKind.ORGANIZATION, IdKind.USER) else OWNER
    good = encode_id(kind, HOME.organization_id, OWNER, below)
    at = cut % len(good)
    tampered = good[:at] + put + good[at + len(put) :]
    query = "query($id: ID!) { node(id: $id) { id __typename } }"
    response = await gateway.post(query, gateway.bearer("staff"), {"id": tampered})
    assert response.status_code == 200
    check(spy)


HEADERS = (
    "x-request-id", "idempotency-key", "traceparent", "tracestate", "baggage", "x-forwarded-host",
    "forwarded", "x-forwarded-for", "user-agent", "cookie", "accept-language", "referer", "origin",
    "if-none-match", "x-http-method-override", "x-original-url", "x-rewrite-url", "content-language", "via",
    "te",
)  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
async def test_headers_are_not_handed_on(gateway: GatewayUnderTest, spy: UpstreamSpy, header: str) -> None:
    """But for a harmless request id, which is to be found in the upstream's logs."""
    query = "{ organization { users { totalCount } } }"
    for value in ("planted-evil value", "planted-evil;/../", "planted-evil\t", "http://planted-evil/"):
        await gateway.post(query, {**gateway.bearer(), header: value})
    await gateway.post(query, {**gateway.bearer(), "host": "planted-evil.example"})
    assert len(spy.requests) >= 3
    check(spy)
    assert "planted-evil" not in spy.raw()


async def test_a_harmless_request_id_is_handed_on_and_any_other_is_replaced(
    gateway: GatewayUnderTest, spy: UpstreamSpy
) -> None:
    query = "{ organization { users { totalCount } } }"
    for given_id, is_kept in (
        ("Abc-1_2.3", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("a b", False),
        ("a,b", False),
    ):
        spy.requests.clear()
        response = await gateway.post(query, {**gateway.bearer(), "x-request-id": given_id})
        answered = response.headers["x-request-id"]
        assert (answered == given_id) is is_kept
        assert {request.headers["x-request-id"] for request in spy.requests if request.method == "GET"} == {
            answered
        }


@pytest.mark.parametrize("name", ["x\r\nevil", "../evil", "\x1b[2Jevil", "evil" * 500, "{{evil}}"])
async def test_names_of_operations_go_nowhere(
    gateway: GatewayUnderTest, spy: UpstreamSpy, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    body = {"query": "query Evil { organization { users { totalCount } } }", "operationName": name}
    response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer())
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == [
        "OPERATION_RESOLUTION_FAILURE"
    ]
    await gateway.post("query Evil { organization { users { totalCount } } }", gateway.bearer())
    check(spy)
    assert "vil" not in spy.raw()
    ours = [
        record for record in caplog.records if record.name.startswith(("gateway", "partner_api", "cache"))
    ]
    assert "evil" not in repr([record.__dict__ for record in ours])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["http://evil.example/", "//evil.example/", "/api/partners/v2.0/org/evil", "\\evil"]
)
async def test_redirects_of_the_upstream_are_not_followed(
    gateway: GatewayUnderTest, spy: UpstreamSpy, status: int, location: str
) -> None:
    gateway.sandbox.add_fault(
        Fault(match="/users", kind="status", status=status, headers={"location": location})
    )
    response = await gateway.post("{ organization { users { totalCount } } }", gateway.bearer())
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UPSTREAM_REJECTED"
    assert "evil" not in response.text
    check(spy)
    assert [url for url in spy.urls if "token" not in url] == [
        f"{UPSTREAM}/api/partners/v2.0/org/{HOME.organization_id}/users"
    ]


async def test_redirects_of_the_token_endpoint_are_not_followed() -> None:
    sent: list[str] = []

    async def redirect(request: httpx.Request) -> httpx.Response:
        sent.append(str(request.url))
        return httpx.Response(307, headers={"location": "http://evil.example/"})

    async with GatewayUnderTest(transport=httpx.MockTransport(redirect)) as gateway:
        response = await gateway.post("{ organization { users { totalCount } } }", gateway.bearer())
    assert response.json()["errors"][0]["extensions"]["code"].startswith("UPSTREAM_")
    assert set(sent) == {gateway.settings.organizations[0].token_url}


async def test_addresses_in_answers_are_data_and_nobody_goes_there(
    gateway: GatewayUnderTest, spy: UpstreamSpy
) -> None:
    """Paging links, resolve URLs: whatever the upstream sends back, no request follows from it."""
    row = {**gateway.user_row(3), "next": "http://evil.example/", "first_name": "http://evil.example/"}
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=200, body=[row]))
    query = "{ organization { users { nodes { firstName buildings { name } } } } }"
    response = await gateway.post(query, gateway.bearer())
    assert response.json()["data"]["organization"]["users"]["nodes"][0]["firstName"] == "http://evil.example/"
    check(spy)


async def test_the_address_is_the_configured_one_whatever_the_organization_in_an_id() -> None:
    async with GatewayUnderTest() as gateway:
        first, second = gateway.settings.organizations
        moved = (first, replace(second, partner_api_url="http://elsewhere.test/api/"))
    sandbox = Sandbox(SandboxOptions(), clock=lambda: NOON)
    spy = UpstreamSpy(sandbox)
    async with GatewayUnderTest(sandbox=sandbox, transport=spy, organizations=moved) as gateway:
        foreign = encode_id(IdKind.USER, second.organization_id, OWNER)
        await gateway.post("query($id: ID!) { node(id: $id) { id } }", gateway.bearer(), {"id": foreign})
    assert spy.requests == []
