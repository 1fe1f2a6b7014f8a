"""Who is asking: from a bearer token to a viewer, and whether the viewer still stands."""

from gateway.authentication.authenticator import Authenticator
from gateway.authentication.standing import Standing

__all__ = ["Authenticator", "Standing"]
