"""GraphiQL's static files: the page itself, its assets, and the tokens that a demo offers."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.http.compression import MINIMUM_BYTES, choose_encoding, compress

_HERE = Path(__file__).parent
_PLACES = (_HERE / "static", _HERE.parents[1] / "ide" / "dist")
"""Where the built page is: in an installed package, or in a checkout."""

_SECURITY: Mapping[str, str] = {
    # Monaco, the editor, styles its lines in place and underlines mistakes with an inline image.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>GraphiQL is not built</title></head>
<body><h1>GraphiQL is not built</h1>
<p>The GraphQL endpoint is at <code>/graphql</code> and works without this page.</p>
<p>To have the page, install Node.js 20 or newer with npm, and run <code>make run</code> again
(or <code>npm ci &amp;&amp; npm run build</code> in the folder <code>ide</code>).</p>
</body></html>
"""


class GraphiQL:
    """The page at ``/`` and what it loads below ``/graphiql/``.

    Only files that were there at the start are served, by their exact names. The page is read then,
    so that it names no others; its assets are read, and all is compressed, when first asked for.
    """

    def __init__(self, session_file: Path | None = None, places: tuple[Path, ...] = _PLACES) -> None:
        """Look for the built page.

        Args:
            session_file: The tokens that the page offers with one click, if any.
            places: Where to look, in this order.

        """
        root = next((place for place in places if (place / "index.html").is_file()), None)
        self._page = None if root is None else root / "index.html"
        assets = () if root is None else (root / "assets").iterdir()
        self._assets = {path.name: path for path in assets if path.suffix in _TYPES}
        self._session_file = session_file
        self._bodies: dict[tuple[Path, str | None], bytes] = {}
        if self._page is not None:
            self._body(self._page, None)

    @property
    def routes(self) -> list[Route]:
        """The routes to serve."""
        return [
            Route("/", self._index, methods=["GET"]),
            Route("/graphiql/session.json", self._session, methods=["GET"]),
            Route("/graphiql/assets/{name}", self._asset, methods=["GET"]),
        ]

    async def _index(self, request: Request) -> Response:
        if self._page is None:
            headers = {**_SECURITY, "cache-control": "no-cache"}
            return Response(_NOT_BUILT, headers=headers, media_type=_TYPES[".html"])
        return self._file(request, self._page, "no-cache")

    async def _asset(self, request: Request) -> Response:
        path = self._assets.get(request.path_params["name"])
        if path is not None:
            with suppress(FileNotFoundError):  # the page may have been built anew since
                return self._file(request, path, "public, max-age=31536000, immutable")
        return Response("Not Found", 404, dict(_SECURITY), media_type="text/plain")

    async def _session(self, _request: Request) -> Response:
        headers = {**_SECURITY, "cache-control": "no-store"}
        body = b'{"roles": []}'
        if self._session_file is not None:
            with suppress(FileNotFoundError):  # a demo's files may be deleted
                body = self._session_file.read_bytes()
        return Response(body, headers=headers, media_type="application/json")

    def _file(self, request: Request, path: Path, cache_control: str) -> Response:
        coding = choose_encoding(request.headers.get("accept-encoding", ""))
        body = self._body(path, None)
        headers = {**_SECURITY, "cache-control": cache_control, "vary": "Accept-Encoding"}
        if coding is not None and len(body) >= MINIMUM_BYTES:
            body = self._body(path, coding)
            headers["content-encoding"] = coding
        return Response(body, headers=headers, media_type=_TYPES[path.suffix])

    def _body(self, path: Path, coding: str | None) -> bytes:
        body = self._bodies.get((path, coding))
        if body is None:
            body = path.read_bytes() if coding is None else compress(self._body(path, None), coding)
            self._bodies[path, coding] = body
        return body
