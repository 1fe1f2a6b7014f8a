"""The files of deploy/, read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BASE = DEPLOY / "kubernetes" / "base"
REDIS = DEPLOY / "kubernetes" / "redis"
METRICS = DEPLOY / "kubernetes" / "metrics"

Json = Any


def read(path: Path) -> Json:
    """The one document of a file."""
    return yaml.safe_load(path.read_text())


def objects(folder: Path) -> Iterator[tuple[str, Json]]:
    """What a kustomization lists, by file name."""
    for name in read(folder / "kustomization.yaml")["resources"]:
        yield name, read(folder / name)


def base(kind: str) -> Json:
    """The one object of a kind."""
    (found,) = [each for _, each in objects(BASE) if each["kind"] == kind]
    return found


def pod() -> Json:
    """The pod's specification."""
    return base("Deployment")["spec"]["template"]["spec"]


def container() -> Json:
    """The gateway's container."""
    (only,) = pod()["containers"]
    return only
