"""From the address of a Redis to its clients: one server, Sentinel or Cluster."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster, SSLConnection
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

HARD_TIMEOUT_SECONDS = 1.0
"""After which a connection is given up. How long anybody waits is decided above, and is less."""

_MAX_CONNECTIONS = 16
_SCHEMES = frozenset(
    f"{scheme}{kind}" for scheme in ("redis", "rediss") for kind in ("", "+sentinel", "+cluster")
) | {"unix"}

# Once more and at once, for connections that were closed while nobody used them; the library's own
# default waits for seconds. Not for a subscription: it would be restored without a word.
_ONCE_MORE = Retry(NoBackoff(), 1)
_NEVER_AGAIN = Retry(NoBackoff(), 0)

Data = Redis | RedisCluster


class Address(NamedTuple):
    """An address, taken apart. ``service`` is a Sentinel's name for its master."""

    kind: str
    is_tls: bool
    nodes: tuple[tuple[str, int], ...]
    service: str
    database: int
    credentials: Mapping[str, Any]
    options: Mapping[str, Any]


def check_url(url: str) -> None:
    """Check the form of an address.

    ``redis[s]://[user:password@]host[:port][/database]``, ``unix:///path``,
    ``redis[s]+sentinel://host:port,host:port/service[/database]`` and
    ``redis[s]+cluster://host:port,host:port``. With TLS, ``?ssl_ca_certs=`` names a file of
    certificates to trust instead of the system's.

    Raises:
        ValueError: It is none of these.

    """
    if urlsplit(url).scheme not in _SCHEMES:
        raise ValueError("must begin with redis, rediss or unix, maybe +sentinel or +cluster")
    if urlsplit(url).scheme != "unix":
        _address(url)


class Connections:
    """The clients of one Redis. Nothing is connected to before the first command."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.data: Data = _client(url, _ONCE_MORE)
        """For values, generations and locks."""

    async def make_bus(self) -> Redis:
        """A client for publishing and listening: in a cluster, all replicas use the same node."""
        if not isinstance(self.data, RedisCluster):
            client = _client(self._url, _NEVER_AGAIN)
            assert isinstance(client, Redis)  # noqa: S101 - a cluster has been told apart above
            return client
        await self.data.initialize()
        node = min(self.data.get_primaries(), key=lambda each: each.name)
        address = _address(self._url)
        return _single((node.host, int(node.port)), address, _NEVER_AGAIN)

    async def aclose(self) -> None:
        """Close all connections of ``data``."""
        await close(self.data)


async def close(client: Data) -> None:
    """Close all connections of a client, those to Sentinels too, which the library forgets."""
    await client.aclose()
    if isinstance(client, Redis) and isinstance(client.connection_pool, SentinelConnectionPool):
        for sentinel in client.connection_pool.sentinel_manager.sentinels:
            await sentinel.aclose()


def _client(url: str, retry: Retry) -> Data:
    if urlsplit(url).scheme == "unix":
        return Redis.from_pool(BlockingConnectionPool.from_url(url, **_limits(retry), **_pool()))
    address = _address(url)
    if address.kind == "cluster":
        nodes = [ClusterNode(host, port) for host, port in address.nodes]
        tls = {"ssl": True, **address.options} if address.is_tls else {}
        return RedisCluster(
            startup_nodes=nodes, socket_keepalive=True, **_limits(retry), **address.credentials, **tls
        )
    if address.kind == "sentinel":
        return _master(address, retry)
    return _single(address.nodes[0], address, retry)


def _single(node: tuple[str, int], address: Address, retry: Retry) -> Redis:
    tls = {"connection_class": SSLConnection, **address.options} if address.is_tls else {}
    pool = BlockingConnectionPool(
        host=node[0],
        port=node[1],
        db=address.database,
        socket_keepalive=True,
        **_limits(retry),
        **_pool(),
        **address.credentials,
        **tls,
    )
    return Redis.from_pool(pool)


def _master(address: Address, retry: Retry) -> Redis:
    """The client of the master that the Sentinels name. They get no credentials of the master's."""
    tls = {"ssl": True, **address.options} if address.is_tls else {}
    limits = {**_limits(retry), **tls}
    sentinel = Sentinel(list(address.nodes), sentinel_kwargs=limits)  # type: ignore[no-untyped-call]
    client = sentinel.master_for(
        address.service,
        connection_pool_class=SentinelConnectionPool,
        db=address.database,
        max_connections=4 * _MAX_CONNECTIONS,
        socket_keepalive=True,
        **limits,
        **address.credentials,
    )
    assert isinstance(client, Redis)  # noqa: S101 - not typed by the library
    return client


def _limits(retry: Retry) -> dict[str, Any]:
    return {
        "socket_timeout": HARD_TIMEOUT_SECONDS,
        "socket_connect_timeout": HARD_TIMEOUT_SECONDS,
        "decode_responses": False,
        "retry": retry,
    }


def _pool() -> dict[str, Any]:
    """Whoever finds no connection waits for one, instead of failing like by default."""
    return {"max_connections": _MAX_CONNECTIONS, "timeout": HARD_TIMEOUT_SECONDS}


def _address(url: str) -> Address:
    parts = urlsplit(url)
    scheme, _, kind = parts.scheme.partition("+")
    login, _, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    nodes = tuple(_node(each, 26379 if kind == "sentinel" else 6379) for each in hosts.split(","))
    segments = [segment for segment in parts.path.split("/") if segment]
    service = segments.pop(0) if kind == "sentinel" and segments else ""
    if (kind == "sentinel") != bool(service) or (len(nodes) > 1 and not kind):
        raise ValueError("Sentinel needs the name of a service, and one server only one host")
    if kind == "cluster" and segments:
        raise ValueError("a cluster has no databases")
    if len(segments) > 1 or not all(segment.isdecimal() for segment in segments):
        raise ValueError("what follows the host must be the number of a database")
    options = dict(parse_qsl(parts.query))
    if not options.keys() <= ({"ssl_ca_certs"} if scheme == "rediss" else set()):
        raise ValueError("has parameters that are not known")
    names = {"username": unquote(user), "password": unquote(password)}
    return Address(
        kind=kind,
        is_tls=scheme == "rediss",
        nodes=nodes,
        service=service,
        database=int(segments[0]) if segments else 0,
        credentials={name: value for name, value in names.items() if value},
        options=options,
    )


def _node(text: str, default_port: int) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    if not parts.hostname:
        raise ValueError("must name a host")
    return parts.hostname, parts.port or default_port
