"""The one loose type of these tests."""

from typing import Any

Json = Any
"""Whatever JSON can hold, or code that a test makes up: nothing a type checker could know."""
