"""Documents that want to take a gateway down, each with the code that it has to get."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.gateway_under_test import RoleName

COMPLEX = "DOCUMENT_TOO_COMPLEX"
INVALID = "GRAPHQL_VALIDATION_FAILED"
UNPARSED = "GRAPHQL_PARSE_FAILED"
INPUT = "BAD_USER_INPUT"


class Abuse(NamedTuple):
    """A request: its document and variables, whose it is, and the code of the answer."""

    text: str
    code: str
    variables: Mapping[str, Any] | None = None
    role: RoleName = "user"


def _bomb(steps: int) -> str:
    chain = " ".join(
        f"fragment F{n} on Building{{a:owner{{buildings{{...F{n + 1}}}}}b:owner{{buildings{{...F{n + 1}}}}}}}"
        for n in range(steps)
    )
    return f'{{building(id:"x"){{...F0}}}}{chain}fragment F{steps} on Building{{id}}'


def _flat_bomb(steps: int) -> str:
    """No field is deep here: the spreads alone double."""
    chain = " ".join(f"fragment F{n} on Viewer{{...F{n + 1} ...F{n + 1}}}" for n in range(steps))
    return f"{{viewer{{...F0}}}}{chain}fragment F{steps} on Viewer{{role}}"


def _circle(length: int) -> str:
    return "{viewer{...F0}}" + " ".join(
        f"fragment F{n} on Viewer{{...F{(n + 1) % length}}}" for n in range(length)
    )


def _nested_pairs(width: int, depth: int) -> str:
    """The same few names again and again, on every level: pairs of pairs of pairs."""
    inner = "id"
    for level in range(depth):
        inner = " ".join(f"{'owner' if level % 2 else 'buildings'}{{{inner}}}" for _ in range(width))
    return f'{{user(by:{{id:"x"}}){{{inner}}}}}'


def _spread_pairs(count: int, names: int) -> str:
    spreads = " ".join(f"...F{n}" for n in range(count))
    fields = " ".join(f"a{n}:role" for n in range(names))
    return f"{{viewer{{{spreads}}}}}" + " ".join(f"fragment F{n} on Viewer{{{fields}}}" for n in range(count))


def _types(depth: int) -> str:
    inner = "name"
    for _ in range(depth):
        inner = f"fields{{type{{{inner}}}}}"
    return f"{{__schema{{types{{{inner}}}}}}}"


_OF_TYPES = "ofType{" * 60 + "name" + "}" * 60

ABUSES: Mapping[str, Abuse] = {
    "fragments that double, deep": Abuse(_bomb(6), COMPLEX),
    "fragments that double, flat": Abuse(_flat_bomb(19), COMPLEX),
    "fragments that double, long": Abuse(_flat_bomb(90), COMPLEX),
    "fragments in a circle": Abuse(_circle(2), INVALID),
    "many fragments in a circle": Abuse(_circle(90), INVALID),
    "a fragment in itself": Abuse("{viewer{...A}}fragment A on Viewer{...A}", INVALID),
    "more fragments than anybody needs": Abuse(_circle(2_000), COMPLEX),
    "two fragments of one name": Abuse("{viewer{...A}}" + "fragment A on Viewer{role}" * 500, INVALID),
    "10,000 aliases": Abuse("{viewer{" + " ".join(f"a{n}:role" for n in range(10_000)) + "}}", COMPLEX),
    "aliases of what is dear": Abuse(
        "{" + " ".join(f"a{n}:organization{{devices{{totalCount}}}}" for n in range(20)) + "}",
        COMPLEX,
        role="administrator",
    ),
    "10,000 directives": Abuse("{viewer{role" + "@skip(if:false)" * 10_000 + "}}", COMPLEX),
    "1,000 directives in one place": Abuse("{viewer{role" + "@include(if:true)" * 1_000 + "}}", COMPLEX),
    "1,000 unknown directives": Abuse("{viewer{role" + "@a" * 1_000 + "}}", COMPLEX),
    "directives everywhere": Abuse("{viewer{" + "role@skip(if:false) " * 400 + "}}", COMPLEX),
    "one field 4,000 times": Abuse("{viewer{" + "role " * 4_000 + "}}", COMPLEX),
    "one field 1,500 times": Abuse("{viewer{" + "role " * 1_500 + "}}", COMPLEX),
    "fields with fields again and again": Abuse("{" + "viewer{role} " * 2_000 + "}", COMPLEX),
    "pairs of pairs": Abuse(_nested_pairs(3, 6), COMPLEX),
    "pairs of pairs, wide": Abuse(_nested_pairs(30, 2), COMPLEX),
    "pairs of pairs, deep": Abuse(_nested_pairs(2, 9), COMPLEX),
    "pairs of fragments": Abuse(_spread_pairs(90, 20), COMPLEX),
    "100,000 braces": Abuse("{viewer" * 100_000, COMPLEX),
    "100,000 brackets": Abuse("{nodes(ids:" + "[" * 100_000, COMPLEX),
    "100,000 objects in one another": Abuse("{user(by:" + "{id:" * 50_000, COMPLEX),
    "inline fragments in one another": Abuse("{viewer" + "{...on Viewer" * 50_000, COMPLEX),
    "types in one another": Abuse("query($v:" + "[" * 50_000 + "ID", COMPLEX),
    "deep, and well formed": Abuse(
        '{user(by:{id:"x"}){' + "buildings{owner{" * 50 + "id" + "}}" * 50 + "}}", COMPLEX
    ),
    "introspection round and round": Abuse(_types(5), COMPLEX),
    "introspection hidden in fragments": Abuse(
        "{__schema{types{...A}}}fragment A on __Type{fields{type{...B}}}"
        "fragment B on __Type{interfaces{possibleTypes{name}}}",
        COMPLEX,
    ),
    "introspection of wrapped types": Abuse(f"{{__schema{{types{{{_OF_TYPES}}}}}}}", COMPLEX),
    "the whole schema, again and again": Abuse(
        "{"
        + " ".join(f"a{n}:__schema{{types{{name fields{{name args{{name}}}}}}}}" for n in range(20))
        + "}",
        COMPLEX,
    ),
    "operations without end": Abuse(" ".join(f"query Q{n}{{viewer{{role}}}}" for n in range(500)), COMPLEX),
    "operations with one large fragment": Abuse(
        " ".join(f"query Q{n}{{viewer{{...F}}}}" for n in range(19))
        + "fragment F on Viewer{"
        + " ".join(f"a{n}:role" for n in range(400))
        + "}",
        COMPLEX,
    ),
    "variables without end": Abuse(
        "query(" + " ".join(f"$v{n}:Int" for n in range(1_500)) + "){viewer{role}}", COMPLEX
    ),
    "arguments without end": Abuse("{user(" + " ".join(f"a{n}:1" for n in range(1_600)) + "){id}}", INVALID),
    "unknown fields without end": Abuse("{viewer{" + " ".join(f"a{n}" for n in range(1_900)) + "}}", INVALID),
    "a list without end": Abuse('{nodes(ids:["x"' + ",1" * 4_000 + "]){id}}", COMPLEX),
    "an object without end": Abuse(
        "{user(by:{" + " ".join(f"a{n}:1" for n in range(1_500)) + "}){id}}", COMPLEX
    ),
    "a list without end in variables": Abuse(
        "query($v:[ID!]!){nodes(ids:$v){id}}", COMPLEX, {"v": ["x"] * 20_000}
    ),
    "depth without end in variables": Abuse(
        "query($v:[ID!]!){nodes(ids:$v){id}}",
        COMPLEX,
        {"v": [[[[[[[[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]]]]]]]},
    ),
    "names without end in variables": Abuse("{viewer{role}}", COMPLEX, {f"v{n}": n for n in range(10_000)}),
    "a long name": Abuse("{" + "x" * 250_000 + "}", COMPLEX),
    "a long comment": Abuse("#" + "x" * 250_000 + "\n{viewer{role}}", COMPLEX),
    "comments without end": Abuse("#\n" * 30_000 + "{viewer{role}}", COMPLEX),
    "nothing but space": Abuse(" " * 65_000, UNPARSED),
    "a long string": Abuse('{user(by:{id:"' + "x" * 60_000 + '"}){id}}', INPUT),
    "a string of escapes": Abuse('{user(by:{id:"' + "\\n" * 32_000 + '"}){id}}', INPUT),
    "a block string of lines": Abuse('{user(by:{id:"""' + "x\n" * 32_000 + '"""}){id}}', INPUT),
    "a long number": Abuse("{organization{users(first:" + "1" * 60_000 + "){totalCount}}}", INVALID),
}
"""By name."""


def _wide(parents: int) -> str:
    leaves = "id name propertyType occupantCount address{town country postalCode streetAndNumber}"
    return '{user(by:{id:"x"}){' + " ".join(f"a{n}:buildings{{{leaves}}}" for n in range(parents)) + "}}"


def _same(count: int) -> str:
    return '{user(by:{id:"x"}){' + "buildings{id owner{id}} " * count + "}}"


def _disjoint(count: int) -> str:
    spreads = " ".join(f"...F{n}" for n in range(count))
    return (
        f"{{viewer{{{spreads}}}}}"
        + " ".join(f"fragment F{n} on Viewer{{a{n}:role b{n}:role ...G}}" for n in range(count))
        + " fragment G on Viewer{role}"
    )


AT_THE_LIMIT: Mapping[str, str] = {
    "2,900 fields": _wide(240),
    "pairs of pairs": _nested_pairs(2, 6),
    "pairs of pairs, wide": _nested_pairs(10, 2),
    "one list 75 times": _same(75),
    "one field 150 times": "{viewer{" + "role " * 150 + "}}",
    "pairs of fragments": _spread_pairs(80, 3),
    "fragments without pairs": _disjoint(124),
    "50 operations with one fragment": " ".join(f"query Q{n}{{viewer{{...F}}}}" for n in range(50))
    + "fragment F on Viewer{"
    + " ".join(f"a{n}:role" for n in range(5))
    + " role " * 14
    + "}",
    "150 variables that are not used": "query("
    + " ".join(f"$v{n}:Int" for n in range(150))
    + "){viewer{role}}",
    "1,000 wrong ids": "{nodes(ids:[" + "{a:1}" * 990 + "]){id}}",
    "300 directives": "{viewer{" + "role@skip(if:false)@include(if:true) " * 145 + "}}",
    "introspection": "{__schema{types{" + "name fields{name args{name type{name ofType{name}}}}" + "}}}",
}
"""Documents that are within every limit of an administrator's, and as dear as that can be."""
