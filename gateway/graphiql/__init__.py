"""Serving GraphiQL: a page that is built beforehand and needs nothing from anywhere else."""

from gateway.graphiql.page import GraphiQL

__all__ = ["GraphiQL"]
