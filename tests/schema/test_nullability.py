"""Whether a position may be null follows from whether it can fail on its own."""

import types as python_types
import typing
from typing import Any, get_args, get_origin

import pytest
from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
)

from schema.build import loads
from schema.declaring import RECORDS
from tests.schema.walk import SCHEMA, fields

WITHOUT_UPSTREAM_CALL = {
    "Query.viewer": "the token",
    "Viewer.organization": "the token",
    "Viewer.permissions": "the matrix",
    "Organization.viewerCanCreate": "the matrix",
    "User.viewerCan": "the matrix",
    "User.viewerCanCreate": "the matrix",
    "Building.viewerCan": "the matrix",
    "EnergyContract.viewerCan": "the matrix",
    **{
        f"{device}.viewerCan": "the matrix"
        for device in ("Device", "HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox", "OtherDevice")
    },
}
"""Fields with a resolver that can neither fail nor be refused, and where they take their answer from."""

NULL_IS_AN_ANSWER = {
    "Query.user",
    "Query.building",
    "Query.energyContract",
    "Query.device",
    "Query.node",
    "Subscription.deviceUpdated",
    "Subscription.userDevicesUpdated",
    "Subscription.chargingSessionUpdated",
    "Viewer.user",
    "EnergyContract.building",
    "ElectricVehicle.currentChargingSession",
    "ChargingDevice.device",
    "Query.onboardingSession",
    "OnboardingSession.device",
    "Organization.loadCurve",
    *(
        f"{device}.building"
        for device in ("Device", "HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox", "OtherDevice")
    ),
}
"""Fields that may load something and for which null also means that there is none."""


def semantic_non_null(field: GraphQLField) -> bool:
    definition = field.extensions["strawberry-definition"]
    return any(type(each).__name__ == "SemanticNonNull" for each in definition.directives)


LOADING = {coordinate: field for coordinate, field in fields() if loads(field)}
PLAIN = {coordinate: field for coordinate, field in fields() if not loads(field)}


def test_what_can_fail_on_its_own_is_nullable() -> None:
    assert len(LOADING) > 50
    never_null = {
        coordinate for coordinate, field in LOADING.items() if isinstance(field.type, GraphQLNonNull)
    }
    assert never_null == set(WITHOUT_UPSTREAM_CALL)


def test_null_that_only_means_an_error_is_marked() -> None:
    nullable = {
        coordinate for coordinate, field in LOADING.items() if not isinstance(field.type, GraphQLNonNull)
    }
    marked = {coordinate for coordinate in nullable if semantic_non_null(LOADING[coordinate])}
    assert nullable - marked == NULL_IS_AN_ANSWER
    assert [each for each, field in PLAIN.items() if semantic_non_null(field)] == []
    assert [each for each in WITHOUT_UPSTREAM_CALL if semantic_non_null(LOADING[each])] == []


def test_the_description_says_what_null_means() -> None:
    silent = {
        coordinate
        for coordinate, field in fields()
        if not isinstance(field.type, GraphQLNonNull)
        and not semantic_non_null(field)
        and "null" not in (field.description or "").lower()
    }
    # What is said once for all parts, at the type.
    address = SCHEMA.type_map["PostalAddress"]
    assert "null if it was not entered" in (address.description or "")
    told_at_the_type = {each for each in silent if each.startswith("PostalAddress.")}
    # A few words of the model are known or not, which the model's own nullability says.
    model = {f"DeviceModel.{name}" for name in ("typeCode", "typeName", "manufacturer", "name")}
    assert silent - told_at_the_type - model == set()


def lists_within(of: GraphQLOutputType) -> bool:
    inner = get_nullable_type(of)
    if not isinstance(inner, GraphQLList):
        return True
    return isinstance(inner.of_type, GraphQLNonNull) and lists_within(inner.of_type)


def test_lists_hold_no_nulls() -> None:
    holed = {coordinate for coordinate, field in fields() if not lists_within(field.type)}
    # An id may stand for nothing, and one failing does not empty the list.
    assert holed == {"Query.nodes"}


def annotation_of(record: type, attribute: str) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of an attribute or property of a record class."""
    hints = typing.get_type_hints(record)
    if attribute in hints:
        return hints[attribute]
    value = getattr(record, attribute)
    assert isinstance(value, property), (record, attribute)
    return typing.get_type_hints(value.fget)["return"]


def may_be_none(annotation: object) -> bool:
    union = get_origin(annotation) in (typing.Union, python_types.UnionType)
    return union and type(None) in get_args(annotation)


DECLARED = sorted(RECORDS.items(), key=lambda pair: pair[0].__name__)


@pytest.mark.parametrize(("declared", "record"), DECLARED, ids=lambda each: each.__name__)
def test_plain_fields_are_attributes_of_their_record(declared: type, record: type) -> None:
    definition = declared.__strawberry_definition__  # type: ignore[attr-defined]
    graphql_type = SCHEMA.type_map[definition.name or declared.__name__]
    assert isinstance(graphql_type, GraphQLObjectType)
    plain = {name: field for name, field in graphql_type.fields.items() if not loads(field)}
    assert plain
    for name, field in plain.items():
        attribute = field.extensions["strawberry-definition"].python_name
        annotation = annotation_of(record, attribute)
        nullable = not isinstance(field.type, GraphQLNonNull)
        assert nullable is may_be_none(annotation), f"{graphql_type.name}.{name}"


def test_every_object_type_describes_a_record() -> None:
    """Except the entry points, the generic parts of connections, and what mutations answer."""
    described = {each.__strawberry_definition__.name or each.__name__ for each in RECORDS}  # type: ignore[attr-defined]
    objects = {
        name
        for name, each in SCHEMA.type_map.items()
        if isinstance(each, GraphQLObjectType) and not name.startswith("__")
    }
    generic = {name for name in objects if name.endswith(("Edge", "Connection"))}
    answers = {name for name in objects if name.endswith(("Payload", "Error"))}
    assert objects - described - generic - answers == {"Query", "Mutation", "Subscription"}
    assert described <= objects


def test_connections_have_the_four_members() -> None:
    connections = {
        each.name: set(each.fields)
        for each in SCHEMA.type_map.values()
        if isinstance(each, GraphQLObjectType) and each.name.endswith("Connection")
    }
    points = ("HeatPumpDataPoint", "ElectricVehicleDataPoint", "SolarInverterDataPoint")
    listed = ("User", "EnergyPrice", "Device", "ChargingSession", "DayAheadPrice", *points)
    assert set(connections) == {f"{each}Connection" for each in listed}
    for name, members in connections.items():
        assert members >= {"edges", "nodes", "pageInfo", "totalCount"}, name
    paged = {coordinate for coordinate, field in fields() if get_named_type(field.type).name in connections}
    assert paged == {
        "Organization.users",
        "Organization.devices",
        "EnergyContract.prices",
        "ElectricVehicle.chargingSessions",
        "HeatPump.data",
        "ElectricVehicle.data",
        "SolarInverter.data",
        "Organization.dayAheadPrices",
    }
    for coordinate in paged:
        type_name, _, name = coordinate.partition(".")
        owner = SCHEMA.type_map[type_name]
        assert isinstance(owner, GraphQLObjectType)
        assert {"first", "after"} <= set(owner.fields[name].args)
