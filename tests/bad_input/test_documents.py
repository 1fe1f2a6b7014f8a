"""Documents that do not parse, are not valid, are too deep, or do not hold the operation asked for."""

import pytest

from tests.bad_input.answers import Outcome, failing, outcome, refused_before_running
from tests.gateway_under_test import GatewayUnderTest

pytestmark = pytest.mark.anyio

NOT_PARSED = refused_before_running("GRAPHQL_PARSE_FAILED")
NOT_VALID = refused_before_running("GRAPHQL_VALIDATION_FAILED")
TOO_COMPLEX = refused_before_running("DOCUMENT_TOO_COMPLEX")
NOT_RESOLVED = refused_before_running("OPERATION_RESOLUTION_FAILURE")

SYNTAX_ERRORS = [
    "",
    " ",
    "# nothing but a comment",
    "{",
    "}",
    "{ }",
    "{ viewer { } }",
    "{ viewer { role }",
    "{ viewer { role } } }",
    "query { viewer { role } ",
    "viewer",
    '{ node(id: "x) { id } }',
    '{ node(id: "\\q") { id } }',
    '{ node(id: "\\uD800") { id } }',
    "{ node(id: 'x') { id } }",
    "{ node(id: $) { id } }",
    "query($: ID) { viewer { role } }",
    "{ a: b: viewer { role } }",
    "{ viewer(x: 01) { role } }",
    "{ ...on }",
    "\x00",
    "{ viewer { role } } \x00",
    "{ viewer { rôle } }",
    "SELECT * FROM users",
    "<html></html>",
    '{"query": "{ viewer { role } }"}',
]


async def test_syntax_errors(gateway: GatewayUnderTest) -> None:
    for document in SYNTAX_ERRORS:
        assert await failing(gateway, document) == NOT_PARSED, document
    assert gateway.sandbox.calls == []


INVALID = [
    "{ viewer { nosuch } }",
    "{ viewer }",
    "{ viewer { role { x } } }",
    "{ viewer { role @nosuch } }",
    "query($x: Nope!) { node(id: $x) { id } }",
    "query($x: User!) { node(id: $x) { id } }",
    "query($x: Int!) { node(id: $x) { id } }",
    "{ node(id: $x) { id } }",
    "{ node { id } }",
    '{ node(id: "x", id: "y") { id } }',
    '{ node(id: "x", deep: true) { id } }',
    "{ viewer { ...missing } }",
    "{ viewer { ... on Building { id } } }",
    "fragment f on User { id }",
    "query A { viewer { role } } query A { viewer { role } }",
    "mutation { viewer { role } }",
    "subscription { viewer { role } }",
    "type A { a: Int }",
    "extend type Query { a: Int }",
    "{ viewer { role: role role: expiresAt } }",
]


async def test_invalid_documents(gateway: GatewayUnderTest) -> None:
    for document in INVALID:
        status, data, errors = await failing(gateway, document)
        assert (status, data) == (200, ...), document
        # Some are wrong in two ways.
        assert errors in (NOT_VALID.errors, NOT_VALID.errors * 2), document
    assert gateway.sandbox.calls == []


async def test_one_error_does_not_become_hundreds(gateway: GatewayUnderTest) -> None:
    nosuch = " ".join(f"nosuch{number}" for number in range(2_000))
    result = await failing(gateway, f"{{ viewer {{ {nosuch} }} }}")
    assert result.status == 200
    assert {code for code, _ in result.errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert len(result.errors) <= 6


TWO = "query A { viewer { role } } query B { organization { id } }"


async def post(gateway: GatewayUnderTest, query: str, operation_name: object) -> Outcome:
    body = {"query": query, "operationName": operation_name}
    return outcome(await gateway.http.post("/graphql", json=body, headers=gateway.bearer()))


async def test_operations_that_are_not_named_or_not_there(gateway: GatewayUnderTest) -> None:
    assert await post(gateway, TWO, None) == NOT_RESOLVED
    for name in ("C", "a", "", " A", "A ", "__proto__", "x" * 10_000, "\x00"):
        assert await post(gateway, TWO, name) == NOT_RESOLVED, name
    assert await post(gateway, "{ viewer { role } }", "A") == NOT_RESOLVED
    assert await post(gateway, "query A { viewer { role } }", "B") == NOT_RESOLVED
    assert gateway.sandbox.calls == []


async def test_the_named_operation_alone_is_run(gateway: GatewayUnderTest) -> None:
    body = {"query": TWO, "operationName": "A"}
    response = await gateway.http.post("/graphql", json=body, headers=gateway.bearer())
    assert response.json() == {"data": {"viewer": {"role": "ADMINISTRATOR"}}}


ONE_BUILDING = 4
"""The position of a user whose links lead in a circle and do not branch."""
DEPTHS = (10, 50, 100, 150, 200, 250, 300, 400, 600, 900, 1_500, 3_000, 4_900, 10_000)


def selections(depth: int) -> str:
    return "{ viewer " * depth + "{ role }" + " }" * depth


def valid_selections(depth: int) -> str:
    inner = "buildings { owner { " * (depth // 2) + "id" + " } }" * (depth // 2)
    return f"{{ viewer {{ user {{ {inner} }} }} }}"


def inline_fragments(depth: int) -> str:
    return "{ " + "... on Query { " * depth + "viewer { role }" + " }" * depth + " }"


def lists(depth: int) -> str:
    return "{ nodes(ids: " + "[" * depth + '"x"' + "]" * depth + ") { id } }"


def objects(depth: int) -> str:
    return "{ user(by: " + "{id: " * depth + '"x"' + "}" * depth + ") { id } }"


def types(depth: int) -> str:
    return "query($v: " + "[" * depth + "ID" + "]" * depth + ") { nodes(ids: $v) { id } }"


@pytest.mark.parametrize(
    "nested",
    [selections, valid_selections, inline_fragments, lists, objects, types],
    ids=lambda f: f.__name__,
)
async def test_deep_nesting_is_refused_and_never_falls_over(
    gateway: GatewayUnderTest, nested: object
) -> None:
    """At every depth the answer is an answer: what is too deep is refused before it is run."""
    assert callable(nested)
    for depth in DEPTHS:
        response = await gateway.post(nested(depth), gateway.bearer("user", ONE_BUILDING))
        assert response.status_code == 200, (depth, response.text)
        if "errors" not in response.json():
            continue
        codes = {code for code, _ in outcome(response).errors}
        assert codes <= {"DOCUMENT_TOO_COMPLEX", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}, depth
    response = await gateway.post(nested(10_000), gateway.bearer("user"))
    assert outcome(response) == TOO_COMPLEX


async def test_a_long_chain_of_fragments(gateway: GatewayUnderTest) -> None:
    for length in (50, 200, 400, 800):
        chain = " ".join(f"fragment f{n} on Viewer {{ ...f{n + 1} }}" for n in range(length))
        document = f"{{ viewer {{ ...f0 }} }} {chain} fragment f{length} on Viewer {{ role }}"
        response = await gateway.post(document, gateway.bearer())
        assert response.status_code == 200, length
        if "errors" in response.json():
            codes = {code for code, _ in outcome(response).errors}
            assert codes == {"DOCUMENT_TOO_COMPLEX"}, length


async def test_fragments_in_a_circle(gateway: GatewayUnderTest) -> None:
    document = "{ viewer { ...a } } fragment a on Viewer { ...b } fragment b on Viewer { ...a }"
    assert await failing(gateway, document) == NOT_VALID


async def test_too_many_tokens(gateway: GatewayUnderTest) -> None:
    document = "{ " + "viewer { role } " * 2_500 + "}"
    assert await failing(gateway, document) == TOO_COMPLEX


async def test_in_production_nothing_is_suggested() -> None:
    async with GatewayUnderTest(production=True, introspection=False) as gateway:
        for query, variables in (
            ("{ viewer { rol } }", None),
            ("{ viewr { role } }", None),
            ("{ node(ids: 1) { id } }", None),
            ("{ viewer }", None),
            ("{ organization { users(filter: {emai: 1}) { totalCount } } }", None),
            ("query($r: Rol) { viewer { role } }", None),
            ("query($r: Role) { organization { users(filter: {role: $r}) { totalCount } } }", {"r": "USE"}),
            (
                "query($o: UserOrder) { organization { users(orderBy: $o) { totalCount } } }",
                {"o": {"fild": 1}},
            ),
            ("{ viewer { role @skp } }", None),
            ("{ viewer { ... on Viewr { role } } }", None),
            ("{ organization { users(orderBy: {field: EMAI}) { totalCount } } }", None),
            ("{ __schema { types { name } } }", None),
            ('{ __type(name: "Query") { name } }', None),
        ):
            response = await gateway.post(query, gateway.bearer(), variables)
            assert outcome(response).errors, query
            assert "Did you mean" not in response.text, response.text
            assert "data" not in response.json(), query
