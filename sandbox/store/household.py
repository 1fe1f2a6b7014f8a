"""Everything one user owns."""

from dataclasses import dataclass, field

from sandbox.errors import NotFound
from sandbox.models.buildings import Building
from sandbox.models.enums import SmartChargingMode
from sandbox.store.contract_record import ContractRecord
from sandbox.store.device_record import DeviceRecord

HEAT_PUMPS = "heat-pumps"
VEHICLES = "electric-vehicles"
INVERTERS = "inverters"
WALLBOXES = "wallboxes"


def _no_devices() -> dict[str, dict[str, DeviceRecord]]:
    return {HEAT_PUMPS: {}, VEHICLES: {}, INVERTERS: {}, WALLBOXES: {}}


@dataclass(slots=True)
class ChargingSettings:
    """Steering settings shared by the charging devices of a user; thresholds in watts."""

    mode: SmartChargingMode | None = None
    min_export_to_start_w: int | None = None
    max_import_before_stopping_w: int | None = None


@dataclass(slots=True)
class Household:
    """Buildings, contracts and devices by id; devices by kind, kinds named as in the path."""

    buildings: dict[str, Building] = field(default_factory=dict)
    contracts: dict[str, ContractRecord] = field(default_factory=dict)
    devices: dict[str, dict[str, DeviceRecord]] = field(default_factory=_no_devices)
    charging: ChargingSettings = field(default_factory=ChargingSettings)

    def building(self, building_id: str) -> Building:
        """One building; raises `NotFound`."""
        building = self.buildings.get(building_id)
        if building is None:
            raise NotFound
        return building

    def contract(self, contract_id: str) -> ContractRecord:
        """One contract; raises `NotFound`."""
        contract = self.contracts.get(contract_id)
        if contract is None:
            raise NotFound
        return contract

    def device(self, kind: str, device_id: str, *, include_deleted: bool = False) -> DeviceRecord:
        """One device; raises `NotFound`, for a soft-deleted one unless `include_deleted`."""
        record = self.devices[kind].get(device_id)
        if record is None or (record.is_deleted and not include_deleted):
            raise NotFound
        return record

    def present(self, kind: str) -> list[DeviceRecord]:
        """The devices of a kind that are not deleted, oldest first."""
        return [record for record in self.devices[kind].values() if not record.is_deleted]
