"""Making explanations."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from graphql import GraphQLSchema
from graphql.execution.values import VariableValues, get_variable_values

from domain.roles import Role
from execution import CompiledEngine, Operation
from execution.compiled.compiler import Unsupported
from execution.guard import Costs, Pricing
from execution.waves import Waves, waves_of
from gateway.explain.explanation import Explanation
from gateway.explain.rounds import ROUNDS
from gateway.settings.limits import LimitSettings, RoleLimits
from permissions import Access


class Looking(Protocol):
    """The part of a context that says who looks, which is all that looking ahead needs."""

    @property
    def access(self) -> Access:
        """What the viewer may see."""
        ...


class Explainer:
    """Explains operations by the plan by which an engine would run them."""

    def __init__(
        self, schema: GraphQLSchema, engine: CompiledEngine, costs: Costs, limits: LimitSettings
    ) -> None:
        """Wire the parts.

        Args:
            schema: The guarded schema.
            engine: What runs operations, or would.
            costs: What fields load.
            limits: What viewers of each role may ask for.

        """
        self._schema = schema
        self._engine = engine
        self._costs = costs
        self._pricing = Pricing(costs)
        self._limits = limits

    def explain(self, operation: Operation, context: Looking, made_up: Sequence[str] = ()) -> Explanation:
        """Explain an operation for the viewer of a context, which makes the context a personal one.

        Raises:
            GraphQLError: A variable cannot be read.

        """
        node = operation.node
        variables = self._variables(operation)
        role = context.access.role
        owners = self._limits.organization_users if context.access.visible_organization() is not None else 1
        given: Mapping[str, Any] = operation.variables or {}
        waves, why_not = self._waves(operation, variables, context, owners)
        return Explanation(
            kind=node.operation.value,
            name=None if node.name is None else node.name.value,
            role=role,
            waves=waves,
            why_not=why_not,
            points=operation.document.price(node, self._pricing).points(given, owners),
            limit=self._of(role).document.points,
            made_up=made_up,
        )

    def _variables(self, operation: Operation) -> VariableValues:
        found = get_variable_values(
            self._schema, operation.node.variable_definitions or (), dict(operation.variables or {})
        )
        if isinstance(found, list):
            raise found[0]
        return found

    def _waves(
        self, operation: Operation, variables: VariableValues, context: Looking, owners: int
    ) -> tuple[Waves | None, str]:
        try:
            plan = self._engine.plan(operation, context)
        except Unsupported as unsupported:
            return None, unsupported.reason
        return waves_of(plan, variables, context, self._costs, owners=owners, rounds=ROUNDS), ""

    def _of(self, role: Role) -> RoleLimits:
        limits = {Role.ADMINISTRATOR: self._limits.administrator, Role.STAFF: self._limits.staff}
        return limits.get(role, self._limits.user)
