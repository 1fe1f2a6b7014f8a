"""What only a real connection shows: answers without a body, and requests that are far too long."""

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

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


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_of_many_megabytes_gets_its_answer(live_gateway: LiveGateway, is_chunked: bool) -> None:
    """The client reads the refusal instead of a broken connection."""

    def pieces() -> Iterator[bytes]:
        for _ in range(300):
            yield b" " * 65_536

    headers = {"authorization": f"Bearer {live_gateway.token()}", "content-type": "application/json"}
    content = pieces() if is_chunked else b" " * 20_000_000
    response = httpx.post(live_gateway.url, content=content, headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
        413,
        "BAD_USER_INPUT",
    )


def test_a_header_of_a_megabyte_gets_its_answer(live_gateway: LiveGateway) -> None:
    headers = {"authorization": f"Bearer {live_gateway.token()}", "accept": "*/*;x=" + "x" * 1_000_000}
    response = httpx.get(f"{live_gateway.url}?query={{viewer{{role}}}}", headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
        431,
        "BAD_USER_INPUT",
    )
