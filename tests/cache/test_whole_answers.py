"""Whole answers: kept while all that went into them is fresh and true, within a bound."""

from collections.abc import Collection

from cache import Freshness, Kind, Tag, WholeAnswers
from tests.cache.scripted import Clock

BUILDINGS = Tag("org", Kind.BUILDINGS, "ada")
DEVICES = Tag("org", Kind.DEVICES, "ada")
OTHERS = Tag("other", Kind.DEVICES, "ben")


def made_of(*tags: Tag, fresh: float = 30.0, age: float = 0.0) -> Freshness:
    freshness = Freshness()
    for tag in tags:
        freshness.note_fresh(tag, fresh, age)
    return freshness


def put(answers: WholeAnswers, key: str, *tags: Tag, body: bytes = b"answer") -> None:
    assert answers.keep(answers.begin(), key, len(key), body, made_of(*tags)) is not None


def bodies(answers: WholeAnswers, keys: Collection[str]) -> list[bytes | None]:
    found = [answers.get(key) for key in keys]
    return [None if each is None else each.body for each in found]


def test_an_answer_stands_until_its_time_is_up() -> None:
    clock = Clock()
    answers = WholeAnswers(100_000, clock)
    kept = answers.keep(answers.begin(), "key", 3, b"answer", made_of(DEVICES, fresh=30, age=12))
    assert kept is not None
    clock.now += 17.5
    assert answers.get("key") is kept
    assert (answers.age(kept), answers.seconds_left(kept)) == (29.5, 0.5)
    clock.now += 0.5
    assert answers.get("key") is None
    assert (len(answers), answers.bytes) == (0, 0)


def test_a_purge_drops_what_it_is_about_and_nothing_else() -> None:
    answers = WholeAnswers(100_000, Clock())
    put(answers, "both", BUILDINGS, DEVICES)
    put(answers, "devices", DEVICES)
    put(answers, "others", OTHERS)
    put(answers, "nothing")
    answers.drop([BUILDINGS])
    assert bodies(answers, ["both", "devices", "others", "nothing"]) == [None, *[b"answer"] * 3]
    answers.drop([DEVICES, OTHERS])
    assert bodies(answers, ["devices", "others", "nothing"]) == [None, None, b"answer"]


def test_what_was_purged_while_the_operation_ran_is_not_kept() -> None:
    answers = WholeAnswers(100_000, Clock())
    before = answers.begin()
    answers.drop([BUILDINGS])
    assert answers.keep(before, "old", 3, b"old", made_of(BUILDINGS, DEVICES)) is None
    assert answers.keep(before, "untouched", 9, b"fine", made_of(DEVICES)) is not None
    assert answers.keep(answers.begin(), "new", 3, b"new", made_of(BUILDINGS)) is not None
    assert bodies(answers, ["old", "untouched", "new"]) == [None, b"fine", b"new"]


def test_more_purges_than_are_remembered_keep_what_began_before_out() -> None:
    answers = WholeAnswers(100_000, Clock())
    before = answers.begin()
    for number in range(20_002):
        answers.drop([Tag("org", Kind.DEVICES, str(number))])
    assert answers.keep(before, "key", 3, b"answer", made_of(OTHERS)) is None
    assert answers.keep(answers.begin(), "key", 3, b"answer", made_of(OTHERS)) is not None


def test_what_is_stale_or_hardly_fresh_is_not_kept() -> None:
    answers = WholeAnswers(100_000, Clock())
    assert answers.keep(answers.begin(), "key", 3, b"answer", made_of(DEVICES, fresh=30, age=29.5)) is None
    assert answers.keep(answers.begin(), "key", 3, b"answer", made_of(DEVICES, fresh=0)) is None
    assert len(answers) == 0


def test_the_least_recently_used_leave_when_there_is_no_room() -> None:
    answers = WholeAnswers(10 * 1_524, Clock())
    for number in range(10):
        put(answers, f"{number:04}", DEVICES, body=b"x" * 96)
    assert answers.get("0000") is not None
    put(answers, "more", DEVICES, body=b"x" * 96)
    assert (len(answers), answers.bytes, answers.evicted) == (10, 10 * 1_524, 1)
    assert (answers.get("0000") is None, answers.get("0001") is None) == (False, True)


def test_what_an_answer_is_filed_under_takes_room_too() -> None:
    """A count of all devices is a few bytes, and is made of a list of every user."""
    tags = [Tag("org", Kind.DEVICES, str(number)) for number in range(1_000)]
    answers = WholeAnswers(4_000_000, Clock())
    for key in range(100):
        put(answers, str(key), *tags, body=b"1")
    assert 1 < len(answers) < 11
    assert answers.keep(answers.begin(), "key", 3, b"1", made_of(*tags * 2)) is not None
    many = [Tag("org", Kind.DEVICES, str(number)) for number in range(2_000)]
    assert answers.keep(answers.begin(), "key", 3, b"1", made_of(*many)) is None
    answers.drop(tags)
    assert (len(answers), answers.bytes) == (0, 0)


def test_one_answer_does_not_push_all_others_out() -> None:
    answers = WholeAnswers(80_000, Clock())
    put(answers, "small", DEVICES)
    assert answers.keep(answers.begin(), "large", 5, b"x" * 10_000, made_of(DEVICES)) is None
    assert bodies(answers, ["small", "large"]) == [b"answer", None]


def test_compressed_forms_count_and_leave_with_their_answer() -> None:
    answers = WholeAnswers(100_000, Clock())
    put(answers, "key", DEVICES)
    answer = answers.get("key")
    assert answer is not None
    answers.add_encoded("key", answer, "br", b"x" * 500)
    answers.add_encoded("key", answer, "br", b"again")
    assert (answer.encoded, answers.bytes) == ({"br": b"x" * 500}, 6 + 3 + 1024 + 400 + 500)
    answers.drop([DEVICES])
    answers.add_encoded("key", answer, "gzip", b"late")
    assert (answers.bytes, len(answers)) == (0, 0)


def test_nothing_is_kept_while_purges_of_others_are_not_heard_of() -> None:
    epoch: int | None = 1
    answers = WholeAnswers(100_000, Clock(), lambda: epoch)
    put(answers, "first", DEVICES)
    epoch = None  # Redis is away: what is held stands for as long as it is fresh
    assert bodies(answers, ["first"]) == [b"answer"]
    assert answers.keep(answers.begin(), "second", 6, b"answer", made_of(DEVICES)) is None
    epoch = 2  # it is back: a purge may have been missed
    assert bodies(answers, ["first"]) == [None]
    put(answers, "third", DEVICES)
    assert bodies(answers, ["third"]) == [b"answer"]


def test_nothing_is_kept_without_room() -> None:
    answers = WholeAnswers(0, Clock())
    assert not answers.is_enabled
    assert answers.keep(answers.begin(), "key", 3, b"", made_of(DEVICES)) is None
