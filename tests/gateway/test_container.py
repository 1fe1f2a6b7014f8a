"""What the Dockerfile promises, read from its text: there is no engine in every test run."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage as (name, rest), comments and line breaks taken out."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    lines = (line.strip() for line in text.splitlines())
    instructions = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    found: list[list[tuple[str, str]]] = []
    for name, rest in instructions:
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


PAGE, BUILDER, FINAL = stages()


def only(stage: list[tuple[str, str]], name: str) -> str:
    (rest,) = [rest for instruction, rest in stage if instruction == name]
    return rest


def test_both_stages_are_the_same_slim_python() -> None:
    assert (only(BUILDER, "FROM"), only(FINAL, "FROM")) == (
        "python:3.12-slim AS builder",
        "python:3.12-slim",
    )


def test_the_page_is_built_from_its_lock_file() -> None:
    assert only(PAGE, "FROM") == "node:22-slim AS page"
    assert [rest for name, rest in PAGE if name == "RUN"] == ["npm ci --no-audit --no-fund", "npm run build"]
    assert ("COPY", "--from=page /ide/dist/ gateway/graphiql/static/") in BUILDER


def test_the_final_stage_takes_only_the_environment_and_removes_pip() -> None:
    assert only(FINAL, "COPY") == "--from=builder /opt/gateway /opt/gateway"
    assert only(FINAL, "RUN").startswith("python -m pip uninstall --yes")
    assert "install " not in only(FINAL, "RUN").replace("uninstall ", "")
    assert "--without-pip /opt/gateway" in next(rest for name, rest in BUILDER if name == "RUN")


def test_everything_is_installed_by_hash_or_without_an_index() -> None:
    installs = [
        step
        for name, rest in BUILDER
        if name == "RUN"
        for step in rest.split(" && ")
        if re.search(r"\bpip\b.*\b(install|wheel)\b", step)
    ]
    assert len(installs) == 4
    assert all("--require-hashes" in step or "--no-index" in step for step in installs)


def test_it_runs_without_rights_and_says_when_it_is_well() -> None:
    assert only(FINAL, "USER") == "10001:10001"
    assert only(FINAL, "EXPOSE") == "8000"
    assert json.loads(only(FINAL, "ENTRYPOINT")) == ["gateway"]
    assert json.loads(only(FINAL, "CMD")) == ["serve", "--host", "0.0.0.0"]  # noqa: S104 - in a container
    assert only(FINAL, "HEALTHCHECK").endswith('CMD ["python", "-m", "gateway.health"]')
    names = [name for name, _ in FINAL]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name in {"RUN", "COPY"})


def test_the_one_place_it_writes_to_is_a_volume_of_its_own_user() -> None:
    assert only(FINAL, "VOLUME") == "/var/lib/gateway"
    assert "GATEWAY_WRITE_JOURNAL=/var/lib/gateway/writes.sqlite3" in only(FINAL, "ENV")
    made = "mkdir -m 0700 /var/lib/gateway && chown 10001:10001 /var/lib/gateway"
    assert only(FINAL, "RUN").endswith(made)


@pytest.mark.parametrize("file", ["Dockerfile", ".dockerignore"])
def test_every_package_of_the_wheel_reaches_the_builder(file: str) -> None:
    text = (ROOT / "pyproject.toml").read_text()
    match = re.search(r"packages = \[(.*?)\]", text, re.DOTALL)
    assert match is not None
    packages = set(re.findall(r'"(\w+)"', match[1]))
    copied = {
        "Dockerfile": {
            rest.split("/")[0]
            for name, rest in BUILDER
            if name == "COPY" and "/ " in rest and "--from" not in rest
        },
        ".dockerignore": set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
        - {"LICENSE", "ide"},
    }
    assert copied[file] == packages
