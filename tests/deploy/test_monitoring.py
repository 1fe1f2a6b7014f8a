"""Metrics in deployments: the port is there for Prometheus, and for nobody else."""

from gateway.settings.environment import read_variables
from gateway.settings.variables import Variables, variable_name
from tests.deploy.manifests import BASE, DEPLOY, METRICS, Json, base, container, read

SETTINGS = {variable_name(field) for field in Variables.model_fields}
MONITORING = read(DEPLOY / "compose.monitoring.yaml")["services"]
PROMETHEUS = read(DEPLOY / "prometheus" / "prometheus.yaml")


def patched() -> Json:
    """What the component makes of the pods."""
    return read(METRICS / "deployment.yaml")["spec"]["template"]


def variables_of(env: list[Json]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in env}


def test_the_base_serves_none() -> None:
    assert "metrics" not in str(read(BASE / "service.yaml"))
    assert [port["name"] for port in container()["ports"]] == ["http"]
    assert not [each for each in container()["env"] if "METRICS" in each["name"]]
    assert not [name for name in base("ConfigMap")["data"] if "METRICS" in name]


def test_the_component_opens_one_port_for_prometheus() -> None:
    (gateway,) = patched()["spec"]["containers"]
    (port,) = gateway["ports"]
    env = variables_of(gateway["env"])
    assert env.keys() <= SETTINGS
    read_variables(env)
    assert (port["name"], str(port["containerPort"])) == ("metrics", env["GATEWAY_METRICS_PORT"])
    assert patched()["metadata"]["annotations"] == {
        "prometheus.io/scrape": "true",
        "prometheus.io/path": "/metrics",
        "prometheus.io/port": env["GATEWAY_METRICS_PORT"],
    }
    policy = read(METRICS / "network-policy.yaml")["spec"]
    assert policy["podSelector"] == base("NetworkPolicy")["spec"]["podSelector"]
    (ingress,) = policy["ingress"]
    assert [each["port"] for each in ingress["ports"]] == [port["name"]]
    assert [sorted(each) for each in ingress["from"]] == [["namespaceSelector", "podSelector"]]


def test_compose_does_not_publish_the_port_and_prometheus_asks_for_it() -> None:
    gateway = MONITORING["gateway"]
    assert "ports" not in gateway
    assert gateway["environment"].keys() <= SETTINGS
    (job,) = PROMETHEUS["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert found["names"] == ["gateway"]
    assert str(found["port"]) == gateway["environment"]["GATEWAY_METRICS_PORT"]
    assert "metrics_path" not in job  # /metrics is what it asks for anyway
    assert 'job="graphql-gateway"' in (DEPLOY / "prometheus" / "alerts.yaml").read_text()
    assert job["job_name"] == "graphql-gateway"
    (rules,) = PROMETHEUS["rule_files"]
    assert (DEPLOY / "prometheus" / rules).exists()


def test_both_have_few_rights_and_are_reached_from_this_machine_only() -> None:
    for name in ("prometheus", "grafana"):
        service = MONITORING[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        for volume in service["volumes"]:
            source, _, options = volume.partition(":")
            assert (DEPLOY / source).exists()
            assert options.endswith(":ro")


def test_grafana_finds_the_dashboard_where_it_is_told_to_look() -> None:
    folder = DEPLOY / "grafana" / "provisioning"
    (provider,) = read(folder / "dashboards" / "files.yaml")["providers"]
    (source,) = read(folder / "datasources" / "prometheus.yaml")["datasources"]
    assert any(provider["options"]["path"] in volume for volume in MONITORING["grafana"]["volumes"])
    assert source["url"] == "http://prometheus:9090"
