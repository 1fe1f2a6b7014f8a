"""An httpx client that neither keeps nor sends cookies.

httpx cannot be told to leave them alone: what one answer sets, the next request would carry. A jar
that refuses everything helps, but is still asked, which costs a few percent of every call.
"""

import httpx


class _NoCookies(httpx.Cookies):
    """An empty jar that stays so."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Keep nothing of a response."""

    def set_cookie_header(self, request: httpx.Request) -> None:
        """Add nothing to a request."""


_empty = _NoCookies()


class CookielessClient(httpx.AsyncClient):
    """An ``httpx.AsyncClient`` without cookies."""

    @property
    def cookies(self) -> httpx.Cookies:
        """The empty jar."""
        return _empty

    @cookies.setter
    def cookies(self, _: object) -> None:
        raise AttributeError("this client keeps no cookies")
