"""The Partner API as an embedded, living imitation: for demos, tests and measurements."""

from sandbox.faults import Fault
from sandbox.options import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH, DemoOrganization, SandboxOptions
from sandbox.sandbox import Sandbox

__all__ = [
    "API_BASE",
    "DEMO_ORGANIZATIONS",
    "TOKEN_PATH",
    "DemoOrganization",
    "Fault",
    "Sandbox",
    "SandboxOptions",
]
