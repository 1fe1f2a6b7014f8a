"""Who is asking: from a bearer token to a viewer, and whether the viewer still stands."""

from gateway.authentication.authenticator import Authenticator
from gateway.authentication.own_tokens import OwnTokens, make_own_tokens
from gateway.authentication.role_check import RoleCheck
from gateway.authentication.standing import Standing

__all__ = ["Authenticator", "OwnTokens", "RoleCheck", "Standing", "make_own_tokens"]
