"""What the client relies on, found out from the client, against documents that fit and that do not."""

import re
from collections.abc import Callable
from functools import cache

import msgspec
import pytest

from partner_api import PartnerApi
from partner_api.contract import Change, Kind, UnusableDocument, compare, read_document, rehearse
from partner_api.inferred import INFERRED
from sandbox import API_BASE
from sandbox.openapi import openapi_document
from tests.partner_api.loose import Json

pytestmark = pytest.mark.anyio

USERS = f"{API_BASE}/org/{{org_id}}/users"


@cache
def sandbox_document() -> bytes:
    return msgspec.json.encode(openapi_document())


async def changes(alter: Callable[[Json], object] = lambda _: None) -> dict[str, Change]:
    """The differences from the sandbox's document after it was altered, by subject."""
    document: Json = msgspec.json.decode(sandbox_document())
    alter(document)
    found = compare(await rehearse(), read_document(msgspec.json.encode(document), API_BASE))
    assert len({change.subject for change in found}) == len(found)
    return {change.subject: change for change in found}


async def harm(alter: Callable[[Json], object]) -> dict[str, tuple[Kind, str]]:
    after = await changes(alter)
    return {name: (each.kind, each.detail) for name, each in after.items() if each.is_harmful}


def properties(document: Json, schema: str) -> Json:
    return document["components"]["schemas"][schema]["properties"]


async def test_everything_that_the_client_can_do_is_rehearsed() -> None:
    used = await rehearse()
    methods = {name for name in dir(PartnerApi) if not name.startswith("_")} - {
        "check",
        "aclose",
        "snapshot",
        "watched_by",
        "within",
    }
    rehearsed = {each.name.partition(".")[0] for each in used}
    # Replacing prices goes by another name upstream; each of its names is one method's.
    assert rehearsed - {"replace_day_ahead_prices"} == methods
    assert {each.name for each in used if each.is_inferred} == INFERRED
    nothing = ("delete", "soft_delete", "start_boost", "cancel_boost", "confirm_load_curve")
    assert {each.name for each in used if not each.expected and not each.name.startswith(nothing)} == set()


async def test_no_network_is_used_and_what_is_sent_is_what_can_be_sent() -> None:
    used = {(each.method, each.name): each for each in await rehearse()}
    sent = used["PUT", "update_user"].sent
    assert sent is not None
    assert sorted(sent) == [
        "country_iso2", "email", "external_user_id", "first_name", "last_name", "latitude", "longitude",
        "role", "street_add_info", "street_and_number", "town", "zip_code",
    ]  # fmt: skip
    assert "lifecycle_state" in (used["PUT", "update_device.wallboxes"].sent or {})
    assert "lifecycle_state" not in (used["POST", "create_device.wallboxes"].sent or {})
    assert used["GET", "users"].query == {"include_deleted"}


async def test_the_sandbox_offers_all_that_is_used() -> None:
    found = await changes()
    assert [change for change in found.values() if change.is_harmful] == []
    assert {change.kind for change in found.values()} == {Kind.NEW}
    assert found["Owner.email"].detail == "in the answer and not read"
    assert f"GET {USERS.removeprefix(API_BASE)}/{{user_id}}/buildings/{{building_id}}" in found


async def test_a_field_that_is_gone() -> None:
    def alter(document: Json) -> None:
        for schema in [name for name in document["components"]["schemas"] if name.startswith("User")]:
            document["components"]["schemas"][schema].get("properties", {}).pop("first_name", None)

    found = await harm(alter)
    assert found["User.first_name"] == (Kind.GONE, "not in the answer")
    assert {name for name in found if "first_name" not in name} == set()


async def test_a_field_of_another_type() -> None:
    def alter(document: Json) -> None:
        for schema in document["components"]["schemas"].values():
            if "battery_capacity_kwh" in schema.get("properties", {}):
                schema["properties"]["battery_capacity_kwh"] = {"type": ["string", "null"]}

    found = await harm(alter)
    assert found["ElectricVehicle.battery_capacity_kwh"] == (Kind.RETYPED, "string instead of number")
    sent = found["update_device.electric-vehicles body.battery_capacity_kwh"]
    assert sent == (Kind.RETYPED, "string instead of number")


async def test_a_list_that_becomes_an_envelope() -> None:
    def alter(document: Json) -> None:
        answer = document["paths"][USERS]["get"]["responses"]["200"]["content"]["application/json"]
        answer["schema"] = {"type": "object", "properties": {"items": answer["schema"]}}

    assert await harm(alter) == {"User": (Kind.RETYPED, "object instead of array")}


async def test_operations_and_parameters_that_are_gone_or_needed() -> None:
    def alter(document: Json) -> None:
        del document["paths"][USERS]["post"]
        del document["paths"][f"{USERS}/{{user_id}}"]["delete"]
        document["paths"][USERS]["get"]["parameters"] = [
            {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}
        ]

    assert await harm(alter) == {
        "POST create_user": (Kind.GONE, "the document has no such operation"),
        "users?include_deleted": (Kind.GONE, "not taken"),
        "users?page": (Kind.REQUIRED, "not sent"),
    }
    inferred = (await changes(alter))["DELETE delete_user"]
    assert (inferred.kind, inferred.is_harmful) == (Kind.GONE, False)


async def test_what_is_new_does_no_harm_unless_it_is_required() -> None:
    def alter(document: Json) -> None:
        for name, schema in document["components"]["schemas"].items():
            if "battery_level" in schema.get("properties", {}) and "Vehicle" in name:
                schema["properties"]["battery_health"] = {"type": "number"}
        document["paths"][f"{API_BASE}/tariffs"] = {"get": {"responses": {}}}

    assert await harm(alter) == {}
    found = await changes(alter)
    assert found["ElectricVehicle.battery_health"].kind is Kind.NEW
    assert found["GET /tariffs"].kind is Kind.NEW

    def require(document: Json) -> None:
        body = document["paths"][USERS]["post"]["requestBody"]["content"]["application/json"]
        body["schema"] = {"allOf": [body["schema"], {"required": ["tax_number"]}]}

    assert await harm(require) == {"create_user body.tax_number": (Kind.REQUIRED, "not sent")}


async def test_paths_may_be_relative_to_the_base() -> None:
    def alter(document: Json) -> None:
        paths = document["paths"]
        document["paths"] = {path.removeprefix(API_BASE): item for path, item in paths.items()}

    assert await harm(alter) == {}


async def test_a_document_that_says_nothing_of_bodies_breaks_nothing() -> None:
    def alter(document: Json) -> None:
        document["components"]["schemas"] = {}

    assert await harm(alter) == {}


async def test_schemas_that_lead_nowhere_or_in_circles_say_nothing() -> None:
    def alter(document: Json) -> None:
        answer = document["paths"][USERS]["get"]["responses"]["200"]["content"]["application/json"]
        answer["schema"] = {"$ref": "#/components/schemas/Circle"}
        document["components"]["schemas"]["Circle"] = {"anyOf": [{"$ref": "#/components/schemas/Circle"}]}

    assert await harm(alter) == {}


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"[]", b"{}", b'{"paths": []}', b'{"paths": {}}', b"[" * 9999]
)
def test_what_is_no_document(raw: bytes) -> None:
    with pytest.raises(UnusableDocument, match=re.compile("not JSON|no paths")):
        read_document(raw, API_BASE)


@pytest.mark.parametrize(
    "item",
    [
        5,
        {"get": 5},
        {"get": {"responses": 5, "parameters": 5}},
        {"parameters": [5], "get": {"parameters": [5]}},
    ],
)
def test_nonsense_inside_a_document_is_passed_over(item: Json) -> None:
    read_document(msgspec.json.encode({"paths": {"/a": item}, "components": 5}), "/")
