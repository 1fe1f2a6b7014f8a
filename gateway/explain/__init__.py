"""Telling what an operation will ask of the Partner API before it does.

``explainer`` makes an ``explanation``; ``text``, ``mermaid`` and ``as_json`` write it, in the ``words``
that they share. ``rounds`` knows what the plan cannot: how often resolvers ask one thing after another.
``stand_ins`` are what an operation is explained with whose variables nobody gave.
"""

from gateway.explain.explainer import Explainer
from gateway.explain.explanation import Explanation

__all__ = ["Explainer", "Explanation"]
