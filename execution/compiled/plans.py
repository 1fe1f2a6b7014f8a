"""Where plans are kept: within a bound, the least recently used operations leaving first."""

from collections import OrderedDict
from typing import NamedTuple, TypeAlias

from graphql import OperationDefinitionNode

from execution.compiled.compiler import Unsupported
from execution.compiled.conditions import condition_variables
from execution.compiled.guards import Decisions, Test
from execution.compiled.inputs import Given, Inputs
from execution.compiled.plan import Plan
from execution.documents import Document

Booleans: TypeAlias = tuple[bool, ...]

_SIZE_OF_NONE = 10
"""What an operation without any plan takes of the room, in fields."""

_MOST_INPUTS = 5_000
"""Of all operations together; some two kilobytes each."""

_CHARACTERS_PER_FIELD = 50
"""How much text takes as much room as the plan of a field: plans keep their documents, parsed."""


class _Kept(NamedTuple):
    answers: tuple[tuple[Test, bool], ...]
    plan: Plan | Unsupported


class OperationPlans:
    """The plans of one operation, by how its conditions turn out and what guards decide.

    ``conditions`` are the variables that its conditions look at, ``inputs`` what was read of variables
    that may come again.
    """

    __slots__ = ("_document", "_plans", "conditions", "inputs", "size")

    def __init__(self, document: Document) -> None:
        self._document = document  # keeps alive the nodes, by whose identity it is known
        self._plans: dict[Booleans, list[_Kept]] = {}
        self.inputs: dict[Given, Inputs] = {}
        self.conditions = condition_variables(document.plain)
        location = document.node.loc
        characters = len(location.source.body) if location else 0
        self.size = _SIZE_OF_NONE + characters // _CHARACTERS_PER_FIELD

    def find(self, booleans: Booleans, context: object) -> Plan | Unsupported | None:
        """What is kept for these values of the conditions and this context."""
        for answers, plan in self._plans.get(booleans, ()):
            for test, answer in answers:
                if test(context) is not answer:
                    break
            else:
                return plan
        return None

    def add(self, booleans: Booleans, decisions: Decisions, plan: Plan | Unsupported) -> None:
        """Keep a plan, or that there is none."""
        self._plans.setdefault(booleans, []).append(_Kept(decisions.answers(), plan))
        self.size += _SIZE_OF_NONE if isinstance(plan, Unsupported) else plan.size


class Plans:
    """A bounded store of plans."""

    def __init__(self, max_fields: int) -> None:
        """Make an empty store.

        Args:
            max_fields: How many fields all kept plans may have together.

        """
        self._max_fields = max_fields
        self._kept: OrderedDict[int, OperationPlans] = OrderedDict()
        self._inputs = 0
        self.fields = 0
        """How many fields the kept plans have together."""

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, document: Document, operation: OperationDefinitionNode) -> OperationPlans:
        """The plans of an operation."""
        kept = self._kept.get(id(operation))
        if kept is None:
            kept = self._kept[id(operation)] = OperationPlans(document)
            self.fields += kept.size
        else:
            self._kept.move_to_end(id(operation))
        return kept

    def add_inputs(self, plans: OperationPlans, given: Given, inputs: Inputs) -> None:
        """Keep inputs of an operation; all are forgotten when there are too many."""
        if self._inputs >= _MOST_INPUTS:
            for each in self._kept.values():
                each.inputs.clear()
            self._inputs = 0
        plans.inputs[given] = inputs
        self._inputs += 1

    def add(
        self, plans: OperationPlans, booleans: Booleans, decisions: Decisions, plan: Plan | Unsupported
    ) -> None:
        """Keep one more plan of an operation; what was not used for longest leaves for it."""
        before = plans.size
        plans.add(booleans, decisions, plan)
        self.fields += plans.size - before
        while self.fields > self._max_fields:
            _, dropped = self._kept.popitem(last=False)
            self.fields -= dropped.size
            self._inputs -= len(dropped.inputs)
