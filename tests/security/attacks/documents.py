"""Documents that cost more than they look."""

import json

from tests.security.attacks.attack import VIEWER, Target, assert_refused, attack, codes

_INVALID = "GRAPHQL_VALIDATION_FAILED"


@attack("OWASP: query depth")
async def deep_nesting(target: Target) -> None:
    text = "{ organization { users { nodes " + "{ buildings { owner " * 40 + "{ id }" + " } }" * 40 + " } } }"
    assert_refused(await target.post(text), _INVALID)


@attack("OWASP: query depth, the parser's recursion")
async def nesting_deeper_than_the_parser(target: Target) -> None:
    for text in ("{a" * 4000 + "}" * 4000, "{ a(b: " + "[" * 4000 + "]" * 4000 + ") }"):
        assert_refused(await target.post(text), "GRAPHQL_PARSE_FAILED")


@attack("OWASP: amount, too many tokens")
async def more_tokens_than_allowed(target: Target) -> None:
    assert_refused(await target.post("{" + " viewer { role }" * 4000 + "}"), "GRAPHQL_PARSE_FAILED")


@attack("OWASP: circular fragments")
async def circular_fragments(target: Target) -> None:
    text = "{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }"
    assert_refused(await target.post(text), _INVALID)


@attack("CVE-2025-32030, 32031, 32032, 32034 and 32380 (Apollo): fragments in fragments")
async def fragment_bomb(target: Target) -> None:
    """Forty fragments, each with the one before it twice: written out, a million million fields."""
    steps = (f"fragment F{each} on Query {{ ...F{each - 1} ...F{each - 1} }}" for each in range(1, 41))
    text = " ".join(("{ ...F40 } fragment F0 on Query { viewer { role } }", *steps))
    assert (await target.post(text)).json() == {"data": {"viewer": {"role": "USER"}}}


@attack("graphql-core 3.3.2: fragments below an introspection field")
async def introspection_fragment_bomb(target: Target) -> None:
    steps = (
        f"fragment F{each} on __Type {{ fields {{ type {{ ...F{each - 1} ...F{each - 1} }} }} }}"
        for each in range(1, 31)
    )
    text = " ".join(("{ __schema { types { ...F30 } } } fragment F0 on __Type { name }", *steps))
    assert_refused(await target.post(text), _INVALID)


@attack("OWASP: introspection")
async def introspection(target: Target) -> None:
    for text in ("{ __schema { types { name } } }", '{ __type(name: "User") { fields { name } } }'):
        response = await target.post(text)
        assert_refused(response, _INVALID)
        assert "buildings" not in response.text


@attack("OWASP: introspection loops")
async def introspection_loop(target: Target) -> None:
    loop = "{ type { fields " * 12 + "{ name }" + " } }" * 12
    assert_refused(await target.post("{ __schema { types { fields " + loop + " } } }"), _INVALID)


@attack("OWASP: error handling, field suggestions")
async def field_suggestions(target: Target) -> None:
    for text in ("{ viewr { role } }", "{ viewer { rol } }", '{ user(bi: {id: "a"}) { id } }'):
        response = await target.post(text)
        assert_refused(response, _INVALID)
        assert "Did you mean" not in response.text


@attack("OWASP: error handling, many errors")
async def error_flood(target: Target) -> None:
    response = await target.post("{" + " ".join(f"nothing{each}" for each in range(3000)) + "}")
    assert_refused(response, _INVALID)
    assert len(codes(response)) <= 6


@attack("OWASP: directive overload")
async def unknown_directives(target: Target) -> None:
    response = await target.post("{ viewer { role " + "@a" * 4000 + " } }")
    assert_refused(response, _INVALID)
    assert len(codes(response)) <= 6


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
    response = await target.post("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["x"] * 5000})
    assert codes(response) == ["BAD_USER_INPUT"]
    assert target.gateway.calls() == []


@attack("Regular expressions and Unicode: names, strings and comments")
async def unicode_in_documents(target: Target) -> None:
    for text in ("{ vi\u0435wer { role } }", "{ \u202eviewer { role } }", "{ viewer\ufe0f { role } }"):
        assert_refused(await target.post(text), "GRAPHQL_PARSE_FAILED")
    long = "\u202e" * 20_000
    assert (await target.post("# " + long + "\n" + VIEWER)).json() == {"data": {"viewer": {"role": "USER"}}}
