"""Which engine the tests run documents with: ``GATEWAY_ENGINE``, or the gateway's default.

Every test that runs documents takes its engine from here, so that one command runs the whole suite
with the other one: ``GATEWAY_ENGINE=reference make test``.
"""

import os
from typing import cast

from graphql import GraphQLSchema

from execution import ENGINES, CompiledEngine, Engine
from gateway.settings.model import EngineName, JwtSettings, Settings

_DEFAULT = Settings(
    organizations=(), jwt=JwtSettings(jwks_url=None, jwks_file=None, issuer="", audience="")
).engine

ENGINE: EngineName = cast("EngineName", os.environ.get("GATEWAY_ENGINE") or _DEFAULT)
"""The name of the engine."""


def engine_under_test(schema: GraphQLSchema) -> Engine:
    """The engine, over a schema."""
    return ENGINES[ENGINE](schema)


def assert_no_fallbacks(engine: Engine) -> None:
    """Assert that nothing was left to graphql-core but what is meant to be."""
    assert not isinstance(engine, CompiledEngine) or not engine.fallbacks, engine.fallbacks
