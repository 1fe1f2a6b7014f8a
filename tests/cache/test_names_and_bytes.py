"""What things are called in Redis, and what their bytes look like."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache import Key, Kind, Tag
from cache.redis import Envelope
from cache.redis.names import Names
from domain.device import DeviceKind
from domain.statistics import StatisticsResolution

NAMES = Names("gateway")

_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=5),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([*DeviceKind, *StatisticsResolution]),
)
_details = st.lists(st.one_of(_values, st.lists(_values, max_size=2).map(tuple)), max_size=3).map(tuple)
_owners = st.one_of(st.none(), st.uuids().map(str))
_keys = st.builds(Key, st.builds(Tag, st.uuids().map(str), st.sampled_from(Kind), _owners), _details)


def _exactly(details: tuple[object, ...]) -> str:
    """Details told apart where Python's equality does not: ``1`` and ``True``."""
    return repr([(type(each), _exactly(each) if isinstance(each, tuple) else each) for each in details])


@given(_keys, _keys)
def test_two_questions_never_have_one_name(one: Key, other: Key) -> None:
    are_same = one.tag == other.tag and _exactly(one.details) == _exactly(other.details)
    assert (NAMES.value(one) == NAMES.value(other)) == are_same
    assert (NAMES.lock(one) == NAMES.lock(other)) == are_same
    assert (NAMES.generation(one.tag) == NAMES.generation(other.tag)) == (one.tag == other.tag)
    assert len({NAMES.value(one), NAMES.lock(one), NAMES.generation(one.tag)}) == 3


@given(_keys)
def test_every_name_has_its_organization_where_a_cluster_looks(key: Key) -> None:
    for name in (NAMES.value(key), NAMES.lock(key), NAMES.generation(key.tag)):
        assert name[name.index("{") + 1 : name.index("}")] == key.tag.organization_id


def test_names_stay_as_they_are_between_processes_and_versions() -> None:
    tag = Tag("6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a01", Kind.SAVINGS, "u")
    day = date(2026, 10, 14)
    key = Key(tag, (DeviceKind.HEAT_PUMP, "d", datetime(2026, 10, 14, tzinfo=UTC), day, None, True, 3))
    assert NAMES.generation(tag) == "gateway:1:{6f1d3c9a-90f4-4a6e-8a0e-0f6f6d8f1a01}:g:savings:u"
    assert NAMES.value(key).rpartition(":")[0] == NAMES.generation(tag).replace(":g:", ":v:")
    assert len(NAMES.value(key).rpartition(":")[2]) == 32


def test_what_has_no_one_text_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        NAMES.value(Key(Tag("o", Kind.USER, "u"), ({1, 2},)))


@given(st.binary(min_size=16, max_size=16), st.floats(allow_nan=False), st.booleans(), st.binary(max_size=99))
def test_an_envelope_comes_back_as_it_was(generation: bytes, at: float, is_absent: bool, body: bytes) -> None:
    envelope = Envelope(generation, at, is_absent, body)
    assert Envelope.unpack(envelope.pack()) == envelope


@given(st.binary(max_size=60))
def test_any_bytes_are_an_envelope_or_nothing(data: bytes) -> None:
    envelope = Envelope.unpack(data)
    assert envelope is None or (data[0] == 1 and envelope.body == data[26:])
