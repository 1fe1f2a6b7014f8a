"""Documents that cost more than they look."""

import json
from typing import Any

from tests.security.attacks.attack import VIEWER, Target, assert_refused, attack, codes
from tests.served_gateway import HOME

_COMPLEX = "DOCUMENT_TOO_COMPLEX"
_INVALID = "GRAPHQL_VALIDATION_FAILED"
_IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def _assert_too_complex(
    target: Target, text: str, limit: str, variables: dict[str, Any] | None = None
) -> None:
    """It is refused for that limit, in a short answer, and nothing is asked upstream."""
    target.gateway.forget_calls()
    response = await target.post(text, variables)
    assert_refused(response, _COMPLEX)
    (error,) = response.json()["errors"]
    assert error["extensions"]["limit"]["name"] == limit, response.text
    assert len(response.content) < 1000
    assert target.gateway.calls() == []


@attack("OWASP: query depth")
async def deep_nesting(target: Target) -> None:
    text = "{ organization { users { nodes " + "{ buildings { owner " * 40 + "{ id }" + " } }" * 40 + " } } }"
    await _assert_too_complex(target, text, "depth")


@attack("OWASP: query depth, the parser's recursion")
async def nesting_deeper_than_the_parser(target: Target) -> None:
    for text in ("{a" * 2400 + "}" * 2400, "{ a(b: " + "[" * 2400 + "]" * 2400 + ") }", "{a" * 30_000):
        target.gateway.forget_calls()
        assert_refused(await target.post(text), _COMPLEX)
        assert target.gateway.calls() == []


@attack("OWASP: amount, too many tokens")
async def more_tokens_than_allowed(target: Target) -> None:
    await _assert_too_complex(target, "{" + " viewer { role }" * 4000 + "}", "tokens")


@attack("OWASP: circular fragments")
async def circular_fragments(target: Target) -> None:
    text = "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }"
    assert_refused(await target.post(text), _INVALID)


@attack("CVE-2025-32030, 32031, 32032, 32034 and 32380 (Apollo): fragments in fragments")
async def fragment_bomb(target: Target) -> None:
    """Forty fragments, each with the one before it twice: written out, a million million fields."""
    steps = (f"fragment F{each} on Query {{ ...F{each - 1} ...F{each - 1} }}" for each in range(1, 41))
    text = " ".join(("{ ...F40 } fragment F0 on Query { viewer { role } }", *steps))
    await _assert_too_complex(target, text, "fields")


@attack("graphql-core 3.3.2: fragments below an introspection field")
async def introspection_fragment_bomb(target: Target) -> None:
    steps = (
        f"fragment F{each} on __Type {{ fields {{ type {{ ...F{each - 1} ...F{each - 1} }} }} }}"
        for each in range(1, 31)
    )
    text = " ".join(("{ __schema { types { ...F30 } } } fragment F0 on __Type { name }", *steps))
    assert_refused(await target.post(text), _COMPLEX)


@attack("OWASP: introspection")
async def introspection(target: Target) -> None:
    for text in ("{ __schema { types { name } } }", '{ __type(name: "User") { fields { name } } }'):
        response = await target.post(text)
        assert_refused(response, _INVALID)
        assert "buildings" not in response.text


@attack("OWASP: introspection loops")
async def introspection_loop(target: Target) -> None:
    loop = "{ type { fields " * 12 + "{ name }" + " } }" * 12
    await _assert_too_complex(target, "{ __schema { types { fields " + loop + " } } }", "introspectionDepth")


@attack("OWASP: error handling, field suggestions")
async def field_suggestions(target: Target) -> None:
    for text in ("{ viewr { role } }", "{ viewer { rol } }", '{ user(bi: {id: "a"}) { id } }'):
        response = await target.post(text)
        assert_refused(response, _INVALID)
        assert "Did you mean" not in response.text


@attack("OWASP: error handling, many errors")
async def error_flood(target: Target) -> None:
    response = await target.post("{ viewer {" + " ".join(f"nothing{each}" for each in range(1500)) + "} }")
    assert_refused(response, _INVALID)
    assert len(codes(response)) <= 6


@attack("OWASP: directive overload")
async def unknown_directives(target: Target) -> None:
    await _assert_too_complex(target, "{ viewer { " + "role @a " * 400 + "} }", "directives")
    await _assert_too_complex(target, "{ viewer { role " + "@a" * 100 + " } }", "directivesAtOnce")


@attack("OWASP: batching")
async def batching_brute_force(target: Target) -> None:
    body = json.dumps([{"query": VIEWER}] * 100).encode()
    assert_refused(await target.send(body), "BAD_USER_INPUT", 400)


@attack("OWASP: amount limiting")
async def page_larger_than_allowed(target: Target) -> None:
    target.gateway.forget_calls()
    response = await target.post("{ organization { users(first: 1000000) { nodes { id } } } }")
    assert codes(response) == ["BAD_USER_INPUT"]
    assert target.gateway.calls() == []


@attack("OWASP: amount limiting, ids in a list")
async def list_of_ids_larger_than_allowed(target: Target) -> None:
    target.gateway.forget_calls()
    response = await target.post(_IDS, {"ids": ["x"] * 900})
    assert codes(response) == ["BAD_USER_INPUT"]
    assert target.gateway.calls() == []
    await _assert_too_complex(target, _IDS, "listItems", {"ids": ["x"] * 5000})


@attack("OWASP: amount limiting, variables")
async def bombs_in_variables(target: Target) -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    await _assert_too_complex(target, _IDS, "inputDepth", {"ids": deep})
    unused = {f"v{each}": [1] * 900 for each in range(20)}
    await _assert_too_complex(target, VIEWER, "variableValues", unused)
    declared = " ".join(f"$v{each}: Int" for each in range(1000))
    await _assert_too_complex(target, f"query({declared}) {{ viewer {{ role }} }}", "variables")


@attack("OWASP: alias overload")
async def alias_overload(target: Target) -> None:
    aliases = " ".join(f"a{each}: role" for each in range(1600))
    await _assert_too_complex(target, f"{{ viewer {{ {aliases} }} }}", "aliases")


@attack("OWASP: batching by aliases, look-ups of many people in one operation")
async def look_ups_by_aliases(target: Target) -> None:
    emails = " ".join(f'a{each}: user(by: {{email: "{each}@example.com"}}) {{ id }}' for each in range(100))
    await _assert_too_complex(target, f"{{ {emails} }}", "rootFields")


@attack("OWASP: field duplication")
async def one_field_again_and_again(target: Target) -> None:
    await _assert_too_complex(target, "{ viewer { " + "role " * 1900 + "} }", "sameName")
    await _assert_too_complex(target, "{ viewer { " + "role " * 4000 + "} }", "fields")


@attack("OWASP: field duplication by equal fragments")
async def equal_inline_fragments(target: Target) -> None:
    text = '{ user(by: {id: "x"}) { ' + "... on User { buildings { id owner { id } } } " * 300 + "} }"
    await _assert_too_complex(target, text, "sameName")


@attack("OWASP: query depth, fragments that hold no fields")
async def nested_inline_fragments(target: Target) -> None:
    text = "{ viewer " + "{ ... on Viewer " * 1500 + "{ role }" + " }" * 1500 + " }"
    target.gateway.forget_calls()
    assert_refused(await target.post(text), _COMPLEX)
    assert target.gateway.calls() == []


@attack("OWASP: amount limiting, operations that share a fragment")
async def operations_with_one_fragment(target: Target) -> None:
    shared = "fragment F on Viewer { " + " ".join(f"a{each}: role" for each in range(100)) + " }"
    text = " ".join(f"query Q{each} {{ viewer {{ ...F }} }}" for each in range(100)) + shared
    target.gateway.forget_calls()
    assert_refused(await target.post(text, operationName="Q1"), _COMPLEX)
    assert target.gateway.calls() == []


@attack("OWASP: amount limiting, comments")
async def comments_without_end(target: Target) -> None:
    await _assert_too_complex(target, "#\n" * 30_000 + VIEWER, "tokens")
    await _assert_too_complex(target, "#" + "x" * 100_000 + "\n" + VIEWER, "bytes")


@attack("OWASP: directive overload, known ones")
async def directives_everywhere(target: Target) -> None:
    await _assert_too_complex(target, "{ viewer { " + "role @skip(if: false) " * 400 + "} }", "directives")


@attack("Points: pages of pages")
async def more_points_than_allowed(target: Target) -> None:
    pages = " ".join(
        f"a{each}: users(first: 100) {{ nodes {{ devices {{ actions {{ code }} }} }} }}" for each in range(15)
    )
    target.gateway.forget_calls()
    staff = target.gateway.token("staff", target.gateway.sandbox.users(HOME.organization_id)[1]["id"])
    body = json.dumps({"query": f"{{ organization {{ {pages} }} }}"}).encode()
    response = await target.send(body, token=staff)
    assert_refused(response, _COMPLEX)
    assert response.json()["errors"][0]["extensions"]["limit"]["name"] == "points"
    assert target.gateway.calls() == []


@attack("Regular expressions and Unicode: names, strings and comments")
async def unicode_in_documents(target: Target) -> None:
    for text in ("{ vi\u0435wer { role } }", "{ \u202eviewer { role } }", "{ viewer\ufe0f { role } }"):
        assert_refused(await target.post(text), "GRAPHQL_PARSE_FAILED")
    long = "\u202e" * 20_000  # sixty thousand bytes
    assert (await target.post("# " + long + "\n" + VIEWER)).json() == {"data": {"viewer": {"role": "USER"}}}
