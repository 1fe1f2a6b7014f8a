"""The audits that graphql-http has for servers: all of them, SHOULD and MAY too."""

import pytest

from tests.conformance.live_gateway import LiveGateway
from tests.conformance.node_scripts import run_script

pytestmark = pytest.mark.usefixtures("node")


def test_every_audit_passes(live_gateway: LiveGateway) -> None:
    results = run_script("audits", url=live_gateway.url, token=live_gateway.token())
    failing = {f"{each['id']} {each['name']}": each["reason"] for each in results if each["status"] != "ok"}
    assert failing == {}
    assert len({each["id"] for each in results}) == len(results) == 61
