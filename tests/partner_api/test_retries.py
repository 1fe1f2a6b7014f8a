"""What is sent again, when, and how much of it: the decision, the budget, and what both amount to."""

import random

import pytest

from domain.errors import (
    UpstreamError,
    UpstreamInvalidResponse,
    UpstreamNotFound,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from partner_api.discipline import Discipline
from partner_api.retry import Retries
from partner_api.retry_budget import RetryBudget


def retries(draw: float = 1.0, budget: RetryBudget | None = None) -> Retries:
    return Retries(Discipline(attempts=6), budget or RetryBudget(0.4, 50), lambda: draw)


@pytest.mark.parametrize(
    ("error", "status", "is_sent_again"),
    [
        (UpstreamUnavailable("no connection"), None, True),
        (UpstreamUnavailable("the body broke off"), 200, True),
        (UpstreamUnavailable("status"), 500, True),
        (UpstreamUnavailable("status"), 502, True),
        (UpstreamUnavailable("status"), 503, True),
        (UpstreamUnavailable("status"), 504, True),
        (UpstreamUnavailable("status"), 501, False),
        (UpstreamUnavailable("status"), 599, False),
        (UpstreamThrottled("status"), 429, True),
        (UpstreamTimeout("time"), None, True),
        (UpstreamRejected("status"), 403, False),
        (UpstreamNotFound("status"), 404, False),
        (UpstreamInvalidResponse("garbage"), 200, False),
    ],
)
def test_what_may_pass_is_sent_again(error: UpstreamError, status: int | None, is_sent_again: bool) -> None:
    budget = RetryBudget(0.4, 50)
    seconds = retries(budget=budget).seconds_before(1, error, status, 4.0)
    assert seconds == (0.05 if is_sent_again else None)
    assert budget.left == (49 if is_sent_again else 50)


def test_the_time_before_doubles_up_to_a_bound_and_is_drawn_from_nothing_to_all_of_it() -> None:
    error = UpstreamUnavailable("status")
    most = [retries(1.0).seconds_before(attempt, error, 503, 4.0) for attempt in range(1, 7)]
    assert most == [0.05, 0.1, 0.2, 0.4, 0.8, None]
    assert retries(0.0).seconds_before(4, error, 503, 4.0) == 0.0
    assert retries(0.25).seconds_before(4, error, 503, 4.0) == 0.1


def test_what_cannot_end_in_time_is_not_begun_and_costs_nothing() -> None:
    budget = RetryBudget(0.4, 50)
    assert retries(budget=budget).seconds_before(3, UpstreamTimeout("time"), None, 0.2) is None
    assert budget.left == 50


def test_the_budget_is_earned_by_success_only() -> None:
    budget = RetryBudget(0.5, 4)
    assert [budget.take() for _ in range(6)] == [True, True, True, True, False, False]
    for _ in range(3):
        budget.earn()
    assert (budget.left, budget.take()) == (0, False)  # half of the reserve first
    budget.earn()
    assert budget.left == 2.0
    assert [budget.take() for _ in range(3)] == [True, True, False]
    for _ in range(100):
        budget.earn()
    assert budget.left == 4


def ask(share_failing: float, size: int, calls: int) -> tuple[float, float]:
    """Answers made of ``size`` calls each, 20 under way: attempts per call, share of whole answers."""
    chance = random.Random(7)  # noqa: S311 - failures, not secrets
    discipline = Discipline()
    budget = RetryBudget(discipline.retry_share, discipline.retry_reserve)
    decide = Retries(discipline, budget, chance.random)
    error, sent, answers = UpstreamUnavailable("status"), 0, calls // size
    broken: set[int] = set()
    to_come = iter([(answer, 1) for answer in range(answers) for _ in range(size)])
    running = [call for _, call in zip(range(20 * size), to_come, strict=False)]
    while running:
        place = chance.randrange(len(running))
        answer, attempt = running[place]
        sent += 1
        if chance.random() >= share_failing:
            budget.earn()
        elif decide.seconds_before(attempt, error, 503, 9.0) is not None:
            running[place] = (answer, attempt + 1)
            continue
        else:
            broken.add(answer)
        following = next(to_come, None)
        if following is None:
            del running[place]
        else:
            running[place] = following
    return sent / (answers * size), 1 - len(broken) / answers


@pytest.mark.parametrize("size", [2, 6, 20])
def test_few_failures_are_all_made_good(size: int) -> None:
    attempts, whole = ask(0.01, size, 12_000)
    assert (attempts < 1.02, whole) == (True, 1.0)
    attempts, whole = ask(0.1, size, 12_000)
    assert attempts < 1.13
    assert whole >= 0.995


@pytest.mark.parametrize("size", [2, 6, 20])
def test_many_failures_are_made_good_as_far_as_the_bound_allows(size: int) -> None:
    """With a = attempts per call, (1 - 0.3) * a calls succeed: of 1.4, at most 98 of 100."""
    attempts, whole = ask(0.3, size, 12_000)
    assert 1.37 < attempts <= 1.4
    if size == 2:
        assert whole >= 0.95


def test_an_outage_is_not_amplified() -> None:
    attempts, _ = ask(1.0, 6, 12_000)
    assert attempts <= 1 + 50 / 12_000
    attempts, _ = ask(0.8, 6, 12_000)
    assert attempts <= 1.1
