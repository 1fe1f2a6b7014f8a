"""The documents the API serves about itself: made when first asked for."""

from functools import cached_property
from html import escape
from http import HTTPStatus

import msgspec

from sandbox.answer import Answer
from sandbox.catalogue import OPERATIONS
from sandbox.openapi import openapi_document
from sandbox.options import API_BASE, TOKEN_PATH

OPENAPI_PATH = f"{API_BASE}/openapi.json"
DOCS_PATH = f"{API_BASE}/docs"


class Documents:
    """The OpenAPI document and a page that lists the operations. Both need no token."""

    def at(self, method: str, path: str) -> Answer | None:
        """The document at a path, or None if there is none."""
        if method != "GET" or path not in {OPENAPI_PATH, DOCS_PATH}:
            return None
        if path == OPENAPI_PATH:
            return Answer(HTTPStatus.OK, self._openapi)
        return Answer(HTTPStatus.OK, self._page, "text/html; charset=utf-8")

    @cached_property
    def _openapi(self) -> bytes:
        return msgspec.json.encode(openapi_document())

    @cached_property
    def _page(self) -> bytes:
        listed = [("POST", TOKEN_PATH, "Get an access token")]
        listed += [(one.method, API_BASE + one.path, one.summary) for one in OPERATIONS]
        rows = "".join(
            f"<tr><td>{method}</td><td><code>{escape(path)}</code></td><td>{escape(summary)}</td></tr>"
            for method, path, summary in listed
        )
        return (
            "<!doctype html><html lang=en><meta charset=utf-8><title>Partner API sandbox</title>"
            f"<h1>Partner API sandbox</h1><p><a href={OPENAPI_PATH}>openapi.json</a></p>"
            f"<table>{rows}</table></html>"
        ).encode()
