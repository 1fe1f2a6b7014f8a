"""The component for servers that get their tokens from the gateway."""

from pathlib import Path

from gateway.settings.variables import Variables, variable_name
from tests.deploy.manifests import DEPLOY, base, container, pod, read

COMPONENT = DEPLOY / "kubernetes" / "api-clients"


def test_it_patches_the_gateway_and_nothing_else() -> None:
    listed = read(COMPONENT / "kustomization.yaml")
    assert [each["path"] for each in listed["patches"]] == ["deployment.yaml"]
    assert {path.name for path in COMPONENT.iterdir()} == {"kustomization.yaml", "deployment.yaml"}
    patch = read(COMPONENT / "deployment.yaml")
    assert patch["metadata"]["name"] == base("Deployment")["metadata"]["name"]
    (patched,) = patch["spec"]["template"]["spec"]["containers"]
    assert patched["name"] == container()["name"]


def test_its_files_lie_in_a_secret_that_is_mounted_read_only() -> None:
    spec = read(COMPONENT / "deployment.yaml")["spec"]["template"]["spec"]
    ((patched,), (volume,)) = spec["containers"], spec["volumes"]
    (mount,) = patched["volumeMounts"]
    assert (mount["name"], mount["readOnly"]) == (volume["name"], True)
    assert volume["name"] not in {each["name"] for each in pod()["volumes"]}
    assert mount["mountPath"] not in {each["mountPath"] for each in container()["volumeMounts"]}
    assert volume["secret"].keys() == {"secretName", "defaultMode"}
    files = {each["name"]: Path(each["value"]) for each in patched["env"]}
    assert files.keys() == {"GATEWAY_API_CLIENTS_FILE", "GATEWAY_API_TOKEN_KEY_FILE"}
    assert files.keys() <= {variable_name(field) for field in Variables.model_fields}
    assert {path.parent for path in files.values()} == {Path(mount["mountPath"])}
