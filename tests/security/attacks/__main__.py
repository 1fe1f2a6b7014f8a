"""``python -m tests.security.attacks``: every attack, what it costs, and what others notice of it.

Each attack may take 250 ms of the gateway's CPU time, and another client's tiny query must be answered
within 100 ms all the while. Both are measured from outside; the time for which the machine is busy with
other programs does not count.
"""

import argparse
import asyncio
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

from tests.security.attacks.all_attacks import ATTACKS
from tests.security.attacks.attack import VIEWER, Attack, Target
from tests.security.attacks.connections import DEADLINES
from tests.served_gateway import HOME, ServedGateway, served, starved_seconds

_CPU_SECONDS = 0.25
_BYSTANDER_SECONDS = 0.1
_PAUSE_SECONDS = 0.01


class Bystander(threading.Thread):
    """Another client, who asks something tiny over and over, until it is told to stop."""

    def __init__(self, gateway: ServedGateway) -> None:
        super().__init__(name="bystander", daemon=True)
        self._gateway = gateway
        self._stopped = threading.Event()
        self.seconds: list[float] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        """Ask until told to stop."""
        staff = self._gateway.sandbox.users(HOME.organization_id)[1]["id"]
        headers = {"authorization": f"Bearer {self._gateway.token('staff', staff)}"}
        url = f"http://127.0.0.1:{self._gateway.port}/graphql"
        with httpx.Client(headers=headers, timeout=30) as client:
            while not self._stopped.wait(_PAUSE_SECONDS):
                starved, started = self._starved(), time.perf_counter()
                response = client.post(url, json={"query": VIEWER})
                waited = time.perf_counter() - started
                # What other programs take of the machine is not the gateway's doing.
                self.seconds.append(max(0.0, waited - (self._starved() - starved)))
                if response.json() != {"data": {"viewer": {"role": "STAFF"}}}:
                    self.wrong.append(response.text)

    def _starved(self) -> float:
        return self._gateway.starved_seconds() + starved_seconds()

    def stop(self) -> float:
        """End it; gives the longest that an answer took."""
        self._stopped.set()
        self.join()
        assert not self.wrong, self.wrong[0]
        return max(self.seconds)


async def _do_nothing(_target: Target) -> None:
    await asyncio.sleep(2)


async def _run(gateway: ServedGateway, attack: Attack) -> None:
    address = f"http://127.0.0.1:{gateway.port}"
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        await attack.run(Target(gateway, client))


def _measure(gateway: ServedGateway, attack: Attack) -> tuple[float, float]:
    """The CPU seconds of an attack without a bystander, and the bystander's longest wait beside it."""
    before = gateway.cpu_seconds()
    asyncio.run(_run(gateway, attack))
    cpu = gateway.cpu_seconds() - before
    bystander = Bystander(gateway)
    bystander.start()
    time.sleep(10 * _PAUSE_SECONDS)
    asyncio.run(_run(gateway, attack))
    time.sleep(10 * _PAUSE_SECONDS)
    return cpu, bystander.stop()


def main() -> None:
    """Run them all, and print what each took."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.attacks", description=__doc__)
    parser.add_argument("--only", default="", help="a part of the names to run")
    arguments = parser.parse_args()
    missed = []
    with tempfile.TemporaryDirectory() as directory, served(Path(directory), **DEADLINES) as gateway:
        _measure(gateway, ATTACKS[0])  # what is done once only
        _, quiet = _measure(gateway, Attack("nothing", "", _do_nothing))
        print(f"without an attack others wait {quiet * 1000:.0f} ms at most")
        for attack in (each for each in ATTACKS if arguments.only in each.name):
            cpu, waited = _measure(gateway, attack)
            is_kept = cpu <= _CPU_SECONDS and waited <= _BYSTANDER_SECONDS
            missed += [] if is_kept else [attack.name]
            note = "" if is_kept else "  <-- too much"
            print(f"{attack.name:36} {cpu * 1000:5.0f} ms CPU, others wait {waited * 1000:5.0f} ms{note}")
    print(f"cost too much: {', '.join(missed)}" if missed else "all within their bounds")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
