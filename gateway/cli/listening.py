"""The port a server listens on, taken before anything else starts."""

import errno
import socket

from gateway.cli.failure import EXIT_BUSY, CommandFailed

_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises :class:`CommandFailed` if the port is taken or not to be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise CommandFailed(f"Cannot listen on {host}: {error.strerror}", EXIT_BUSY) from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise CommandFailed(_refusal(host, port, error), EXIT_BUSY) from None
    return listener


def check_free(host: str, port: int) -> None:
    """Raises :class:`CommandFailed` if nothing could listen there now."""
    listen(host, port).close()


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is already in use on {host}: end what listens there, or choose another port."
    return f"Cannot listen on {host}, port {port}: {error.strerror}"
