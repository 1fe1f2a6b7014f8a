"""Where the page is served: on a port of its own, which nobody reaches by accident."""

from aiohttp import web

from gateway.telemetry.metrics.page import MetricsPage

PATH = "/metrics"


class MetricsListener:
    """A small HTTP server in the event loop of the gateway, so that numbers are never read halfway."""

    def __init__(self, page: MetricsPage, host: str, port: int) -> None:
        """Make it.

        Args:
            page: What it serves.
            host: The address to listen on.
            port: The port; 0 takes one that is free.

        """
        self._page = page
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._runner.addresses[0][1]) if self._runner is not None else self._port

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            OSError: The port is taken, or the address is not this machine's.

        """
        app = web.Application()
        app.router.add_get(PATH, self._answer)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def aclose(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        body, media_type = self._page.write(request.headers.get("Accept", ""))
        return web.Response(body=body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})
