"""A device as stored: its settings, its physical nature and the commands it was given."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.models.devices import Device
from sandbox.models.users import User
from sandbox.state.boosts import BoostCommands


@dataclass(slots=True)
class DeviceRecord:
    """`row` holds identity and settings; its readings are computed when it is read.

    `seed` decides how the device behaves. `weekly_policy` is the stored charge policy of a vehicle.
    """

    row: Device
    seed: int
    boosts: BoostCommands = field(default_factory=BoostCommands)
    weekly_policy: dict[str, Any] | None = None

    shown: tuple[Device, User, datetime, Device] | None = None
    """The device as last read: from which row, for which owner, in which step."""

    @property
    def reports(self) -> bool:
        """Whether the manufacturer sends readings: not without a login, nor before the first report."""
        return self.row.is_authenticated and self.row.connection_status != "unknown"

    @property
    def is_steady(self) -> bool:
        """Whether the readings change only from step to step: no boost was ever asked for."""
        return not self.boosts.boosts and self.boosts.armed_at is None

    @property
    def is_deleted(self) -> bool:
        """Whether the device was soft-deleted."""
        return self.row.deleted_at is not None
