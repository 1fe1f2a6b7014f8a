"""``python -m gateway.health``: whether the gateway in this container is alive.

Only the standard library, so that it costs little every few seconds.
"""

import http.client
import os
import sys

_PORT = "8000"
_TIMEOUT_SECONDS = 2.0


def is_alive(port: int) -> bool:
    """Whether ``/livez`` answers 200 on this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_alive(int(os.environ.get("GATEWAY_PORT") or _PORT)) else 1)
