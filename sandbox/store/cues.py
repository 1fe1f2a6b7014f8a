"""Cues of the devices that need their owner."""

import hmac
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from sandbox.clock import step_start
from sandbox.errors import NotFound
from sandbox.store.device_record import DeviceRecord

SECRET_LIFETIME = timedelta(hours=1)
REMEMBERED_CUES = 10_000


@dataclass(slots=True)
class Cue:
    """The pending action of one device; active from `resolve` until success was reported."""

    id: str
    organization_id: str
    device: DeviceRecord
    is_active: bool = False

    @property
    def action_id(self) -> str:
        """The id of the action the cue stands for."""
        return str(uuid5(UUID(self.id), "action"))


class CueBook:
    """Cues that were shown on a device; only those can be resolved, as nobody knows others."""

    def __init__(self, seed: int) -> None:
        self._key = f"sandbox cue key {seed}".encode()
        self._cues: OrderedDict[str, Cue] = OrderedDict()

    def show(self, organization_id: str, device: DeviceRecord, now: datetime) -> tuple[Cue, str]:
        """The cue of a device that needs its owner, and a secret valid for one hour."""
        cue_id = str(uuid5(UUID(device.row.id), "cue"))
        cue = self._cues.setdefault(cue_id, Cue(cue_id, organization_id, device))
        while len(self._cues) > REMEMBERED_CUES:
            self._cues.popitem(last=False)
        return cue, self._secret(cue_id, int((step_start(now) + SECRET_LIFETIME).timestamp()))

    def open(self, cue_id: str, secret: str, now: datetime) -> Cue:
        """The cue a secret opens; raises `NotFound` for a wrong or expired one."""
        cue = self._cues.get(cue_id)
        expiry, _, _ = secret.partition(".")
        is_fresh = (
            expiry.isascii() and expiry.isdigit() and len(expiry) < 12 and int(expiry) > now.timestamp()
        )
        if cue is None or not is_fresh or not cue.device.row.action_needed:
            raise NotFound
        expected = self._secret(cue_id, int(expiry))
        if not hmac.compare_digest(expected.encode(), secret.encode()):
            raise NotFound
        return cue

    def _secret(self, cue_id: str, expiry: int) -> str:
        signature = hmac.new(self._key, f"{cue_id}/{expiry}".encode(), sha256).hexdigest()[:32]
        return f"{expiry}.{signature}"
