"""Generated requests against the document: every answer must be one the document announces."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sandbox import API_BASE, TOKEN_PATH, Sandbox
from tests.sandbox.sandbox_client import HOME, RICH, HandClock

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 10
BASIC = "Basic " + b64encode(f"{HOME.client_id}:{HOME.client_secret}".encode()).decode()
SCHEMA = schemathesis.openapi.from_asgi(f"{API_BASE}/openapi.json", Sandbox().app)
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)]


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(clock=HandClock())


@pytest.fixture
def session(sandbox: Sandbox) -> Iterator[Any]:
    app: Any = sandbox.app  # the client is typed for plain dictionaries, Starlette for mappings
    with asgi.get_client(app) as client:
        yield client


def _real_ids(sandbox: Sandbox) -> dict[str, str]:
    """Ids that exist, so that requests get past 404."""
    organization_id = HOME.organization_id
    user_id = sandbox.users(organization_id)[RICH]["id"]
    home = f"/org/{organization_id}/users/{user_id}"
    return {
        "org_id": organization_id,
        "user_id": user_id,
        "price_zone_key": "AT",
        "building_id": sandbox.rows(f"{home}/buildings")[0]["id"],
        "energy_contract_id": sandbox.rows(f"{home}/energy-contracts")[0]["id"],
        "heat_pump_id": sandbox.rows(f"{home}/heat-pumps")[0]["id"],
        "electric_vehicle_id": sandbox.rows(f"{home}/electric-vehicles")[0]["id"],
        "inverter_id": sandbox.rows(f"{home}/inverters")[0]["id"],
        "wallbox_id": sandbox.rows(f"{home}/wallboxes")[0]["id"],
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_generated_requests_get_announced_answers(operation: Any, sandbox: Sandbox, session: Any) -> None:  # noqa: ANN401 - types of the generator
    token = session.post(
        TOKEN_PATH, json={"grant_type": "client_credentials"}, auth=(HOME.client_id, HOME.client_secret)
    ).json()["access_token"]
    ids = _real_ids(sandbox)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:  # noqa: ANN401 - type of the generator
        known = {name: ids[name] for name in case.path_parameters or {} if name in ids}
        case.path_parameters = {**(case.path_parameters or {}), **known}
        authorization = BASIC if operation.path == TOKEN_PATH else f"Bearer {token}"
        case.headers = {**(case.headers or {}), "authorization": authorization}
        if operation.path.endswith("/savings") and case.query and "to" in case.query:
            case.query["to"] = "2025-03-01"  # documented as any string, which is seldom a day
        response = case.call(session=session)
        case.validate_response(response, checks=CHECKS)

    run()
