"""The compose files: about the gateway that is here, and with no more rights than the manifests give."""

import pytest

from gateway.settings.variables import Variables, variable_name
from sandbox import API_BASE, DEMO_ORGANIZATIONS, TOKEN_PATH
from tests.deploy.manifests import DEPLOY, Json, pod, read
from tests.gateway.test_container import FINAL, only

SETTINGS = {variable_name(field) for field in Variables.model_fields}
SERVICES = read(DEPLOY / "compose.yaml")["services"]


@pytest.mark.parametrize(("name", "service"), SERVICES.items())
def test_each_service_has_few_rights_and_says_when_it_is_well(name: str, service: Json) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert name == "gateway" or "healthcheck" in service  # the image has the gateway's


def test_as_many_ports_are_published_as_there_are_gateways() -> None:
    (published,) = SERVICES["gateway"]["ports"]
    host, ports, inside = published.split(":")
    first, last = map(int, ports.split("-"))
    assert (host, inside) == ("127.0.0.1", only(FINAL, "EXPOSE"))
    assert last - first + 1 == SERVICES["gateway"]["deploy"]["replicas"]
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"gateway"}


def test_the_gateway_is_told_of_the_sandbox_that_is_there() -> None:
    environment = SERVICES["gateway"]["environment"]
    assert environment.keys() <= SETTINGS
    _, *arguments = SERVICES["sandbox"]["command"]
    port = arguments[arguments.index("--port") + 1]
    assert environment["GATEWAY_PARTNER_API_URL"] == f"http://sandbox:{port}{API_BASE}/"
    assert environment["GATEWAY_TOKEN_URL"] == f"http://sandbox:{port}{TOKEN_PATH}"
    assert f":{port}{API_BASE}/docs" in SERVICES["sandbox"]["healthcheck"]["test"][-1]
    home = DEMO_ORGANIZATIONS[0]
    assert [environment[f"GATEWAY_{name}"] for name in ("ORGANIZATION_ID", "CLIENT_ID", "CLIENT_SECRET")] == [
        home.organization_id,
        home.client_id,
        home.client_secret,
    ]


def test_the_journal_lies_where_the_image_s_user_may_write() -> None:
    folder, _, options = SERVICES["gateway"]["tmpfs"][0].partition(":")
    assert SERVICES["gateway"]["environment"]["GATEWAY_WRITE_JOURNAL"].startswith(f"{folder}/")
    user, group = only(FINAL, "USER").split(":")
    assert options == f"uid={user},gid={group},mode=0700"


def test_it_is_stopped_as_patiently_as_in_a_cluster() -> None:
    assert SERVICES["gateway"]["stop_grace_period"] == f"{pod()['terminationGracePeriodSeconds']}s"


def test_the_gateways_share_the_redis_that_is_there() -> None:
    assert SERVICES["gateway"]["environment"]["GATEWAY_REDIS_URL"] == "redis://redis:6379/0"
    assert SERVICES["gateway"]["depends_on"].keys() == SERVICES.keys() - {"gateway"}
