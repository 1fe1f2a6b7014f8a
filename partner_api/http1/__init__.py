"""HTTP/1.1 towards the upstream: connections that are kept, and as little work per call as possible.

Stands behind httpx's transport interface, and beside it offers a lane for reads
(:mod:`partner_api.lane`). Knows nothing of the Partner API.
"""

from partner_api.http1.transport import Http1Transport

__all__ = ["Http1Transport"]
