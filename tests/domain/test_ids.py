"""Global ids: what is made can be read, and nothing else can."""

import base64
import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import GlobalId, IdKind, decode_id, encode_id, is_uuid, organization_tag

UUIDS = st.uuids().map(str)
WITH_OWNER = st.sampled_from([kind for kind in IdKind if kind not in (IdKind.ORGANIZATION, IdKind.USER)])
ALPHABET = string.ascii_letters + string.digits + "-_"
HOME, USER, THING = (str(UUID(int=n)) for n in (1, 2, 3))


@given(kind=WITH_OWNER, organization=UUIDS, owner=UUIDS, own=UUIDS)
def test_round_trip(kind: IdKind, organization: str, owner: str, own: str) -> None:
    text = encode_id(kind, organization, owner, own)
    decoded = decode_id(text)
    assert decoded == GlobalId(kind, organization_tag(organization), owner, own)
    assert decoded.belongs_to(organization)
    assert len(text) == 50
    assert set(text) <= set(ALPHABET)


@given(kind=st.sampled_from([IdKind.ORGANIZATION, IdKind.USER]), organization=UUIDS, owner=UUIDS)
def test_round_trip_without_owner(kind: IdKind, organization: str, owner: str) -> None:
    text = encode_id(kind, organization, owner)
    assert decode_id(text) == GlobalId(kind, organization_tag(organization), owner, owner)
    assert len(text) == 28


@given(organization=UUIDS, other=UUIDS, owner=UUIDS)
def test_an_id_belongs_to_one_organization(organization: str, other: str, owner: str) -> None:
    decoded = decode_id(encode_id(IdKind.USER, organization, owner))
    assert decoded is not None
    assert decoded.belongs_to(other) is (organization == other)


@given(text=st.text(max_size=60))
def test_any_text_is_refused_or_the_one_spelling(text: str) -> None:
    decoded = decode_id(text)
    if decoded is not None:
        short = decoded.kind in (IdKind.ORGANIZATION, IdKind.USER)
        raw = bytes([decoded.kind.value]) + decoded.organization_tag + UUID(decoded.owner_id).bytes
        raw += b"" if short else UUID(decoded.own_id).bytes
        assert base64.urlsafe_b64encode(raw).decode().rstrip("=") == text


@given(raw=st.binary(max_size=60))
def test_any_bytes_decode_by_kind_and_length_alone(raw: bytes) -> None:
    decoded = decode_id(base64.urlsafe_b64encode(raw).decode().rstrip("="))
    lengths = {1: 21, 2: 21} | dict.fromkeys(range(3, 10), 37)
    assert (decoded is not None) is (bool(raw) and len(raw) == lengths.get(raw[0]))
    if decoded is not None:
        assert is_uuid(decoded.owner_id)
        assert is_uuid(decoded.own_id)


@pytest.mark.parametrize("kind", IdKind)
def test_every_change_of_length_is_refused(kind: IdKind) -> None:
    text = encode_id(kind, HOME, USER, None if kind in (IdKind.ORGANIZATION, IdKind.USER) else THING)
    assert decode_id(text) is not None
    for end in range(len(text)):
        assert decode_id(text[:end]) is None
        assert decode_id(text[end + 1 :]) is None
    for letter in (*ALPHABET, "=", " ", "\n", "\x00", "é"):
        assert decode_id(text + letter) is None
        assert decode_id(letter + text) is None


@given(place=st.integers(0, 49), letter=st.characters())
def test_another_letter_is_another_object_or_none(place: int, letter: str) -> None:
    text = encode_id(IdKind.BUILDING, HOME, USER, THING)
    changed = text[:place] + letter + text[place + 1 :]
    decoded = decode_id(changed)
    if changed == text:
        return
    assert decoded is None or decoded != decode_id(text)
    if letter not in ALPHABET:
        assert decoded is None


def test_there_is_one_spelling_only() -> None:
    """The last character holds unused bits: all but one way to fill them are refused."""
    text = encode_id(IdKind.BUILDING, HOME, USER, THING)
    assert [letter for letter in ALPHABET if decode_id(text[:-1] + letter) == decode_id(text)] == [text[-1]]
    assert decode_id(text + "==") is None
    assert decode_id(text.replace("A", "a")) is None


def test_all_ids_of_all_kinds_differ() -> None:
    ids = {encode_id(kind, HOME, USER, THING) for kind in IdKind}
    assert len(ids) == len(IdKind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("71752191-a444-5e2d-be62-ef0847bbb916", True),
        ("71752191-A444-5e2d-be62-ef0847bbb916", False),
        ("71752191a4445e2dbe62ef0847bbb916", False),
        ("{71752191-a444-5e2d-be62-ef0847bbb916}", False),
        ("71752191-a444-5e2d-be62-ef0847bbb916\n", False),
        (" 71752191-a444-5e2d-be62-ef0847bbb916", False),
        ("71752191-a444-5e2d-be62-ef0847bbb91", False),
        ("7175219１-a444-5e2d-be62-ef0847bbb916", False),
        ("..", False),
        ("", False),
    ],
)
def test_canonical_uuids_only(text: str, expected: bool) -> None:
    assert is_uuid(text) is expected


@pytest.mark.parametrize("bad", ["", "x", "../../org/x", "71752191"])
def test_what_is_no_uuid_is_not_encoded(bad: str) -> None:
    for owner, own in ((bad, THING), (USER, bad)):
        try:
            text = encode_id(IdKind.BUILDING, HOME, owner, own)
        except ValueError:
            continue
        assert decode_id(text) is None, text
