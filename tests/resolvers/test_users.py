"""Filtering, searching and sorting users, and paging through them, as a client sees it."""

from typing import Any

import pytest

from sandbox import Fault
from tests.gateway_under_test import HOME, GatewayUnderTest

pytestmark = pytest.mark.anyio

Row = dict[str, Any]


def person(number: int, **fields: object) -> Row:
    """A user in the upstream's words, with an id that sorts by the number."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "role": "user",
        "email": f"p{number}@example.org",
        **fields,
    }


PEOPLE = [
    person(1, first_name="Zoë", last_name="Ångström", external_user_id="A-1", town="Malmö", role="staff"),
    person(2, first_name="zoe", last_name="Berg", external_user_id="a-1", town="malmo", country="SE"),
    person(3, first_name="Anna", last_name="Straße", external_user_id="B", town="Graz", zip_code="01067"),
    person(4, first_name="ANNA", last_name="STRASSE", town="Graz", zip_code="8010", role="admin"),
    person(5, email="Łukasz@Example.org", first_name="Łukasz"),
    person(6, role="superhero", email="zz@example.org"),
]
USERS = """query($filter: UserFilter, $search: String, $orderBy: UserOrder, $first: Int, $after: String) {
  organization { users(filter: $filter, search: $search, orderBy: $orderBy, first: $first, after: $after) {
    totalCount nodes { email } pageInfo { hasNextPage endCursor }
  } }
}"""


@pytest.fixture
def people(gateway: GatewayUnderTest) -> GatewayUnderTest:
    """The gateway over an upstream that lists these people."""
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=200, body=PEOPLE))
    return gateway


async def found(gateway: GatewayUnderTest, **variables: object) -> list[int]:
    """The numbers of the people listed, in their order."""
    emails = {row["email"]: number for number, row in enumerate(PEOPLE, start=1)}
    data = await gateway.ask(USERS, variables)
    users = data["organization"]["users"]
    assert users["totalCount"] == len(users["nodes"])
    return [emails[node["email"]] for node in users["nodes"]]


@pytest.mark.parametrize(
    ("conditions", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"role": "STAFF"}, [1]),
        ({"role": "ADMINISTRATOR"}, [4]),
        ({"role": "USER"}, [2, 3, 5]),
        ({"role": "OTHER"}, [6]),
        ({"role": None}, [1, 2, 3, 4, 5, 6]),
        ({"email": "P1@EXAMPLE.ORG"}, [1]),
        ({"email": "p1@example"}, []),
        ({"email": "łukasz@example.org"}, [5]),
        ({"externalId": "A-1"}, [1]),
        ({"externalId": "a-1"}, [2]),
        ({"externalId": "A"}, []),
        ({"externalId": ""}, []),
        ({"town": "MALMO"}, [1, 2]),
        ({"town": "Malmö", "role": "USER"}, [2]),
        ({"town": "Graz", "postalCode": "01067"}, [3]),
        ({"postalCode": "1067"}, []),
        ({"country": "se"}, [2]),
        ({"country": "AT"}, []),
    ],
)
async def test_filters(people: GatewayUnderTest, conditions: Row, numbers: list[int]) -> None:
    assert sorted(await found(people, filter=conditions)) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("  ", [1, 2, 3, 4, 5, 6]),
        ("zoe", [1, 2]),
        ("ZOË", [1, 2]),
        (" zoe ", [1, 2]),
        ("zoe b", [2]),
        ("oe angs", [1]),
        ("strasse", [3, 4]),
        ("straße", [3, 4]),
        ("@example.org", [1, 2, 3, 4, 5, 6]),
        ("p3@", [3]),
        ("a-1", [1, 2]),
        ("malmo", []),
        ("nobody", []),
        ("None", []),
    ],
)
async def test_searches(people: GatewayUnderTest, text: str, numbers: list[int]) -> None:
    assert sorted(await found(people, search=text)) == numbers


@pytest.mark.parametrize(
    ("field", "numbers"),
    [
        ("EMAIL", [1, 2, 3, 4, 6, 5]),  # a letter that is no accented one comes after all others
        ("FIRST_NAME", [3, 4, 1, 2, 5, 6]),
        ("LAST_NAME", [1, 2, 3, 4, 5, 6]),
        ("EXTERNAL_ID", [1, 2, 3, 4, 5, 6]),
        ("TOWN", [3, 4, 1, 2, 5, 6]),
        ("ROLE", [4, 6, 1, 2, 3, 5]),
    ],
)
async def test_orders(people: GatewayUnderTest, field: str, numbers: list[int]) -> None:
    """Ties break by id, and who has no value comes last; descending is the mirror of it all."""
    assert await found(people, orderBy={"field": field}) == numbers
    assert await found(people, orderBy={"field": field, "direction": "ASCENDING"}) == numbers
    assert await found(people, orderBy={"field": field, "direction": "DESCENDING"}) == numbers[::-1]


async def walk(gateway: GatewayUnderTest, **variables: object) -> list[str]:
    """The e-mail addresses on all pages."""
    emails: list[str] = []
    after: str | None = None
    while True:
        data = await gateway.ask(USERS, {**variables, "after": after})
        users = data["organization"]["users"]
        emails += [node["email"] for node in users["nodes"]]
        after = users["pageInfo"]["endCursor"]
        if not users["pageInfo"]["hasNextPage"]:
            return emails


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7])
async def test_pages_of_every_size(people: GatewayUnderTest, size: int) -> None:
    for field in ("EMAIL", "FIRST_NAME", "TOWN", "ROLE"):
        for direction in ("ASCENDING", "DESCENDING"):
            order = {"field": field, "direction": direction}
            expected = await found(people, orderBy=order)
            emails = await walk(people, orderBy=order, first=size)
            assert emails == [PEOPLE[number - 1]["email"] for number in expected]


async def test_somebody_comes_and_somebody_goes_between_two_pages(gateway: GatewayUnderTest) -> None:
    def now(*rows: Row) -> None:
        gateway.sandbox.clear_faults()
        gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=200, body=list(rows)))

    now(*(person(number) for number in (1, 2, 4, 5)))
    data = await gateway.ask(USERS, {"first": 2})
    users = data["organization"]["users"]
    assert [node["email"] for node in users["nodes"]] == ["p1@example.org", "p2@example.org"]
    now(*(person(number) for number in (0, 1, 3, 4, 5)))
    data = await gateway.ask(USERS, {"first": 2, "after": users["pageInfo"]["endCursor"]})
    users = data["organization"]["users"]
    assert [node["email"] for node in users["nodes"]] == ["p3@example.org", "p4@example.org"]
    assert users["totalCount"] == 5


async def test_a_page_of_very_long_names_can_be_continued(gateway: GatewayUnderTest) -> None:
    """Every cursor that is given out is accepted again, however long what one sorts by is."""
    rows = [person(number, first_name="ü" * 5_000) for number in (1, 2, 3)]
    gateway.sandbox.add_fault(Fault(match="/users$", kind="status", status=200, body=rows))
    emails = await walk(gateway, orderBy={"field": "FIRST_NAME"}, first=1)
    assert emails == ["p1@example.org", "p2@example.org", "p3@example.org"]


async def test_many_pages_are_one_call_each(gateway: GatewayUnderTest) -> None:
    query = (
        "{ a: organization { users(first: 2) { nodes { id } } } b: organization { users { totalCount } } }"
    )
    await gateway.ask(query)
    assert gateway.sandbox.calls == [f"GET /org/{HOME.organization_id}/users"]


async def test_rows_of_a_page_answer_for_their_owners(gateway: GatewayUnderTest) -> None:
    """What hangs off a row finds its way back without another look-up of the user."""
    query = "{ organization { users(first: 5) { nodes { id buildings { owner { id email } } } } } }"
    data = await gateway.ask(query)
    nodes = data["organization"]["users"]["nodes"]
    owners = {building["owner"]["id"] for node in nodes for building in node["buildings"]}
    assert owners <= {node["id"] for node in nodes}
    calls = gateway.sandbox.calls
    assert calls[0] == f"GET /org/{HOME.organization_id}/users"
    assert len(calls) == 6
    assert len({call for call in calls if call.endswith("/buildings")}) == 5
