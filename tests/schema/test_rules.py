"""The rules of the public schema that a walk over it can check: descriptions and names."""

import re

from graphql import GraphQLScalarType, get_named_type, is_specified_directive

from tests.schema.walk import SCHEMA, arguments, enums, fields, input_fields, type_names, types


def descriptions() -> dict[str, str | None]:
    found: dict[str, str | None] = {each.name: each.description for each in types()}
    found |= {coordinate: field.description for coordinate, field in fields()}
    found |= {coordinate: argument.description for coordinate, argument in arguments()}
    found |= {coordinate: field.description for coordinate, field in input_fields()}
    found |= {
        f"{enum.name}.{name}": value.description for enum in enums() for name, value in enum.values.items()
    }
    found |= {
        f"@{each.name}": each.description for each in SCHEMA.directives if not is_specified_directive(each)
    }
    return found


SENTENCE = re.compile(r"[A-Z`].*[.)]", re.DOTALL)


def test_everything_has_a_description_that_is_a_full_sentence() -> None:
    found = descriptions()
    assert len(found) > 300
    assert [where for where, text in found.items() if not text] == []
    bad = {where: text for where, text in found.items() if text and not SENTENCE.fullmatch(text)}
    assert bad == {}
    untidy = {where: text for where, text in found.items() if text and ("  " in text or text != text.strip())}
    assert untidy == {}


CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")
PASCAL = re.compile(r"[A-Z][a-zA-Z0-9]*")
UPPER_SNAKE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")


def member_names() -> dict[str, str]:
    """Every name of a field, input field or argument by its coordinate."""
    found = {coordinate: coordinate.partition(".")[2] for coordinate, _ in (*fields(), *input_fields())}
    found |= {coordinate: coordinate.rpartition("(")[2].rstrip(":)") for coordinate, _ in arguments()}
    return found


def test_the_letters_of_names() -> None:
    assert [name for name in member_names().values() if not CAMEL.fullmatch(name)] == []
    assert [each.name for each in types() if not PASCAL.fullmatch(each.name)] == []
    values = [name for enum in enums() for name in enum.values]
    assert [name for name in values if not UPPER_SNAKE.fullmatch(name)] == []


SUFFIXED = {"EnergyContractType", "PropertyType"}
"""Enums that are about a type in the world, which is what their value is called."""


def test_types_do_not_say_what_kind_of_type_they_are() -> None:
    suffix = re.compile(r"(Type|Interface|Enum|Scalar|Object|Union|Dto|Record|Payloads)$")
    assert {each.name for each in types() if suffix.search(each.name)} == SUFFIXED


def test_fields_do_not_repeat_their_type_or_say_get() -> None:
    verbs = re.compile(r"(get|list|fetch|find|load|all)[A-Z]")
    found = {coordinate for coordinate, name in member_names().items() if verbs.match(name)}
    curves = {"DayAheadUploadResult.loadCurvesCalculatedAt", "Mutation.loadCurveAccept"}
    curves |= {"Organization.loadCurve", "Mutation.loadCurveDecline"}
    assert found == curves  # the curve of a load
    repeated = [
        coordinate
        for coordinate, _ in fields()
        for type_name, _, name in [coordinate.partition(".")]
        if name.lower().startswith(type_name.lower()) and type_name != "Query"
    ]
    assert repeated == []


STATEMENT = re.compile(r"(is|has|may|can|applies|includes)[A-Z]")
NOT_STATEMENTS = {"Organization.users(includeDeleted:)"}
"""Booleans that tell what to do, and not what is so."""


def test_booleans_read_as_a_statement() -> None:
    booleans = {each for each, name in type_names().items() if name == "Boolean"}
    assert len(booleans) > 40
    names = member_names()
    assert {each for each in booleans if not STATEMENT.match(names[each])} == NOT_STATEMENTS


def test_what_reads_as_a_statement_is_boolean() -> None:
    statements = re.compile(r"(is|has)[A-Z]")
    wrong = [
        coordinate
        for coordinate, name in type_names(with_arguments=False).items()
        if statements.match(coordinate.partition(".")[2]) and name != "Boolean"
    ]
    assert wrong == []


_SERIES = ("HeatPump", "ElectricVehicle", "SolarInverter")
INTERVAL = {
    "EnergyContract.prices(startsFrom:)",
    "EnergyContract.prices(startsBefore:)",
    *(
        f"{each}.savings({end}:)"
        for each in ("HeatPump", "ElectricVehicle", "SolarInverter", "Organization")
        for end in ("from", "to")
    ),
    *(f"{each}.data({end}:)" for each in _SERIES for end in ("from", "to")),
    *(f"{each}.schedule({end}:)" for each in ("HeatPump", "SolarInverter") for end in ("from", "to")),
    *(f"Organization.dayAheadPrices({end}:)" for end in ("from", "to")),
}
"""The two ends of a half-open interval, as arguments."""

DAYS = {f"ElectricVehicle.chargingSessions({end}:)" for end in ("from", "to")}
"""The first and the last day, as arguments."""


def test_instants_end_in_at() -> None:
    kinds, names = type_names(), member_names()
    instants = {each for each, kind in kinds.items() if kind == "DateTime"}
    assert {each for each in instants if not names[each].endswith("At")} == INTERVAL
    days = {each for each, kind in kinds.items() if kind == "Date"}
    assert {each for each in days if not names[each].endswith("On")} == DAYS
    assert {each for each in kinds if names[each].endswith("At")} <= instants


ABBREVIATIONS = {
    "w", "kw", "kwh", "wh", "mwh", "pct", "perc", "temp", "deg", "km", "sec", "secs", "min", "mins", "max",
    "avg", "num", "nr", "qty", "amt", "desc", "addr", "tel", "org", "ev", "evs", "hp", "pv", "dhw", "soc",
    "cfg", "config", "auth", "info", "lat", "lon", "lng", "m2", "sqm", "cur", "ccy", "ms", "ts", "dt", "ref",
    "msg", "err", "zip", "hems", "c", "h", "eur", "ct",
}  # fmt: skip
ALLOWED = {f"{each}Connection.pageInfo" for each in ("User", "EnergyPrice", "Device", "ChargingSession")}
ALLOWED |= {f"{each}DataPointConnection.pageInfo" for each in _SERIES}
ALLOWED |= {"DayAheadPriceConnection.pageInfo"}
ALLOWED |= {"PostalAddress.streetAdditionalInfo", "PostalAddressInput.streetAdditionalInfo"}
"""Relay's own word, and an everyday one."""


def words(name: str) -> list[str]:
    """The words of a name, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]


def test_words_are_spelt_out() -> None:
    short = {coordinate for coordinate, name in member_names().items() if ABBREVIATIONS & set(words(name))}
    assert short - ALLOWED == set()


UNITS = {
    "watts",
    "hours",
    "percent",
    "celsius",
    "kilometers",
    "degrees",
    "years",
    "meters",
    "seconds",
    "hour",
    "euros",
}
NUMBERS_WITHOUT_UNIT = {
    "DeviceModel.year": "a year of the calendar",
    "DeviceModelInput.year": "a year of the calendar",
    "StatisticsPeriod.savingsTotal": "money, whose currency is the field beside it",
    **{
        f"{device}.optimizationScore": "a figure of merit of no unit"
        for device in ("Device", "HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox", "OtherDevice")
    },
}


def test_numbers_end_with_their_unit() -> None:
    numbers = {
        coordinate: words(coordinate.partition(".")[2])[-1]
        for coordinate, kind in type_names(with_arguments=False).items()
        if kind in ("Float", "Int", "Decimal")
    }
    assert len(numbers) > 40
    without = {each for each, last in numbers.items() if last not in UNITS and last != "count"}
    assert without == set(NUMBERS_WITHOUT_UNIT)


def test_no_scalar_hides_a_structure() -> None:
    scalars = {each.name for each in SCHEMA.type_map.values() if isinstance(each, GraphQLScalarType)}
    expected = {"ID", "String", "Boolean", "Int", "Float"}
    expected |= {"Date", "DateTime", "Time", "Decimal", "CurrencyCode"}
    assert scalars == expected


def test_enums_have_unique_sorted_out_values() -> None:
    """A closed set that mirrors the upstream's has a value for what a newer upstream adds."""
    ours = {"Action", "PermissionScope", "Resource", "UserOrderField", "OrderDirection"}
    ours |= {"PendingActionOutcome"}
    # Only ever asked for, and never answered.
    ours |= {"DataResolution", "LoadCurveResolution", "StatisticsKeyword"}
    error_codes = {enum.name for enum in enums() if enum.name.endswith("ErrorCode")}
    assert all("INVALID" in enum.values for enum in enums() if enum.name in error_codes)
    without = {enum.name for enum in enums() if not {"OTHER", "UNKNOWN"} & set(enum.values)} - error_codes
    assert without == ours


def test_objects_point_at_objects_and_never_at_foreign_ids() -> None:
    ids = {coordinate for coordinate, field in fields() if get_named_type(field.type).name == "ID"}
    assert {coordinate.partition(".")[2] for coordinate in ids} - {"id"} == {
        "removedIds",
        "deletedId",
    }  # gone: no object
    strings = {
        coordinate
        for coordinate, field in fields()
        if coordinate.endswith("Id") and get_named_type(field.type).name == "String"
    }
    devices = ("Device", "HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox", "OtherDevice")
    known = {
        "User.externalId",
        "EnergyContract.meterId",
        "DeviceModel.cloudServiceId",
        "LoadCurve.tradeId",
        "LoadCurveAcceptPayload.tradeId",
        "LoadCurveDeclinePayload.tradeId",
    }
    assert strings == known | {f"{device}.externalId" for device in devices}
