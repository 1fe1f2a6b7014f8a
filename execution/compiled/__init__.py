"""Compiled, breadth-first execution: see the README of ``execution``."""

from execution.compiled.engine import CompiledEngine

__all__ = ["CompiledEngine"]
