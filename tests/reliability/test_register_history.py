"""The checker of histories finds what it is there to find."""

from tests.reliability.register_history import Away, History, Read, Write

HOUSE = "house"


def history(writes: list[Write], reads: list[Read], *away: Away) -> History:
    made = History()
    made.writes[HOUSE], made.reads[HOUSE], made.away = writes, reads, list(away)
    return made


def test_a_good_history_is_found_good() -> None:
    made = history([Write(1, 2, 1, 0), Write(5, 7, 2, 1)], [Read(2.1, 2.2, 1, 2), Read(6, 6.5, 2, 0)])
    made.reads[HOUSE] += [Read(6.1, 6.4, 1, 1), Read(8, 9, 2, 1)]  # beside each other, in any order
    verdict = made.check(fresh_seconds=5)
    assert (verdict.reads, verdict.writes) == (4, 2)
    assert verdict.missed == verdict.back_at_a_replica == verdict.back_between_replicas == []


def test_a_missed_write_is_found() -> None:
    verdict = history([Write(1, 2, 1, 0)], [Read(2.25, 2.5, 0, 1)]).check(fresh_seconds=5)
    assert len(verdict.missed) == 1
    assert verdict.latest_miss_seconds == 0.25
    verdict = history([Write(1, 2, 1, 0)], [Read(2.0625, 2.5, 0, 1)]).check(fresh_seconds=5)
    assert (len(verdict.missed), verdict.just_missed, verdict.latest_miss_seconds) == (0, 1, 0.0625)


def test_going_back_is_found_at_one_replica_and_between_two() -> None:
    writing = [Write(1, 100, 1, 0)]
    same = history(writing, [Read(2, 3, 1, 1), Read(4, 5, 0, 1)]).check(fresh_seconds=5)
    assert (len(same.back_at_a_replica), len(same.back_between_replicas)) == (1, 0)
    other = history(writing, [Read(2, 3, 1, 1), Read(4, 5, 0, 2)]).check(fresh_seconds=5)
    assert (len(other.back_at_a_replica), len(other.back_between_replicas)) == (0, 1)


def test_without_redis_others_may_be_behind_for_as_long_as_answers_are_fresh() -> None:
    writing, away = [Write(10, 11, 1, 0)], Away(9, 30)
    behind = history(writing, [Read(12, 13, 0, 1)], away).check(fresh_seconds=5)
    assert (behind.behind_while_away, behind.missed, behind.too_old_while_away) == (1, [], [])
    too_long = history(writing, [Read(17, 18, 0, 1)], away).check(fresh_seconds=5)
    assert len(too_long.too_old_while_away) == 1
    own = history(writing, [Read(12, 13, 0, 0)], away).check(fresh_seconds=5)
    assert len(own.back_at_a_replica) == 1
    later = history(writing, [Read(31, 32, 0, 1)], away).check(fresh_seconds=50)
    assert (later.behind_while_away, len(later.missed)) == (0, 1)
    earlier = history([Write(7, 8, 1, 0)], [Read(12, 13, 0, 1)], away).check(fresh_seconds=50)
    assert (earlier.behind_while_away, len(earlier.missed)) == (0, 1)
