"""What should become of an input: told by the literal tables, and by a second sandbox."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox import Sandbox
from sandbox.errors import ApiError
from tests.gateway_under_test import HOME, NOON
from tests.inputs.families import Family
from tests.inputs.fields import Field, Fields

Json = Any
Problem = tuple[str, str]

_CODES = {
    "string_too_long": "TOO_LONG",
    "greater_than_equal": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE",
    "string_pattern_mismatch": "INVALID_FORMAT",
    "uuid_parsing": "INVALID_FORMAT",
    "datetime_parsing": "OUT_OF_RANGE",  # what is no date-time at all is GraphQL's to refuse
}
_RULES = {
    "the building does not belong": "NOT_FOUND",
    "a connected battery needs": "REQUIRED",
    "a currency is needed": "REQUIRED",
    "must not be above": "CONTRADICTORY",
    "already exists": "TAKEN",
    "not a valid email": "INVALID_FORMAT",
    "is not available": "NOT_AVAILABLE",
    "the band between": "OUT_OF_RANGE",
}
ONLY_UPSTREAM = ("already exists", "is not available", "the band between")
"""What the gateway cannot know: these may be sent."""
BETWEEN_FIELDS = {"NOT_FOUND", "REQUIRED", "CONTRADICTORY"}
"""Rules that the upstream judges only if every value by itself is good; the gateway does at once."""


@dataclass(frozen=True)
class Verdict:
    """What the second sandbox says: problems, and whether only the upstream can know them."""

    problems: set[Problem]
    is_only_upstream: bool


def is_formed(given: Json, fields: Fields) -> bool:
    """Whether GraphQL's own types let the input pass."""
    return all(_is_formed(value, fields[name]) for name, value in given.items())


def _is_formed(value: Json, field: Field) -> bool:
    if value is None:
        return field.is_nullable
    if field.within is None:
        return field.is_formed(value)
    return all(is_formed(each, field.within) for each in (value if field.is_list else [value]))


def own_problems(given: Json, fields: Fields, path: str = "") -> Iterator[Problem]:
    """What the gateway's own rules say."""
    for name, value in given.items():
        field, place = fields[name], f"{path}{name}"
        if value is None:
            continue
        if field.within is None:
            code = field.refused(value)
            if code is not None:
                yield code, place
        elif field.is_list:
            for position, each in enumerate(value):
                yield from own_problems(each, field.within, f"{place}.{position}.")
        else:
            yield from own_problems(value, field.within, f"{place}.")


def body_of(given: Json, fields: Fields, *, ids: dict[str, str], is_tolerant: bool = False) -> Json:
    """What should go upstream; if tolerant, without what cannot be written."""
    body: Json = {}
    for name, value in given.items():
        field = fields[name]
        if is_tolerant and field.within is None and value is not None and field.refused(value) is not None:
            continue
        if not field.name and field.within is not None:
            inner = dict.fromkeys(field.within) if value is None else value
            body |= body_of(inner, field.within, ids=ids, is_tolerant=is_tolerant)
            continue
        *objects, last = field.name.split(".")
        place = body
        for each in objects:
            place = place.setdefault(each, {})
        place[last] = _written(value, field, ids, is_tolerant=is_tolerant)
    return body


def _written(value: Json, field: Field, ids: dict[str, str], *, is_tolerant: bool) -> Json:
    if value is None:
        return None
    if field.within is None:
        return ids.get(value, field.write(value)) if isinstance(value, str) else field.write(value)
    if field.is_list:
        return [body_of(each, field.within, ids=ids, is_tolerant=is_tolerant) for each in value]
    return body_of(value, field.within, ids=ids, is_tolerant=is_tolerant)


def judge(sandbox: Sandbox, family: Family, path: str, body: Json, *, is_spoilt: bool) -> Verdict:
    """Let a second sandbox do what the gateway should ask for; spoilt, it only tells problems."""
    if is_spoilt:
        body = spoilt(body, family.poison)
    match = sandbox._api.router.match(family.method, path)
    caller = sandbox._world.organizations[HOME.organization_id]
    try:
        sandbox._api.run(match, caller, b"", {}, json.dumps(body).encode(), NOON)
    except ApiError as error:
        body_told: Json = error.body
        items = body_told.detail
    else:
        return Verdict(set(), is_only_upstream=False)
    found = set()
    for item in items:
        place = tuple(item.loc[2:])
        if not (is_spoilt and place == family.poison):
            found.add((_code(item), named(place, family.fields)))
    known = [any(words in item.msg for words in ONLY_UPSTREAM) for item in items]
    return Verdict(found, is_only_upstream=all(known))


def spoilt(body: Json, poison: tuple[str, ...]) -> Json:
    """The body with something of a wrong type in it."""
    first, *rest = poison
    return {**body, first: spoilt(body.get(first, {}), tuple(rest)) if rest else []}


def _code(item: Json) -> str:
    if item.type in _CODES:
        return _CODES[item.type]
    return next((code for words, code in _RULES.items() if words in item.msg), f"? {item.type} {item.msg}")


def named(place: tuple[str | int, ...], fields: Fields) -> str:
    """The input's path for the upstream's."""
    for name, field in fields.items():
        if field.within is not None and not field.name:
            inner = named(place, field.within)
            if inner:
                return f"{name}.{inner}"
            continue
        own = tuple(field.name.split("."))
        if place[: len(own)] == own:
            rest = place[len(own) :]
            if not rest or field.within is None:
                return name
            if field.is_list:
                return f"{name}.{rest[0]}.{named(rest[1:], field.within)}"
            return f"{name}.{named(rest, field.within)}"
    return ""
