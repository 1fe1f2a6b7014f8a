"""One sentence for each code: what an error was raised with is for the log."""

import pytest
from graphql import GraphQLError

from domain.errors import BadUserInput, GatewayError, RateLimited, UpstreamInvalid, UpstreamRejected
from gateway.edge.slots import Overloaded
from gateway.errors import CODES, execution_errors, request_error
from tests.gateway_under_test import GatewayUnderTest

pytestmark = pytest.mark.anyio

DETAIL = "planted detail of 10.0.0.7"


SENTENCES = {Overloaded.code: 2}
"""Of codes that have more than one: too much is asked of the gateway, or of the Partner API."""


def tree(root: type[GatewayError] = GatewayError) -> list[type[GatewayError]]:
    return [root, *(each for child in root.__subclasses__() for each in tree(child))]


def make(kind: type[GatewayError]) -> GatewayError:
    """One of its kind, raised with the detail."""
    if kind is RateLimited:
        return RateLimited(7)  # seconds, which are for the client
    more = ((),) if issubclass(kind, UpstreamInvalid) else ()
    return kind(DETAIL, *more)


KINDS = [kind for kind in tree() if kind not in (BadUserInput, RateLimited)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_error_tells_a_client_what_it_was_raised_with(kind: type[GatewayError]) -> None:
    error = make(kind)
    assert DETAIL in repr(error) or DETAIL in str(vars(error))
    located = GraphQLError("x", original_error=error, path=["a"])
    for (entry,) in (request_error(error, "r"), execution_errors([located], "r")):
        assert DETAIL not in repr(entry)
        assert entry["message"] == error.public_message
        assert entry["extensions"]["code"] in CODES


def test_every_code_has_one_sentence() -> None:
    sentences: dict[str, set[str]] = {}
    for kind in tree():
        if not issubclass(kind, BadUserInput):
            sentences.setdefault(kind.code, set()).add(make(kind).public_message)
    counts = {code: len(told) for code, told in sentences.items()}
    assert counts == {**dict.fromkeys(sentences, 1), **SENTENCES}


def test_hints_are_sentences_of_ours() -> None:
    assert UpstreamRejected.hint is None


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(DETAIL), KeyError(DETAIL), OSError(5, DETAIL), Exception()]
)
def test_what_nobody_foresaw_is_masked(error: Exception) -> None:
    (entry,) = execution_errors([GraphQLError(DETAIL, original_error=error, path=["a"])], "r")
    assert entry == {
        "message": GatewayError.message,
        "path": ["a"],
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "r"},
    }


_UPDATE = "{ energyContractUpdate(input: %s) { energyContract { id } } }"
_NULLS = {
    "in the document": ("mutation " + _UPDATE % '{id: "x", prices: null}', None),
    "in variables": (
        "mutation($i: EnergyContractUpdateInput!) " + _UPDATE % "$i",
        {"i": {"id": "x", "prices": None}},
    ),
}


@pytest.mark.parametrize("where", _NULLS)
async def test_a_null_that_must_not_be_is_told_without_classes(gateway: GatewayUnderTest, where: str) -> None:
    """Found by schemathesis: Strawberry told its classes, and where they lie in memory."""
    text, variables = _NULLS[where]
    response = await gateway.post(text, gateway.bearer(), variables)
    (error,) = response.json()["errors"]
    assert error["message"] == "A field of the input may be left out, but must not be null."
    assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["energyContractUpdate"])
