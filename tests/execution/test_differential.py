"""Random documents over a nasty schema, by both engines: a bounded share of what
``python -m tests.execution.differential`` runs as long as one likes.
"""

import gc
from collections.abc import Iterator

import pytest

from tests.execution.differential.cases import Fuzzer
from tests.execution.differential.nasty_schema import nasty_schema
from tests.execution.differential.real_schema import RealFuzzer

# graphql-core leaves coroutines of its own behind where errors spread.
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    """What graphql-core leaves behind is warned about when it is collected: here, not in another test."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def fuzzer() -> Fuzzer:
    return Fuzzer(nasty_schema())


@pytest.mark.parametrize("seed", range(1_000_000, 1_000_006))
async def test_the_engines_agree(fuzzer: Fuzzer, seed: int) -> None:
    await fuzzer.run(iter([seed]))
    assert fuzzer.tally.cases > 0
    assert not fuzzer.compiled.fallbacks


async def test_the_engines_agree_on_the_real_schema() -> None:
    async with RealFuzzer() as fuzzer:
        await fuzzer.run(iter(range(1_000_000, 1_000_004)))
    assert fuzzer.tally.cases > 20
    assert not fuzzer.compiled.fallbacks
