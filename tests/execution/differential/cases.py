"""Cases: random documents over the nasty schema, each run by both engines in the same random worlds."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import GraphQLSchema

from execution import CompiledEngine, Document, DocumentRefused, Documents, Operation, ReferenceEngine
from tests.execution.both_engines import WIDE
from tests.execution.differential.comparing import Difference, compare
from tests.execution.differential.nasty_data import Maker
from tests.execution.differential.nasty_schema import World
from tests.execution.differential.random_documents import RandomDocument, Taste, random_document

_DOCUMENTS_PER_SEED = 20
_WORLDS_PER_SEED = 10
_WRONG = (0.0, 0.01, 0.05, 0.2)
"""The shares of wrong values in worlds."""

_WAITING = ("c_", "d_", "echo_later", "note_later", "refuse")
"""How the names of fields begin that are answered by coroutines."""


@dataclass
class Tally:
    """What was run: a case is one document in one world."""

    cases: int = 0
    with_errors: int = 0
    refused: int = 0


class Fuzzer:
    """Runs cases of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._documents = Documents(schema, capacity=50, limits=WIDE)
        self._reference = ReferenceEngine(schema)
        self.compiled = CompiledEngine(schema)
        self.tally = Tally()

    async def run(self, seeds: Iterator[int]) -> None:
        """Run the cases of some seeds.

        Raises:
            Difference: The engines do not agree; the text has the document.

        """
        for seed in seeds:
            random = Random(seed)
            waits = random.random() < 0.5
            makers = [
                Maker(self._schema, f"{seed}/{number}", wrong=random.choice(_WRONG), waits=waits)
                for number in range(_WORLDS_PER_SEED)
            ]
            for _ in range(_DOCUMENTS_PER_SEED):
                taste = Taste(
                    leaf=_leaf,
                    skip=_never if waits else _waits,
                    max_depth=random.randint(1, 5),
                    max_selections=random.choice((3, 6, 10)),
                    root="mutation" if random.random() < 0.15 else "query",
                )
                case = random_document(self._schema, random, taste)
                try:
                    document = self._documents.get(case.text)
                except DocumentRefused:
                    self.tally.refused += 1
                    continue
                for maker in makers:
                    await self._run(seed, case, document, maker, waits)

    async def _run(
        self, seed: int, case: RandomDocument, document: Document, maker: Maker, waits: bool
    ) -> None:
        operation = Operation(document, None, case.variables)
        worlds = World(maker.root), World(maker.root)
        expected = await self._reference.run_operation(operation, worlds[0])
        found = await self.compiled.run_operation(operation, worlds[1])
        self.tally.cases += 1
        self.tally.with_errors += bool(expected.errors)
        try:
            compare(expected, found, exactly=not waits)
            if worlds[0].log != worlds[1].log:
                raise Difference(f"log\n  {worlds[0].log}\n  {worlds[1].log}")
        except Difference as difference:
            text = f"seed {seed}: {difference}\n\n{case.text}\n{case.variables}"
            raise Difference(text) from None


def _never(_coordinate: str) -> bool:
    return False


def _waits(coordinate: str) -> bool:
    return coordinate.partition(".")[2].startswith(_WAITING)


def _leaf(random: Random, scalar: str, _way: str) -> Any:
    right: dict[str, list[Any]] = {
        "String": ["text", "", "ä"],
        "ID": ["key", 7],
        "Int": [0, 5, -1],
        "Float": [1.5, 2],
        "Boolean": [True, False],
        "DateTime": ["2026-03-29T01:30:00+00:00"],
        "JSON": [{"a": [1]}, 5, "text", [1, 2]],
        "Fussy": ["fine"],
    }
    if random.random() < 0.03:
        return random.choice([2**40, "wrong", [], True, 1.5])
    return random.choice(right[scalar])
