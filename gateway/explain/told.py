"""Telling clients of the plan, in the extensions of an answer."""

from typing import Any

from graphql import GraphQLError

from execution import Operation
from gateway.explain.as_json import as_json
from gateway.explain.explainer import Explainer
from gateway.http.request import GraphQLRequest
from resolvers.context import Context


class PlanTeller:
    """Tells those who ask for it and may know: what a list of all users takes is for who may list them."""

    def __init__(self, explainer: Explainer, for_everybody: bool) -> None:
        """Wire the parts.

        Args:
            explainer: Makes explanations.
            for_everybody: Whether every client may know, and not only those who may list all users.

        """
        self._explainer = explainer
        self._for_everybody = for_everybody

    def tell(
        self, payload: dict[str, Any], request: GraphQLRequest, operation: Operation, context: Context
    ) -> bool:
        """Put the plan into an answer, if it was asked for; gives whether it is there."""
        if request.extensions is None or request.extensions.get("plan") is not True:
            return False
        if not self._for_everybody and context.access.visible_organization() is None:
            return False
        try:
            explanation = self._explainer.explain(operation, context)
        except GraphQLError:
            return False  # variables that cannot be read, of which the answer tells
        payload["extensions"] = {**payload.get("extensions", {}), "plan": as_json(explanation)}
        return True
