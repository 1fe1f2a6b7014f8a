"""Who failed too often has to wait before the next try."""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

_MOST_KEYS = 10_000


class _Rate(NamedTuple):
    """So many failures at once, and one more every so many seconds."""

    burst: float
    seconds: float


_BY_CLIENT = _Rate(5, 10.0)
_BY_ADDRESS = _Rate(20, 3.0)


class _Bucket(NamedTuple):
    failures: float
    at: float


class Throttle:
    """Counts failed tries by address, and by client id at an address.

    Never by client id alone: whoever knows one could then lock the client out. Ids that exist and
    ids that do not are counted alike. ``clock`` gives monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()

    def seconds_to_wait(self, address: str, client_id: str) -> float:
        """For how long nothing is looked at; 0 if the next try is welcome."""
        waits = [
            (self._level(key, rate) - rate.burst + 1) * rate.seconds
            for key, rate in _keys(address, client_id)
        ]
        return max(0.0, *waits)

    def note_failure(self, address: str, client_id: str) -> None:
        """Count one failed try."""
        for key, rate in _keys(address, client_id):
            self._buckets[key] = _Bucket(self._level(key, rate) + 1, self._clock())
            self._buckets.move_to_end(key)
        while len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)

    def _level(self, key: bytes, rate: _Rate) -> float:
        bucket = self._buckets.get(key)
        if bucket is None:
            return 0.0
        return max(0.0, bucket.failures - (self._clock() - bucket.at) / rate.seconds)


def _keys(address: str, client_id: str) -> tuple[tuple[bytes, _Rate], tuple[bytes, _Rate]]:
    network = _network(address)
    return (_digest(network), _BY_ADDRESS), (_digest(f"{network} {client_id}"), _BY_CLIENT)


def _network(address: str) -> str:
    """The address; of IPv6 the part that one customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if parsed.version == 6 else address


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
