"""Whether a secret is a client's: equal work for whoever asks, off the event loop, and bounded."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from gateway.api_clients.secrets import HashedSecret, decoy
from gateway.settings.model import ApiClientSettings

_THREADS = 2
_MOST_PENDING = 8


class TooManyChecks(Exception):
    """So many secrets are being compared already that this one was not looked at."""


class SecretChecks:
    """Compares secrets with the hashes of clients, two at a time and eight under way at most.

    Whether a client exists cannot be told from how long it takes: each check hashes as often as the
    client with the most secrets needs, against hashes of nothing where there are no others.
    """

    def __init__(self, clients: Iterable[ApiClientSettings]) -> None:
        self._clients = {each.client_id: each for each in clients}
        self._rounds = max((len(each.secret_hashes) for each in self._clients.values()), default=1)
        self._decoys = [decoy() for _ in range(self._rounds)]
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="client-secret")
        self._pending = 0

    def known(self, client_id: str) -> ApiClientSettings | None:
        """The client of that id, whoever asks."""
        return self._clients.get(client_id)

    async def check(self, client_id: str, secret: str) -> ApiClientSettings | None:
        """The client, if it exists and the secret is one of its own.

        Raises :class:`TooManyChecks` without having looked.
        """
        if self._pending >= _MOST_PENDING:
            raise TooManyChecks
        client = self._clients.get(client_id)
        hashes = [*(() if client is None else client.secret_hashes), *self._decoys]
        self._pending += 1
        check = asyncio.get_running_loop().run_in_executor(
            self._threads, _fits_any, tuple(islice(hashes, self._rounds)), secret
        )
        # Counted until the thread is done: a caller that goes away makes no room for another one.
        check.add_done_callback(self._done)
        return client if await asyncio.shield(check) and client is not None else None

    def _done(self, check: "asyncio.Future[bool]") -> None:
        self._pending -= 1
        if not check.cancelled():
            check.exception()  # seen: whoever asked may have gone

    def close(self) -> None:
        """Take no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _fits_any(hashes: tuple[HashedSecret, ...], secret: str) -> bool:
    # A list and not a generator: all are compared, also behind one that fits.
    return any([each.fits(secret) for each in hashes])  # noqa: C419
