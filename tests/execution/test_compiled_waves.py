"""Breadth first: what is called together, what waits for what, and what is left behind."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema

from execution import CompiledEngine
from tests.execution.both_engines import run, run_with_both, told

pytestmark = pytest.mark.anyio


class World:
    """Notes what happens, and holds back what is told to wait."""

    def __init__(self) -> None:
        self.calls: list[Any] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.left: list[str] = []

    async def wait(self, name: str) -> None:
        try:
            await self.gates.setdefault(name, asyncio.Event()).wait()
        except asyncio.CancelledError:
            self.left.append(name)
            raise


Info = strawberry.Info[World, None]


def _leaf(root: Any, info: Info, times: int = 1) -> str:
    return f"{root.name} {times}"


async def _all_leaves(rows: Sequence[Any], info: Info, times: int = 1) -> list[str | Exception]:
    info.context.calls.append(("leaves", [row.name for row in rows], times))
    await asyncio.sleep(0)
    if times == 0:
        raise ValueError("none at all")
    answers: list[str | Exception]
    answers = [LookupError(row.name) if row.name == "2" else f"{row.name} {times}" for row in rows]
    return answers[:-1] if times == 13 else answers


@strawberry.type
class Node:
    name: str
    leaf: str | None = strawberry.field(resolver=_leaf, metadata={"execution.batch": _all_leaves})

    @strawberry.field
    async def slow(self, info: Info) -> "Node":
        info.context.calls.append(("slow", self.name))
        await info.context.wait(self.name)
        return Node(name=f"{self.name}!")

    @strawberry.field
    def shared(self, info: Info) -> "str | None":
        """A future that everybody shares."""
        future: Any = info.context.gates.setdefault("future", asyncio.get_running_loop().create_future())  # type: ignore[arg-type]
        return future  # type: ignore[no-any-return]


@strawberry.type
class Query:
    @strawberry.field
    def nodes(self, count: int = 3) -> list[Node]:
        return [Node(name=str(number)) for number in range(count)]

    @strawberry.field
    async def waits(self, info: Info) -> str | None:
        await info.context.wait("waits")
        return "done"


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def change(self, info: Info, name: str) -> Node | None:
        info.context.calls.append(f"begin {name}")
        await asyncio.sleep(0)
        info.context.calls.append(f"end {name}")
        return Node(name=name)

    @strawberry.mutation
    async def must(self, info: Info) -> Node:
        info.context.calls.append("must")
        await asyncio.sleep(0)
        raise ValueError("must not")


SCHEMA: GraphQLSchema = strawberry.Schema(Query, Mutation)._schema


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_batch_function_is_called_once_for_a_level() -> None:
    world = World()
    result = await run(
        CompiledEngine(SCHEMA), SCHEMA, "{ nodes { leaf(times: 2) } more: nodes { leaf } }", world
    )
    assert world.calls == [("leaves", ["0", "1", "2"], 2), ("leaves", ["0", "1", "2"], 1)]
    assert result.data is not None
    assert [each["leaf"] for each in result.data["nodes"]] == ["0 2", "1 2", None]
    assert told(result)[0] == ("2", ["nodes", 2, "leaf"], [(1, 11)])


async def test_equal_fields_of_one_level_are_one_call_wherever_they_stand() -> None:
    world = World()
    world.gates = {str(number): asyncio.Event() for number in range(3)}
    for gate in world.gates.values():
        gate.set()
    await run(CompiledEngine(SCHEMA), SCHEMA, "{ nodes { slow { leaf } } }", world)
    assert world.calls[3:] == [("leaves", ["0!", "1!", "2!"], 1)]


@pytest.mark.parametrize(("times", "message"), [
    (0, "none at all"),
    (13, "The batch function of Node.leaf must answer every row."),
])  # fmt: skip
async def test_a_batch_function_that_fails_fails_every_row(times: int, message: str) -> None:
    text = "query($times: Int!) { nodes { leaf(times: $times) } }"
    result = await run(CompiledEngine(SCHEMA), SCHEMA, text, World(), times=times)
    assert result.data == {"nodes": [{"leaf": None}] * 3}
    assert [(text, path) for text, path, _ in told(result)] == [
        (message, ["nodes", number, "leaf"]) for number in range(3)
    ]


async def test_nothing_waits_for_a_slower_neighbour() -> None:
    world = World()
    running = asyncio.create_task(
        run(CompiledEngine(SCHEMA), SCHEMA, "{ nodes { slow { slow { name } } } }", world)
    )
    await _turns()
    assert world.calls == [("slow", "0"), ("slow", "1"), ("slow", "2")]
    world.gates["1"].set()
    await _turns()
    assert world.calls[3:] == [("slow", "1!")]
    for _ in range(2):
        for gate in list(world.gates.values()):
            gate.set()
        await _turns()
    result = await running
    assert result.data == {"nodes": [{"slow": {"slow": {"name": f"{number}!!"}}} for number in range(3)]}


async def test_who_is_cancelled_leaves_nothing_behind() -> None:
    world = World()
    others = asyncio.all_tasks()
    running = asyncio.create_task(
        run(CompiledEngine(SCHEMA), SCHEMA, "{ waits nodes { slow { name } } }", world)
    )
    await _turns()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert sorted(world.left) == ["0", "1", "2", "waits"]
    assert asyncio.all_tasks() == others


async def test_a_future_that_rows_share_is_awaited_for_each() -> None:
    world = World()
    running = asyncio.create_task(run(CompiledEngine(SCHEMA), SCHEMA, "{ nodes { shared } }", world))
    await _turns()
    world.gates["future"].set_result("one for all")  # type: ignore[attr-defined]
    result = await running
    assert result.data == {"nodes": [{"shared": "one for all"}] * 3}


async def test_mutations_run_one_by_one_each_with_all_below_it() -> None:
    world = World()
    text = '{ a: change(name: "a") { leaf } b: change(name: "b") { name } }'
    result = await run(CompiledEngine(SCHEMA), SCHEMA, f"mutation {text}", world)
    assert result.data == {"a": {"leaf": "a 1"}, "b": {"name": "b"}}
    assert world.calls == ["begin a", "end a", ("leaves", ["a"], 1), "begin b", "end b"]


async def test_a_mutation_that_must_not_fail_ends_those_behind_it() -> None:
    world = World()
    text = 'mutation { a: change(name: "a") { name } must { name } c: change(name: "c") { name } }'
    data, errors = await run_with_both(SCHEMA, text, world)
    assert (data, errors) == (None, [("must not", ["must"], [(1, 42)])])
    assert world.calls == ["begin a", "end a", "must"] * 2


async def test_errors_of_mutations_are_told_once() -> None:
    text = 'mutation { a: change(name: "2") { leaf } b: change(name: "2") { leaf } }'
    result = await run(CompiledEngine(SCHEMA), SCHEMA, text, World())
    assert [path for _, path, _ in told(result)] == [["a", "leaf"], ["b", "leaf"]]
