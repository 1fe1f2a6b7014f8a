"""What each field of an input means upstream, told once more and by itself, and values to try.

A value is raw JSON as a client sends it; `write` gives what the upstream should get for it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from hypothesis import strategies as st

Json = Any
Values = st.SearchStrategy[Json]
OWN, FOREIGN, NO_ID = "@own", "@foreign", "@no id"
"""Stand for the owner's building, somebody else's, and no id at all."""


def same(value: Json) -> Json:
    return value


def always(_: Json) -> bool:
    return True


def nothing(_: Json) -> str | None:
    return None


@dataclass(frozen=True)
class Field:
    """A field that holds a value, or with `within` an object, or a list of objects.

    `is_formed` says whether GraphQL's own types let a value pass, `refused` what the gateway's own
    rules say of it, which go beyond the upstream's. `name` is empty where the members of an object
    stand beside the others upstream.
    """

    name: str
    values: Values
    write: Callable[[Json], Json] = same
    is_formed: Callable[[Json], bool] = always
    refused: Callable[[Json], str | None] = nothing
    is_nullable: bool = True
    within: "Fields | None" = None
    is_list: bool = False


Fields = Mapping[str, Field]

INT = 2**31
_odd = st.sampled_from(["", "\x00", "\u202e\u200f", "\U0001f469\u200d\U0001f680", "e\u0301", "'; --", "a\nb"])


def text(most: int = 30) -> Values:
    """Texts around a limit, in characters of one to four bytes."""
    lengths = st.sampled_from([0, 1, most - 1, most, most + 1, most * 3])
    letters = st.sampled_from(["x", "ß", "電", "\U0001f3e0"])
    return _odd | st.text(max_size=10) | st.builds(lambda letter, n: letter * n, letters, lengths)


def _whole(value: Json) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and value == int(value)
        and -INT <= value < INT
    )


def integer(name: str, least: int = -INT, most: int = INT - 1, *, is_nullable: bool = True) -> Field:
    edges = [least - 1, least, least + 1, most - 1, most, most + 1, -INT, INT, 10**30, 5.0, 5.5, "5", True]
    values = st.integers(least, most) | st.sampled_from(edges)
    return Field(name, values, int, _whole, is_nullable=is_nullable)


def _float(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1.7e308


def number(name: str, least: float = -1e9, most: float = 1e9, write: Callable[[Json], Json] = float) -> Field:
    edges = [
        least,
        most,
        least - 1e-9,
        most + 1e-9,
        math.nextafter(most, math.inf),
        1e308,
        -1e308,
        5e-324,
        -0.0,
        10**400,
        "1",
        True,
    ]
    return Field(name, st.floats(least, most) | st.sampled_from(edges), write, _float)


def flag(name: str, *, is_nullable: bool = False) -> Field:
    values = st.booleans() | st.sampled_from([0, "true"])
    return Field(name, values, same, lambda value: isinstance(value, bool), is_nullable=is_nullable)


def words(name: str, most: int = 30, *, is_nullable: bool = True) -> Field:
    return Field(name, text(most), is_nullable=is_nullable)


def choice(name: str, names: Mapping[str, str], *, is_nullable: bool = True) -> Field:
    values = st.sampled_from([*names, *names, "OTHER", "NONSENSE"])
    return Field(
        name,
        values,
        lambda value: names.get(value, value),
        lambda value: value in names or value == "OTHER",
        lambda value: "INVALID" if value == "OTHER" else None,
        is_nullable,
    )


def _in_utc(value: str) -> str:
    try:
        return datetime.fromisoformat(value).astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return value


def _is_instant(value: Json) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _means_never(value: str) -> str | None:
    """The first year stands for "never" upstream, which is written as null here."""
    try:
        return "OUT_OF_RANGE" if datetime.fromisoformat(value).astimezone(UTC).year == 1 else None
    except OverflowError:
        return None


_INSTANTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "0001-01-01T23:59:59+23:59",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-00:01",
    "9999-12-31T00:00:00-23:59",
    "2026-03-29T02:30:00+01:00",
    "2026-10-20T12:00:00.5+02:00",
    "2026-10-20T10:00:00.500001Z",
    "2026-10-20T10:00:00Z",
    "2026-10-20T10:00:00+00:00:30",
    "2026-10-20",
    "2026-10-20T10:00:00",
    "2026-02-29T10:00:00Z",
    "2026-10-20T24:00:00Z",
    "noon",
    "",
    0,
    "2026-W43-2T10:00:00Z",
    "20261020T100000Z",
]


def at(name: str, *, is_nullable: bool = True) -> Field:
    drawn = st.datetimes(timezones=st.timezones() | st.just(UTC)).map(datetime.isoformat)
    values = st.sampled_from(_INSTANTS) | drawn
    return Field(name, values, _in_utc, _is_instant, _means_never, is_nullable=is_nullable)


def _is_time(value: Json) -> bool:
    try:
        time.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True


def _clock(value: str) -> str:
    """In whole minutes as the upstream writes them; else as it is, for the upstream to refuse."""
    moment = time.fromisoformat(value)
    is_minute = not moment.second and not moment.microsecond and moment.tzinfo is None
    return moment.isoformat("minutes") if is_minute else moment.isoformat()


def clock(name: str) -> Field:
    odd = [
        "00:00",
        "23:59",
        "24:00",
        "07:30:00",
        "07:30:01",
        "07:30:00.000001",
        "07:30+02:00",
        "07:30Z",
        "7:30",
        "0730",
        "07",
        "07:30:00.000",
        "",
        7,
        "T07:30",
    ]
    drawn = st.times().map(time.isoformat) | st.times().map(lambda value: value.isoformat("minutes"))
    return Field(name, st.sampled_from(odd) | drawn, _clock, _is_time)


def _is_amount(value: Json) -> bool:
    try:
        Decimal(value)
    except InvalidOperation:
        return False
    return isinstance(value, str)


def _unwritable(value: str) -> str | None:
    amount = Decimal(value)
    if not amount.is_finite():
        return "INVALID_FORMAT"
    _, digits, exponent = amount.as_tuple()
    behind = -int(exponent)
    return "OUT_OF_RANGE" if len(digits) - behind > 15 or behind > 20 else None


def amount(name: str) -> Field:
    odd = [
        "NaN",
        "-NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1E+400",
        "-1E+400",
        "1E-400",
        "0E+400",
        "1E+14",
        "1E+15",
        "1E-20",
        "1E-21",
        "999999999999999.99999999999999999999",
        "9" * 16,
        "0." + "1" * 20,
        "0." + "1" * 21,
        "-0",
        "+1.50",
        " 1 ",
        "1_000",
        ".5",
        "5.",
        "1,5",
        "",
        "0x10",
        "٣",
        0.25,
        3,
    ]
    drawn = st.decimals(allow_nan=True, allow_infinity=True).map(str) | st.decimals(-10, 10, places=4).map(
        str
    )
    return Field(
        name,
        st.sampled_from(odd) | drawn,
        lambda value: float(Decimal(value)),
        _is_amount,
        _unwritable,
        False,
    )


def address(country: Field, most: int, most_of_code: int) -> Field:
    within = {
        "streetAndNumber": words("street_and_number", most),
        "streetAdditionalInfo": words("street_add_info", most),
        "postalCode": words("zip_code", most_of_code),
        "town": words("town", most),
        "country": country,
    }
    return Field("", given(within), within=within, is_nullable=False)


def building() -> Field:
    return Field(
        "building_id",
        st.sampled_from([OWN, OWN, FOREIGN, NO_ID]),
        refused=lambda value: "NOT_FOUND" if value == NO_ID else None,
    )


def _is_script(value: str) -> bool:
    return value.split(":")[0].lower() in {"javascript", "data", "vbscript", "blob", "file"}


def page(name: str, *, is_nullable: bool) -> Field:
    """Addresses: well formed ones are scheme, colon and more without white space."""
    good = st.sampled_from(
        ["https://a.test/", "app:back", "A+b.c-1:x", "https://ä.test/\U0001f3e0", "x:\x00"]
    )
    long = st.sampled_from([8000, 8001]).map(lambda most: "https://a.test/".ljust(most, "x"))
    bad = [
        "javascript:alert(1)",
        "DATA:text/html,x",
        "file:///etc/passwd",
        "no scheme",
        "a:",
        "://a.test",
        "a:b c",
        "ä:b",
        "",
        "1a:b",
        "vbscript:x",
        "blob:x",
    ]

    def refused(value: str) -> str | None:
        if len(value) > 8000:
            return "TOO_LONG"
        return "INVALID_FORMAT" if value in bad or _is_script(value) else None

    return Field(name, good | long | st.sampled_from(bad), refused=refused, is_nullable=is_nullable)


def given(fields: Fields, needed: tuple[str, ...] = ()) -> Values:
    """Inputs with some of the fields, mostly few, so that good ones are not rare."""
    values = {
        name: st.one_of(field.values, st.none()) if field.is_nullable else field.values
        for name, field in fields.items()
    }
    required = {name: values.pop(name) for name in needed}
    optional = st.fixed_dictionaries({}, optional=values)
    few = (
        st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True).flatmap(
            lambda names: st.fixed_dictionaries({name: values[name] for name in names})
        )
        if values
        else st.just({})
    )
    return st.builds(
        lambda first, rest: {**first, **rest}, st.fixed_dictionaries(required), few | few | optional
    )
