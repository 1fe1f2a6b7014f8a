"""For every field of every input: left out, it does not go upstream; null goes as null; a value as it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, settings

from tests.inputs.families import FAMILIES, Family
from tests.inputs.fields import OWN, Field, Fields
from tests.inputs.judging import body_of, is_formed, own_problems
from tests.inputs.test_against_the_sandbox import Stage

Json = Any
GOOD = {
    "email": "omitted@example.test",
    "buildingId": OWN,
    "currency": "EUR",
    "country": "AT",
    "cloudServiceId": "5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21",
    "successUrl": "https://a.test/",
    "cancelUrl": "app:back",
    "mode": "OFF",
    "surplusExportToStartWatts": 600,
    "awayModeStartsAt": "2020-10-20T10:00:00Z",
    "awayModeEndsAt": "2036-10-21T10:00:00Z",
    "minimumIndoorTemperatureCelsius": 10,
    "maximumIndoorTemperatureCelsius": 30,
    "chargeTargetMinimumPercent": 1,
    "chargeTargetMaximumPercent": 100,
    "minimumBatteryLevelPercent": 0,
    "maximumBatteryLevelPercent": 100,
    "batteryCapacityKilowattHours": 9.5,
    "hasBattery": False,
}


def good(name: str, field: Field) -> Json:
    """One value that everybody takes."""
    if field.within is not None:
        whole = {each: good(each, inner) for each, inner in field.within.items()}
        return [whole] if field.is_list else whole
    if name in GOOD:
        return GOOD[name]
    fields = {name: field}

    def fits(value: Json) -> bool:
        given = {name: value}
        return is_formed(given, fields) and not list(own_problems(given, fields))

    quick = settings(
        max_examples=200, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    return find(field.values, fits, settings=quick)


def steps(fields: Fields, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Every field with the way to it, without those of lists, which are always whole."""
    for name, field in fields.items():
        yield (*path, name), field
        if field.within is not None and not field.is_list:
            yield from steps(field.within, (*path, name))


def put(given: Json, path: tuple[str, ...], value: Json) -> Json:
    first, *rest = path
    inner = put(given.get(first) or {}, tuple(rest), value) if rest else value
    return {**given, first: inner}


def base(family: Family, path: tuple[str, ...]) -> Json:
    """The least that the mutation takes, and the least of the object that holds the field."""
    given = {name: good(name, family.fields[name]) for name in family.needed}
    for depth in range(1, len(path)):
        field: Field = family.fields[path[0]]
        if path[0] in ("model", "location") and field.within is not None:
            optional = {"year", "cloudServiceId"}
            least = {name: good(name, each) for name, each in field.within.items() if name not in optional}
            given = put(given, path[:depth], least)
    return given


CASES = [
    pytest.param(family, path, field, id=f"{family.name}-{'.'.join(path)}")
    for family in FAMILIES
    for path, field in steps(family.fields)
    if len(path) > 1 or path[0] not in family.needed
]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    made = Stage()
    yield made
    made.close()


@pytest.mark.parametrize(("family", "path", "field"), CASES)
def test_omitted_null_and_value(family: Family, path: tuple[str, ...], field: Field, stage: Stage) -> None:
    least = base(family, path)
    inputs = [least] if len(path) == 1 else [put(least, path[:1], least.get(path[0], {}))]
    inputs.append(put(least, path, good(path[-1], field)))
    if field.is_nullable:
        inputs.append(put(least, path, None))
    for given in inputs:
        if family.name == "userCreate":
            given = {**given, "email": f"{len(stage.gateway.sandbox.calls)}@example.test"}
        answer = stage.send(family, given)
        assert (answer.errors, answer.failures) == ([], [])
        body = body_of(given, family.fields, ids=stage.ids)
        if family.name == "onboardingSessionCreate":
            body["user_id"] = stage.user
        if family.name == "buildingUpdate":
            body = {"name": answer.body["name"], **body}
        assert answer.body == body
    if not field.is_nullable:
        answer = stage.send(family, put(least, path, None))
        assert (set(answer.failures), answer.writes) == ({"BAD_USER_INPUT"}, [])
