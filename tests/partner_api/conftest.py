import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from partner_api import Discipline, PartnerApi, Upstream, UpstreamCall, surprises
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, Sandbox, SandboxOptions
from tests.partner_api.loose import Json
from tests.partner_api.scripted_upstream import ORGANIZATION, SECRET, ScriptedUpstream

ONCE = Discipline(attempts=1, breaker_share=2.0)
"""Every read is sent, and once: for tests of what becomes of one exchange."""

NOW = datetime(2026, 6, 15, 12, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _told_afresh() -> Iterator[None]:
    surprises.forget()
    yield
    surprises.forget()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def upstream() -> ScriptedUpstream:
    return ScriptedUpstream()


@pytest.fixture
def calls() -> list[UpstreamCall]:
    return []


MakeApi = Callable[..., PartnerApi]


@pytest.fixture
async def make_api(
    upstream: ScriptedUpstream, clock: Clock, calls: list[UpstreamCall]
) -> AsyncIterator[MakeApi]:
    """Makes clients of the scripted upstream: in process, or of ``base`` over the default transport.

    Unless they are told otherwise they send reads once.
    """
    async with contextlib.AsyncExitStack() as stack:

        def make(base: str | None = None, **options: Json) -> PartnerApi:
            address = base or "http://upstream.test"
            options.setdefault("discipline", ONCE)
            if base is None:
                options.setdefault("transport", httpx.ASGITransport(upstream))
            credentials = Upstream(
                ORGANIZATION, f"{address}/api/partners/v2.0/", f"{address}/token", "client", SECRET
            )
            options.setdefault("clock", clock)
            api = PartnerApi([credentials], on_call=calls.append, **options)
            stack.push_async_callback(api.aclose)
            return api

        yield make


@pytest.fixture
def api(make_api: MakeApi) -> PartnerApi:
    return make_api()


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    return Sandbox(SandboxOptions(users=60), clock=lambda: NOW)


def sandbox_upstreams(address: str) -> list[Upstream]:
    return [
        Upstream(
            demo.organization_id,
            address + API_BASE,
            address + TOKEN_PATH,
            demo.client_id,
            demo.client_secret,
        )
        for demo in DEMO_ORGANIZATIONS
    ]


@pytest.fixture
async def sandbox_api(sandbox: Sandbox) -> AsyncIterator[PartnerApi]:
    transport = httpx.ASGITransport(sandbox.app)
    api = PartnerApi(sandbox_upstreams("http://sandbox.test"), transport=transport)
    yield api
    await api.aclose()
