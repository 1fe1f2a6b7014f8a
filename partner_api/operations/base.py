"""What the operations of every concept build on."""

from partner_api.http import UpstreamHttp


class Operations:
    """Access to HTTP, for the classes that hold one concept's operations each."""

    _http: UpstreamHttp
