"""The Host header: whether it is one at all, and whether it names us."""

import re

from starlette.types import Scope

from gateway.edge.paths import is_probe

_NAME = rb"(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?"
_GRAMMAR = re.compile(rb"(%b|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?" % _NAME)
_LONGEST = 300
_MOST_REMEMBERED = 256


class Hosts:
    """Tells good Host headers from others: exactly one, well formed, and of an allowed name."""

    def __init__(self, allowed: tuple[str, ...] = ()) -> None:
        """Make it.

        Args:
            allowed: Names in lower case without their ports; none allows all.

        """
        self._allowed = frozenset(name.encode("ascii") for name in allowed)
        self._good: set[bytes] = set()

    def accepts(self, scope: Scope) -> bool:
        """Whether a request came to a host that is ours.

        HTTP/1.0 knows no such header. Probes come to addresses, hence by any name.
        """
        host: bytes | None = None
        for name, value in scope["headers"]:
            if name == b"host":
                if host is not None:
                    return False
                host = value
        if host in self._good:
            return True
        if host is None:
            return scope["http_version"] == "1.0" and not self._allowed
        return self._judge(host, scope)

    def _judge(self, host: bytes, scope: Scope) -> bool:
        match = _GRAMMAR.fullmatch(host) if len(host) <= _LONGEST else None
        if match is None:
            return False
        if self._allowed and match[1].lower().removesuffix(b".") not in self._allowed:
            return is_probe(scope["path"])
        if len(self._good) < _MOST_REMEMBERED:  # anybody may send headers
            self._good.add(host)
        return True
