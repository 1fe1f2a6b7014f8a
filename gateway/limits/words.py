"""What clients are told of limits: one sentence for each, with the number there is and may be."""

from collections.abc import Mapping

from execution.guard import Excess

_WHAT: Mapping[str, str] = {
    "bytes": "The document is {actual} bytes long",
    "tokens": "The document has {actual} tokens or more",
    "operations": "The document has {actual} operations",
    "fragments": "The document has {actual} fragments",
    "spreads": "The document spreads fragments in {actual} places",
    "variables": "The document declares {actual} variables",
    "depth": "The document is {actual} fields deep",
    "fields": "The document has {actual} fields, with all fragments put in",
    "root_fields": "An operation has {actual} root fields",
    "aliases": "The document has {actual} aliases, with all fragments put in",
    "directives": "The document has {actual} directives, with all fragments put in",
    "directives_at_once": "There are {actual} directives in one place",
    "same_name": "The document asks for the same fields again and again, which makes {actual} pairs",
    "introspection_depth": "The introspection is {actual} fields deep",
    "introspection_lists": "The introspection asks {actual} times for the types of types",
    "list_items": "A list or an object in the input has {actual} members",
    "input_depth": "The input is nested {actual} levels deep",
    "variable_values": "The variables have {actual} values or more",
    "variable_bytes": "The variables are {actual} bytes large",
    "points": "The operation may cost {actual} points",
}


def sentence(excess: Excess) -> str:
    """The sentence that a client is shown."""
    return f"{_WHAT[excess.name].format(actual=_number(excess.actual))}; {_number(excess.most)} are allowed."


def told_number(number: int) -> int:
    """A number that every client can read: JSON has none that are longer."""
    return min(number, 2**53 - 1)


def _number(number: int) -> str:
    return f"{told_number(number):,}"
