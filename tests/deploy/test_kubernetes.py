"""The manifests: valid by Kubernetes' own schemas, and about the gateway that is here."""

from pathlib import Path

import kubernetes_validate
import pytest
from starlette.routing import Route

from gateway.settings.environment import read_variables
from gateway.settings.load import build_settings
from gateway.settings.model import EdgeSettings, UpstreamSettings
from gateway.settings.variables import Variables, variable_name
from partner_api import Timeouts
from tests.deploy.manifests import BASE, METRICS, REDIS, Json, base, container, objects, pod, read
from tests.gateway.test_container import FINAL, only
from tests.gateway_under_test import GatewayUnderTest

# The oldest version that is taken care of, and the newest that the schemas are there for.
VERSIONS = ("1.34", kubernetes_validate.latest_version())
SETTINGS = {variable_name(field) for field in Variables.model_fields}
FOLDERS = (BASE, REDIS, METRICS)
ALL = [(f"{folder.name}/{name}", each) for folder in FOLDERS for name, each in objects(folder)]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("name", "each"), ALL)
def test_it_is_valid(name: str, each: Json, version: str) -> None:
    kubernetes_validate.validate(each, version, strict=True)


def test_the_check_would_notice() -> None:
    deployment = base("Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, VERSIONS[-1], strict=True)


def test_every_file_is_listed() -> None:
    for folder in FOLDERS:
        listed = read(folder / "kustomization.yaml")
        names = {
            "kustomization.yaml",
            *listed["resources"],
            *(each["path"] for each in listed.get("patches", ())),
        }
        assert {path.name for path in folder.iterdir()} == names


@pytest.mark.anyio
async def test_probes_ask_what_the_gateway_answers(gateway: GatewayUnderTest) -> None:
    paths = {route.path for route in gateway.app.routes if isinstance(route, Route)}
    probes = {name: container()[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/livez",
        "liveness": "/livez",
        "readiness": "/readyz",
    }
    assert {probe["path"] for probe in probes.values()} <= paths
    assert {probe["port"] for probe in probes.values()} == {"http"}


def test_ports_fit_each_other_and_the_image() -> None:
    (port,) = container()["ports"]
    (service,) = base("Service")["spec"]["ports"]
    (ingress,) = base("NetworkPolicy")["spec"]["ingress"]
    assert (port["name"], str(port["containerPort"])) == ("http", only(FINAL, "EXPOSE"))
    assert service["targetPort"] == port["name"]
    assert [each["port"] for each in ingress["ports"]] == [port["name"]]


def test_the_user_is_the_image_s_and_has_no_rights() -> None:
    security = pod()["securityContext"]
    assert f"{security['runAsUser']}:{security['runAsGroup']}" == only(FINAL, "USER")
    assert security["runAsNonRoot"] is True
    assert security["fsGroup"] == security["runAsGroup"]
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container()["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod()["automountServiceAccountToken"] is False


def test_every_variable_is_a_setting_and_the_gateway_starts_with_them(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    environ = dict(base("ConfigMap")["data"])
    environ |= {each["name"]: each["value"] for each in container()["env"]}
    assert environ.keys() <= SETTINGS
    assert not [name for name in environ if name in {"GATEWAY_CLIENT_SECRET", "GATEWAY_REDIS_URL"}]
    settings = build_settings(read_variables(environ | {"GATEWAY_CLIENT_SECRET_FILE": str(secret)}))
    assert settings.production
    assert settings.graphiql is False


def test_redis_s_address_comes_from_a_secret() -> None:
    patch = read(REDIS / "deployment.yaml")
    (patched,) = patch["spec"]["template"]["spec"]["containers"]
    assert (patch["metadata"]["name"], patched["name"]) == (base("Deployment")["metadata"]["name"], "gateway")
    (variable,) = patched["env"]
    assert variable["name"] == "GATEWAY_REDIS_URL"
    assert variable["name"] in SETTINGS
    assert variable["valueFrom"].keys() == {"secretKeyRef"}


def test_files_lie_in_volumes() -> None:
    mounts = {each["mountPath"]: each for each in container()["volumeMounts"]}
    volumes = {each["name"]: each for each in pod()["volumes"]}
    env = {each["name"]: Path(each["value"]) for each in container()["env"] if "/" in each["value"]}
    journal = mounts[str(env["GATEWAY_WRITE_JOURNAL"].parent)]
    assert "readOnly" not in journal
    assert "emptyDir" in volumes[journal["name"]]
    secret = mounts[str(env["GATEWAY_CLIENT_SECRET_FILE"].parent)]
    assert secret["readOnly"] is True
    (item,) = volumes[secret["name"]]["secret"]["items"]
    assert item["path"] == env["GATEWAY_CLIENT_SECRET_FILE"].name


def test_there_is_time_to_finish() -> None:
    writes = Timeouts().pool + UpstreamSettings().total_timeout_seconds
    edge = EdgeSettings()
    drain = float(_variable("GATEWAY_DRAIN_SECONDS"))
    assert "lifecycle" not in container()  # sleeping before the signal would only hide it
    assert pod()["terminationGracePeriodSeconds"] > drain + edge.shutdown_seconds + writes


def test_a_pod_that_ends_is_found_out_while_it_still_answers() -> None:
    """Whoever asks for readiness instead of following endpoints needs as many failures as this."""
    probe = container()["readinessProbe"]
    assert float(_variable("GATEWAY_DRAIN_SECONDS")) >= probe["periodSeconds"]


def test_a_hanging_loop_says_where_before_the_probe_ends_the_container() -> None:
    probe = container()["livenessProbe"]
    assert probe["periodSeconds"] * probe["failureThreshold"] > EdgeSettings().loop_limit_seconds


def _variable(name: str) -> str:
    (value,) = [each["value"] for each in container()["env"] if each["name"] == name]
    assert isinstance(value, str)
    return value


def test_selectors_select_the_pods() -> None:
    labels = base("Deployment")["spec"]["template"]["metadata"]["labels"]
    assert base("Service")["spec"]["selector"] == labels
    assert base("Deployment")["spec"]["selector"]["matchLabels"] == labels
    assert base("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    assert base("NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == labels
    spread = pod()["topologySpreadConstraints"]
    assert [each["topologyKey"] for each in spread] == [
        "kubernetes.io/hostname",
        "topology.kubernetes.io/zone",
    ]
    assert all(each["labelSelector"]["matchLabels"] == labels for each in spread)


def test_the_autoscaler_has_something_to_go_by() -> None:
    autoscaler = base("HorizontalPodAutoscaler")["spec"]
    deployment = base("Deployment")
    assert autoscaler["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    assert "replicas" not in deployment["spec"]
    assert "cpu" in container()["resources"]["requests"]
    assert container()["resources"]["limits"].keys() == {"cpu", "memory"}
    # A budget of one while there is one would stop every drain of a node.
    assert autoscaler["minReplicas"] > base("PodDisruptionBudget")["spec"]["maxUnavailable"]


def test_only_the_ingress_controller_gets_in_and_little_gets_out() -> None:
    policy = base("NetworkPolicy")["spec"]
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    (ingress,) = policy["ingress"]
    assert [sorted(each) for each in ingress["from"]] == [["namespaceSelector", "podSelector"]]
    out = [(each["protocol"], each["port"]) for rule in policy["egress"] for each in rule["ports"]]
    assert out == [("UDP", 53), ("TCP", 53), ("TCP", 443)]
    assert all(rule["to"] for rule in policy["egress"])
