"""These tests start gateways of their own: what they are about is a setting."""

from tests.shared_gateway import anyio_backend

__all__ = ["anyio_backend"]
