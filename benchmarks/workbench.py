"""What all measurements share: recorded data, the upstream that serves it, and credentials."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.credentials import Credentials
from benchmarks.gateways import gateway
from benchmarks.peers.starting import Keep, Peer, peer
from benchmarks.processes import OTHER_CORE, PlainUpstream, Server, plain_upstream
from benchmarks.recording import Recording, record, write


class Workbench(NamedTuple):
    """The upstream is running, on the core where the load is made."""

    directory: Path
    recording: Recording
    upstream: PlainUpstream
    credentials: Credentials

    @property
    def homes(self) -> tuple[str, ...]:
        """The users, among the first fifty, who have a building, and devices of at least two kinds."""
        bodies = self.recording.bodies
        kinds = ("heat-pumps", "electric-vehicles", "inverters", "wallboxes")
        return tuple(
            user_id
            for user_id in self.recording.user_ids[:50]
            if len(bodies[f"users/{user_id}/buildings"]) > 2
            and sum(len(bodies[f"users/{user_id}/{kind}"]) > 2 for kind in kinds) > 1
        )

    def gateway(
        self, organizations: Sequence[str], name: str = "gateway", **variables: str
    ) -> AbstractContextManager[Server]:
        """A gateway for those organizations."""
        return gateway(name, self.directory, self.upstream, self.credentials, organizations, **variables)

    def peer(
        self, which: Peer, keep: Keep, organizations: Sequence[str], connections: int = 50
    ) -> AbstractContextManager[Server]:
        """A peer for the same."""
        return peer(
            which,
            keep,
            self.directory,
            self.upstream,
            self.credentials,
            organizations,
            connections=connections,
        )


@contextmanager
def workbench(users: int) -> Iterator[Workbench]:
    """Record so many users and serve them until the block ends; as long, this process keeps to its core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {OTHER_CORE})
    try:
        with _serving(users) as bench:
            yield bench
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def _serving(users: int) -> Iterator[Workbench]:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        recording = record(users)
        write(recording, directory / "recording")
        with plain_upstream(directory / "recording") as upstream:
            yield Workbench(directory, recording, upstream, Credentials())
