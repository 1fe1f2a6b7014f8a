"""What hangs off an electric vehicle."""

from strawberry import Parent

from domain.charge_policy import ChargePolicy
from domain.charging_session import ChargingSession
from domain.electric_vehicle import ElectricVehicle
from resolvers.context import Info


async def charge_policy(vehicle: Parent[ElectricVehicle], info: Info) -> ChargePolicy:
    """The vehicle's weekly charge policy."""
    key = (info.context.access.require_user(vehicle.owner_id), vehicle.device_id)
    return await info.context.loaders.details.charge_policy_by_vehicle.load(key)


async def current_charging_session(vehicle: Parent[ElectricVehicle], info: Info) -> ChargingSession | None:
    """The session that the vehicle is in."""
    key = (info.context.access.require_user(vehicle.owner_id), vehicle.device_id)
    return await info.context.loaders.details.charging_session_by_vehicle.load(key)
