"""Plans: made once, kept within a bound, and for which viewers they hold."""

import logging
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema
from strawberry.extensions import FieldExtension

from execution import CompiledEngine, Documents, Operation
from execution.compiled.calling import Call, FunctionCall
from execution.compiled.compiler import Unsupported
from execution.compiled.outline import Outlined, outline
from execution.compiled.strawberry_fields import attribute_of, function_of, unknown_wrappers
from permissions import matrix
from schema import build_schema, graphql_schema_of
from tests.execution.both_engines import WIDE, run, told

pytestmark = pytest.mark.anyio


class Shouting(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        return next_(source, info, **arguments).upper()


@strawberry.type
class User:
    name: str
    secret: str

    @strawberry.field
    def friends(self, first: int = 2) -> list["User"]:
        return [User(name=f"{self.name}{number}", secret="s") for number in range(first)]

    @strawberry.field(extensions=[Shouting()])  # type: ignore[untyped-decorator]
    def loud(self) -> str:
        return self.name


@strawberry.type
class Query:
    @strawberry.field
    def user(self, name: str = "u") -> User | None:
        return User(name=name, secret="s")


@dataclass
class Context:
    role: str
    asked: int = 0


@dataclass(frozen=True)
class Admits:
    role: str

    def __call__(self, context: Context) -> bool:
        context.asked += 1
        return context.role == self.role


class Guard:
    def __init__(self, inner: Any, role: str) -> None:
        self.__wrapped__ = inner
        self.admits = Admits(role)
        self.called = 0

    def __call__(self, source: Any, info: Any, **arguments: Any) -> Any:
        self.called += 1
        if info.context.role != self.admits.role:
            raise PermissionError(f"not for {info.context.role}")
        return self.__wrapped__(source, info, **arguments)


def guarded_schema() -> tuple[GraphQLSchema, Guard]:
    schema = strawberry.Schema(Query)._schema
    user: Any = schema.type_map["User"]
    guard = Guard(user.fields["secret"].resolve, "admin")
    user.fields["secret"].resolve = guard
    user.fields["name"].resolve = Guard(user.fields["name"].resolve, "admin")
    return schema, guard


def operation(schema: GraphQLSchema, text: str, **variables: Any) -> Operation:
    return Operation(Documents(schema).get(text), None, variables)


async def test_a_guard_that_admits_is_asked_once_and_never_called() -> None:
    schema, guard = guarded_schema()
    context = Context("admin")
    result = await run(CompiledEngine(schema), schema, "{ user { friends { name secret } } }", context)
    assert result.errors is None
    assert (context.asked, guard.called) == (1, 0)


async def test_a_guard_that_refuses_does_so_for_every_row() -> None:
    schema, guard = guarded_schema()
    result = await run(CompiledEngine(schema), schema, "{ user { friends { secret } } }", Context("user"))
    assert result.data == {"user": None}
    assert told(result) == [("not for user", ["user", "friends", 0, "secret"], [(1, 20)])]
    assert guard.called == 2


async def test_a_plan_holds_for_all_whom_guards_admit_alike() -> None:
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema)
    asked = operation(schema, "{ user { secret } }")
    plan = engine.plan(asked, Context("admin"))
    assert engine.plan(asked, Context("admin")) is plan
    refusing = engine.plan(asked, Context("user"))
    assert refusing is not plan
    assert engine.plan(asked, Context("stranger")) is refusing


async def test_a_plan_holds_for_one_outcome_of_the_conditions() -> None:
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema)
    document = Documents(schema).get(
        "query($a: Boolean!, $n: String) { user(name: $n) { name @skip(if: $a) } }"
    )
    context = Context("admin")
    plans = [
        engine.plan(Operation(document, None, {"a": a, "n": n}), context)
        for a in (True, False)
        for n in ("x", "y")
    ]
    assert plans[0] is plans[1]
    assert plans[2] is plans[3]
    assert plans[0] is not plans[2]


async def test_kept_plans_stay_within_their_bound() -> None:
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema, max_fields=100)
    documents = Documents(schema)
    for number in range(200):
        text = f"{{ user {{ a{number}: name b: friends {{ name secret }} }} }}"
        result = await engine.run_operation(Operation(documents.get(text)), Context("admin"))
        assert result.errors is None
        assert engine._plans.fields <= 100
    assert 1 <= len(engine._plans) <= 10


async def test_the_text_of_documents_counts() -> None:
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema, max_fields=1_000)
    documents = Documents(schema)
    for number in range(20):
        text = f'{{ user(name: "{"long" * 2_500}{number}") {{ name }} }}'
        await engine.run_operation(Operation(documents.get(text)), Context("admin"))
    assert len(engine._plans) == 4


async def test_one_plan_that_is_larger_than_the_room_is_run_and_not_kept() -> None:
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema, max_fields=5)
    result = await engine.run_operation(operation(schema, "{ user { friends { name } } }"), Context("admin"))
    assert result.errors is None
    assert (len(engine._plans), engine._plans.fields) == (0, 0)


async def test_many_ways_through_a_document_are_one_plan() -> None:
    """Expanding the spreads would make 2 ** 12 selections."""
    schema, _ = guarded_schema()
    chain = "".join(
        f"fragment F{n} on User {{ a: friends {{ ...F{n + 1} }} b: friends {{ ...F{n + 1} }} }} "
        for n in range(12)
    )
    text = f"{{ user {{ ...F0 }} }} {chain} fragment F12 on User {{ name }}"
    document = Documents(schema, limits=WIDE).get(text)
    assert CompiledEngine(schema).plan(Operation(document), Context("admin")).size == 1 + 2 + 11 * 2 * 2 + 2


async def test_what_there_can_be_no_plan_for_is_left_to_graphql_core_loudly(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("execution.compiled.compiler._MOST_FIELDS", 2)
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema)
    asked = operation(schema, "{ user { name secret } }")
    with caplog.at_level(logging.WARNING, "execution"):
        for _ in range(3):
            result = await engine.run_operation(asked, Context("admin"))
            assert result.data == {"user": {"name": "u", "secret": "s"}}
    assert engine.fallbacks == {"more fields than a plan may have": 3}
    assert [record.message for record in caplog.records] == [
        "operations are left to graphql-core: more fields than a plan may have"
    ]
    with pytest.raises(Unsupported):
        engine.plan(asked, Context("admin"))


async def test_introspection_is_left_to_graphql_core_silently(caplog: pytest.LogCaptureFixture) -> None:
    schema, _ = guarded_schema()
    engine = CompiledEngine(schema)
    result = await run(engine, schema, "{ __schema { queryType { name } } user { name } }", Context("admin"))
    assert result.data == {"__schema": {"queryType": {"name": "Query"}}, "user": {"name": "u"}}
    assert not engine.fallbacks
    assert not caplog.records


def test_what_strawberrys_fields_are_is_known() -> None:
    """The shapes of Strawberry's wrappers are private: a new version of it may need a new look."""
    schema = strawberry.Schema(Query)._schema
    user: Any = schema.type_map["User"]
    fields = user.fields
    attribute = attribute_of(fields["name"].resolve, fields["name"])
    assert attribute is not None
    assert (attribute.name, attribute.read) == ("name", getattr)
    function = function_of(fields["friends"].resolve, fields["friends"])
    assert function is not None
    assert (function.takes_self, function.source_names, function.info_name) == (True, (), None)
    assert function_of(fields["loud"].resolve, fields["loud"]) is None
    assert attribute_of(fields["loud"].resolve, fields["loud"]) is None


async def test_another_strawberry_is_told_of_and_called_as_it_is(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = strawberry.Schema(Query)._schema
    CompiledEngine(schema)
    assert not caplog.records
    monkeypatch.setattr("execution.compiled.strawberry_fields._MODULE", "elsewhere")
    result = await run(CompiledEngine(schema), schema, "{ user { name friends { secret } loud } }")
    assert [record.message for record in caplog.records] == [
        "4 fields, such as Query.user, are called through wrappers of Strawberry that are not known here"
    ]
    assert result.data == {"user": {"name": "u", "friends": [{"secret": "s"}] * 2, "loud": "U"}}


async def test_resolvers_of_ones_own_around_strawberrys_are_called(caplog: pytest.LogCaptureFixture) -> None:
    schema = strawberry.Schema(Query)._schema
    assert schema.query_type is not None
    field = schema.query_type.fields["user"]
    inner: Any = field.resolve
    field.resolve = lambda source, info, **_: inner(source, info, name="somebody else")
    result = await run(CompiledEngine(schema), schema, '{ user(name: "ann") { name } }')
    assert result.data == {"user": {"name": "somebody else"}}
    assert not caplog.records


@pytest.mark.parametrize("federation", [False, True])
def test_nothing_of_the_real_schema_is_unknown(federation: bool) -> None:
    assert unknown_wrappers(graphql_schema_of(build_schema(matrix(), federation=federation))) == []


async def test_fields_with_extensions_are_called_as_strawberry_does() -> None:
    schema = strawberry.Schema(Query)._schema
    engine = CompiledEngine(schema)
    plan = engine.plan(operation(schema, "{ user { loud } }"), None)
    assert [type(call) for call in plan.calls()] == [FunctionCall, Call]
    result = await run(engine, schema, '{ user(name: "ann") { loud } }')
    assert result.data == {"user": {"loud": "ANN"}}


async def test_the_outline_of_a_plan() -> None:
    schema = strawberry.Schema(Query)._schema
    text = "query($n: Int!) { user { name a: friends(first: 3) { friends(first: $n) { loud } } } }"
    asked = operation(schema, text, n=1)
    plan = CompiledEngine(schema).plan(asked, None)

    def drawn(calls: Any) -> list[Any]:
        return [_drawn(each, drawn(each.below())) for each in calls]

    assert drawn(outline(plan)) == [
        ("Query.user", ("user",), False, [
            ("User.friends", ("a",), False, [
                ("User.friends", ("friends",), True, [("User.loud", ("loud",), True, [])]),
            ]),
        ]),
    ]  # fmt: skip


def _drawn(each: Outlined, below: list[Any]) -> Any:
    return each.call.field.coordinate, each.path, each.is_repeated, below
