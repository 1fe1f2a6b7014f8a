"""Who may knock: requests by address, before anybody knows who asks."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

from gateway.limits.admission import rate_limited
from gateway.limits.budgets import Budgets

_FAILED = 100
"""As how many requests a failed authentication counts."""

_MOST_HOPS = 20
_OWN = frozenset({"127.0.0.1", "::/64"})
"""This machine's own: whoever asks from there is a proxy that says not for whom, or somebody at the keys."""

_UNKNOWN = "unknown"
_IPV6_HOME_BITS = 64

Network = IPv4Network | IPv6Network


class Entrance:
    """A budget of requests for each address but this machine's own."""

    def __init__(self, budgets: Budgets, requests_per_minute: int, trusted_proxies: tuple[str, ...]) -> None:
        self._budgets = budgets
        self._limit = requests_per_minute
        self._trusted = tuple(ip_network(each) for each in trusted_proxies)

    async def admit(self, scope: Scope, request_id: str) -> None:
        """Count one request.

        Raises:
            Refusal: There were too many from its address.

        """
        key = self._key(scope)
        if key is None:
            return
        refused = await self._budgets.spend(key, 1, self._limit)
        if refused is not None:
            raise rate_limited(refused.retry_after_seconds, request_id)

    def blame(self, scope: Scope) -> None:
        """Count a failed authentication."""
        key = self._key(scope)
        if key is not None:
            self._budgets.charge(key, min(_FAILED, self._limit))

    def _key(self, scope: Scope) -> str | None:
        if not self._limit:
            return None
        address = client_address(scope, self._trusted)
        return None if address in _OWN else f"address {address}"


def client_address(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """The address that a request comes from.

    What a proxy says is believed if the proxy is trusted, and so on to the first that is not. Of an
    IPv6 address the network counts that one home gets as a whole.
    """
    client = scope.get("client")
    peer = client[0] if client else ""
    forwarded = ""
    if trusted:
        forwarded = ",".join(
            value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"
        )
    return _origin(peer, forwarded, trusted)


@lru_cache(maxsize=10_000)
def _origin(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    origin = peer
    hops = [each.strip() for each in forwarded.split(",")] if forwarded else []
    for hop in reversed(hops[-_MOST_HOPS:]):
        if not _is_within(origin, trusted) or _parsed(hop) is None:
            break
        origin = hop
    address = _parsed(origin)
    if address is None:
        return _UNKNOWN
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_HOME_BITS), strict=False))
    return str(address)


def _is_within(text: str, networks: tuple[Network, ...]) -> bool:
    address = _parsed(text)
    return address is not None and any(address in network for network in networks)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
