"""A federation composer."""

import pytest

from schema import print_schema
from tests.conformance.node_scripts import run_script

pytestmark = pytest.mark.usefixtures("node")


def test_the_subgraph_composes_with_another() -> None:
    told = run_script("compose", sdl=print_schema(federation=True))
    assert told["errors"] == []
    assert "join__type(graph: GATEWAY" in told["supergraph"]
    assert "about: User" in told["supergraph"]
