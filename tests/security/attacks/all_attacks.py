"""The list of all attacks, in the order of the modules that put them on it."""

from tests.security.attacks import (
    connections,
    documents,
    identifiers,
    remembering,
    requests,
    tokens,
    websockets,
)
from tests.security.attacks.attack import ATTACKS

MODULES = (documents, requests, tokens, websockets, identifiers, remembering, connections)

__all__ = ["ATTACKS", "MODULES"]
