"""A device as stored: its settings, its physical nature and the commands it was given."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.models.devices import Device
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

    @property
    def is_deleted(self) -> bool:
        """Whether the device was soft-deleted."""
        return self.row.deleted_at is not None
