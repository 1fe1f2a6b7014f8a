"""A built page to serve, and a client of it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gateway.graphiql import GraphiQL

SCRIPT = b"const page = 'GraphiQL';\n" * 100
STYLE = b"body{margin:0}"
PAGE = b'<!doctype html><script type="module" src="/graphiql/assets/index-abcd1234.js"></script>'

Open = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder like the one that the build of the page leaves."""
    place = tmp_path / "dist"
    assets = place / "assets"
    assets.mkdir(parents=True)
    (place / "index.html").write_bytes(PAGE)
    (assets / "index-abcd1234.js").write_bytes(SCRIPT)
    (assets / "index-abcd1234.css").write_bytes(STYLE)
    (assets / "icon-abcd1234.svg").write_bytes(b"<svg/>")
    (assets / "font-abcd1234.ttf").write_bytes(b"\0\1\0\0")
    (assets / "font-abcd1234.woff2").write_bytes(b"wOF2")
    (assets / "index-abcd1234.js.map").write_bytes(b"{}")
    (tmp_path / "secret.js").write_bytes(b"secret")
    return place


@pytest.fixture
def opened(place: Path) -> Open:
    """Clients of the page; without an argument, of the built one without a demo."""

    @asynccontextmanager
    async def open_page(
        session_file: Path | None = None, places: tuple[Path, ...] = (place,)
    ) -> AsyncIterator[httpx.AsyncClient]:
        app = Starlette(routes=GraphiQL(session_file, places).routes)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://gateway.test"
        ) as client:
            del client.headers["accept-encoding"]
            yield client

    return open_page
