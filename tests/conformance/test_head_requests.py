"""HEAD over a real connection: no body, and the connection goes on."""

import http.client
from urllib.parse import urlsplit

from tests.conformance.live_gateway import LiveGateway


def test_head_has_no_body_and_the_connection_is_used_again(live_gateway: LiveGateway) -> None:
    headers = {"authorization": f"Bearer {live_gateway.token()}"}
    connection = http.client.HTTPConnection(urlsplit(live_gateway.url).netloc, timeout=5)
    try:
        for _ in range(3):
            connection.request("HEAD", "/graphql?query={viewer{role}}", headers=headers)
            response = connection.getresponse()
            assert (response.status, response.read()) == (405, b"")
            connection.request("GET", "/graphql?query={viewer{role}}", headers=headers)
            response = connection.getresponse()
            assert (response.status, response.read()) == (
                200,
                b'{"data":{"viewer":{"role":"ADMINISTRATOR"}}}',
            )
    finally:
        connection.close()
