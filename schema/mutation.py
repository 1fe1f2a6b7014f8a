"""What can be changed."""

import strawberry

from schema.declaring import mutation
from schema.mutations import (
    boosts,
    buildings,
    charging,
    connecting,
    devices,
    electric_vehicles,
    energy_contracts,
    heat_pumps,
    solar_inverters,
    trading,
    users,
    wallboxes,
)


@strawberry.type(
    description=(
        "What can be changed. Mutations of one document run one after the other. Each answers with the "
        "fresh object; what is wrong with the input comes as `userErrors`, all of it at once, and then "
        "nothing was changed. With an `Idempotency-Key` header a request can be repeated: whatever was "
        "carried out is not carried out again."
    )
)
class Mutation:
    """The entry points for writing."""

    user_create: users.UserCreatePayload | None = mutation(
        users.user_create,
        "Adds a user to the organization. Staff and administrators are invited by e-mail.",
    )
    user_update: users.UserUpdatePayload | None = mutation(
        users.user_update,
        "Changes a user, but not the role.",
    )
    user_role_update: users.UserRoleUpdatePayload | None = mutation(
        users.user_role_update,
        "Gives a user another role. Nobody can change their own.",
    )
    user_delete: users.UserDeletePayload | None = mutation(
        users.user_delete,
        "Removes a user, who loses access at once. The organization keeps at least one administrator.",
    )
    building_create: buildings.BuildingCreatePayload | None = mutation(
        buildings.building_create,
        "Adds a building to a user.",
    )
    building_update: buildings.BuildingUpdatePayload | None = mutation(
        buildings.building_update,
        "Changes a building.",
    )
    building_delete: buildings.BuildingDeletePayload | None = mutation(
        buildings.building_delete,
        "Removes a building.",
    )
    energy_contract_create: energy_contracts.EnergyContractCreatePayload | None = mutation(
        energy_contracts.energy_contract_create,
        "Adds an energy contract to a user.",
    )
    energy_contract_update: energy_contracts.EnergyContractUpdatePayload | None = mutation(
        energy_contracts.energy_contract_update,
        "Changes an energy contract.",
    )
    energy_contract_delete: energy_contracts.EnergyContractDeletePayload | None = mutation(
        energy_contracts.energy_contract_delete,
        "Removes an energy contract.",
    )
    heat_pump_create: heat_pumps.HeatPumpCreatePayload | None = mutation(
        heat_pumps.heat_pump_create,
        "Registers a heat pump of a user.",
    )
    heat_pump_update: heat_pumps.HeatPumpUpdatePayload | None = mutation(
        heat_pumps.heat_pump_update,
        "Changes a heat pump.",
    )
    electric_vehicle_create: electric_vehicles.ElectricVehicleCreatePayload | None = mutation(
        electric_vehicles.electric_vehicle_create,
        "Registers an electric vehicle of a user.",
    )
    electric_vehicle_update: electric_vehicles.ElectricVehicleUpdatePayload | None = mutation(
        electric_vehicles.electric_vehicle_update,
        "Changes an electric vehicle.",
    )
    solar_inverter_create: solar_inverters.SolarInverterCreatePayload | None = mutation(
        solar_inverters.solar_inverter_create,
        "Registers a solar inverter of a user.",
    )
    solar_inverter_update: solar_inverters.SolarInverterUpdatePayload | None = mutation(
        solar_inverters.solar_inverter_update,
        "Changes a solar inverter.",
    )
    wallbox_create: wallboxes.WallboxCreatePayload | None = mutation(
        wallboxes.wallbox_create,
        "Registers a wallbox of a user.",
    )
    wallbox_update: wallboxes.WallboxUpdatePayload | None = mutation(
        wallboxes.wallbox_update,
        "Changes a wallbox.",
    )
    device_optimization_pause: devices.DeviceOptimizationPausePayload | None = mutation(
        devices.device_optimization_pause,
        "Stops optimizing a device, until it is resumed.",
    )
    device_optimization_resume: devices.DeviceOptimizationResumePayload | None = mutation(
        devices.device_optimization_resume,
        "Optimizes a device again.",
    )
    device_move: devices.DeviceMovePayload | None = mutation(
        devices.device_move,
        "Moves a device to another building of its owner, or out of all of them.",
    )
    device_delete: devices.DeviceDeletePayload | None = mutation(
        devices.device_delete,
        "Removes a device.",
    )
    electric_vehicle_boost_start: boosts.ElectricVehicleBoostStartPayload | None = mutation(
        boosts.electric_vehicle_boost_start,
        "Charges a vehicle at once; if it is not plugged in, as soon as it is.",
    )
    electric_vehicle_boost_cancel: boosts.ElectricVehicleBoostCancelPayload | None = mutation(
        boosts.electric_vehicle_boost_cancel,
        "Does not charge a vehicle at once next time. A boost under way goes on until it is unplugged.",
    )
    wallbox_boost_start: boosts.WallboxBoostStartPayload | None = mutation(
        boosts.wallbox_boost_start,
        "Charges at a wallbox at once; if nothing is plugged in, as soon as it is.",
    )
    wallbox_boost_cancel: boosts.WallboxBoostCancelPayload | None = mutation(
        boosts.wallbox_boost_cancel,
        "Ends a boost at a wallbox, and does not charge at once next time.",
    )
    charge_policy_update: charging.ChargePolicyUpdatePayload | None = mutation(
        charging.charge_policy_update,
        "Sets days of a vehicle's weekly charge policy.",
    )
    charging_configuration_update: charging.ChargingConfigurationUpdatePayload | None = mutation(
        charging.charging_configuration_update,
        "Sets what all charging devices of a user share: for all of them, or not at all.",
    )
    onboarding_session_create: connecting.OnboardingSessionCreatePayload | None = mutation(
        connecting.onboarding_session_create,
        "Invites a user to connect a device.",
    )
    device_reauthenticate: connecting.DeviceReauthenticatePayload | None = mutation(
        connecting.device_reauthenticate,
        "Lets the owner of a device log in again at its manufacturer's.",
    )
    pending_action_start: connecting.PendingActionStartPayload | None = mutation(
        connecting.pending_action_start,
        "Starts something that a device asks its owner to do (`Device.actions`).",
    )
    pending_action_report: connecting.PendingActionReportPayload | None = mutation(
        connecting.pending_action_report,
        "Reports how an action that was started has ended.",
    )
    day_ahead_prices_upload: trading.DayAheadPricesUploadPayload | None = mutation(
        trading.day_ahead_prices_upload,
        "Hands in day-ahead prices of coming days.",
    )
    day_ahead_prices_replace: trading.DayAheadPricesReplacePayload | None = mutation(
        trading.day_ahead_prices_replace,
        "Replaces day-ahead prices that were handed in before.",
    )
    load_curve_accept: trading.LoadCurveAcceptPayload | None = mutation(
        trading.load_curve_accept,
        "Accepts a load curve.",
    )
    load_curve_decline: trading.LoadCurveDeclinePayload | None = mutation(
        trading.load_curve_decline,
        "Declines a load curve.",
    )
