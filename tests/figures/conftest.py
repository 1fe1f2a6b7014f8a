"""Tests here ask much and change nothing that they do not put back: they share a gateway."""

from tests.shared_gateway import anyio_backend, gateway, shared_gateway

__all__ = ["anyio_backend", "gateway", "shared_gateway"]
