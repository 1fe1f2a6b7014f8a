"""Every attack of ``python -m tests.security.attacks`` once, for its codes and for what it must not do."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.security.attacks.all_attacks import ATTACKS
from tests.security.attacks.attack import Attack, Target
from tests.security.attacks.connections import DEADLINES
from tests.security.test_security_page import named_in
from tests.served_gateway import ServedGateway, served

DOCUMENT = Path(__file__).parents[2] / "docs" / "security-tests.md"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedGateway]:
    with served(tmp_path_factory.mktemp("attacked"), **DEADLINES) as gateway:
        yield gateway


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack(attack: Attack, attacked: ServedGateway) -> None:
    async def run() -> None:
        address = f"http://127.0.0.1:{attacked.port}"
        async with httpx.AsyncClient(base_url=address, timeout=15) as client:
            await attack.run(Target(attacked, client))

    asyncio.run(run())
    assert attacked.is_alive


def test_every_attack_is_in_the_documentation() -> None:
    text = DOCUMENT.read_text()
    assert [attack.name for attack in ATTACKS if f"`{attack.name}`" not in text] == []


def _rows() -> list[str]:
    lines = DOCUMENT.read_text().partition("## Attacks")[2].splitlines()
    heads = ("| row |", "| advisory |", "| ---")
    return [line for line in lines if line.startswith("|") and not line.startswith(heads)]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.split("|")[1].strip()[:50])
def test_every_row_names_attacks_and_tests_that_exist(row: str) -> None:
    named = re.findall(r"`([^`]+)`", row.split("|")[-2])
    attacks = {attack.name for attack in ATTACKS}
    for name in named:
        path, separator, test = name.partition("::")
        assert test in named_in(path) if separator else name in attacks, name
    assert named


def test_there_are_rows() -> None:
    assert len(_rows()) >= 40
