"""The list of all attacks, in the order of the modules that put them on it."""

from tests.security.attacks import documents, identifiers, requests, websockets
from tests.security.attacks.attack import ATTACKS

MODULES = (documents, requests, websockets, identifiers)

__all__ = ["ATTACKS", "MODULES"]
