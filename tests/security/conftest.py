"""Attacks, against one gateway for each module."""

from tests.shared_gateway import anyio_backend, gateway, shared_gateway

__all__ = ["anyio_backend", "gateway", "shared_gateway"]
