"""The rule of every type and of every field that loads something, by schema coordinate.

``TYPES`` is about the plain attributes of a row: whoever was handed a row may read its columns,
because rows are only loaded with proof of visibility. ``FIELDS`` is about everything else. A type
or loading field that is missing here, or a line here that is about nothing, stops the start.
"""

from collections.abc import Mapping

from permissions.matrix import Action, Resource
from permissions.rules import Rule, anyone, reads, writes

_PEOPLE = reads(Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS)
_BUILDINGS = reads(Resource.BUILDINGS)
_CONTRACTS = reads(Resource.ENERGY_CONTRACTS)
_DEVICES = reads(Resource.DEVICES)
_PAGE = anyone("part of a page whose rows are narrowed already")
_OWNER = reads(Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS, reason="same owner as the parent")
_HOME = reads(Resource.BUILDINGS, reason="only inside the same owner")
_RIGHTS = anyone("computed from this matrix")

_FIGURES = reads(Resource.ORGANIZATION)

_DEVICE_TYPES = ("HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox", "OtherDevice")

_ANYBODY = (Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS)
_BY_ROLE = "by the role of the user in question"

MUTATIONS: Mapping[str, Rule] = {
    "userCreate": writes(Action.CREATE, *_ANYBODY, reason=_BY_ROLE),
    "userUpdate": writes(Action.UPDATE, *_ANYBODY, reason=f"{_BY_ROLE}; external ids not by end users"),
    "userRoleUpdate": writes(
        Action.DELETE,
        *_ANYBODY,
        reason="takes the right to remove the old role and add the new one; nobody their own, nor the last",
    ),
    "userDelete": writes(Action.DELETE, *_ANYBODY, reason=f"{_BY_ROLE}; not the last administrator"),
    "buildingCreate": writes(Action.CREATE, Resource.BUILDINGS),
    "buildingUpdate": writes(Action.UPDATE, Resource.BUILDINGS),
    "buildingDelete": writes(Action.DELETE, Resource.BUILDINGS),
    "energyContractCreate": writes(Action.CREATE, Resource.ENERGY_CONTRACTS),
    "energyContractUpdate": writes(Action.UPDATE, Resource.ENERGY_CONTRACTS),
    "energyContractDelete": writes(Action.DELETE, Resource.ENERGY_CONTRACTS),
    "heatPumpCreate": writes(Action.CREATE, Resource.DEVICES),
    "heatPumpUpdate": writes(Action.UPDATE, Resource.DEVICES),
    "electricVehicleCreate": writes(Action.CREATE, Resource.DEVICES),
    "electricVehicleUpdate": writes(Action.UPDATE, Resource.DEVICES),
    "solarInverterCreate": writes(Action.CREATE, Resource.DEVICES),
    "solarInverterUpdate": writes(Action.UPDATE, Resource.DEVICES),
    "wallboxCreate": writes(Action.CREATE, Resource.DEVICES),
    "wallboxUpdate": writes(Action.UPDATE, Resource.DEVICES),
    "deviceOptimizationPause": writes(Action.UPDATE, Resource.DEVICES),
    "deviceOptimizationResume": writes(Action.UPDATE, Resource.DEVICES),
    "deviceMove": writes(Action.UPDATE, Resource.DEVICES),
    "deviceDelete": writes(Action.DELETE, Resource.DEVICES),
    "electricVehicleBoostStart": writes(Action.UPDATE, Resource.DEVICES),
    "electricVehicleBoostCancel": writes(Action.UPDATE, Resource.DEVICES),
    "wallboxBoostStart": writes(Action.UPDATE, Resource.DEVICES),
    "wallboxBoostCancel": writes(Action.UPDATE, Resource.DEVICES),
    "chargePolicyUpdate": writes(Action.UPDATE, Resource.DEVICES),
    "chargingConfigurationUpdate": writes(Action.UPDATE, Resource.DEVICES),
    "onboardingSessionCreate": writes(Action.CREATE, Resource.DEVICES),
    "deviceReauthenticate": writes(Action.UPDATE, Resource.DEVICES),
    "pendingActionStart": writes(Action.UPDATE, Resource.DEVICES),
    "pendingActionReport": writes(Action.UPDATE, Resource.DEVICES),
    "dayAheadPricesUpload": writes(Action.CREATE, Resource.ORGANIZATION),
    "dayAheadPricesReplace": writes(Action.UPDATE, Resource.ORGANIZATION),
    "loadCurveAccept": writes(Action.UPDATE, Resource.ORGANIZATION),
    "loadCurveDecline": writes(Action.UPDATE, Resource.ORGANIZATION),
}
"""The rule of every mutation; what it is applied to is checked when it runs."""

_ANSWER = anyone("the answer to a mutation that has a rule of its own")


def _answers() -> dict[str, Rule]:
    stems = [f"{name[0].upper()}{name[1:]}" for name in MUTATIONS]
    return {f"{stem}{part}": _ANSWER for stem in stems for part in ("Payload", "Error")}


TYPES: Mapping[str, Rule] = {
    "Query": anyone("every entry point has a rule of its own"),
    "Mutation": anyone("every mutation has a rule of its own"),
    **_answers(),
    "ReauthenticationSession": _ANSWER,
    "StartedAction": _ANSWER,
    "DayAheadUploadResult": _ANSWER,
    "Subscription": anyone("every stream has a rule of its own, and is checked at every event"),
    "DevicesUpdate": _DEVICES,
    "ChargingSession": _DEVICES,
    "ChargePolicy": _DEVICES,
    "ChargingConfiguration": _DEVICES,
    "ChargingDevice": _DEVICES,
    "ChargingModeAvailability": _DEVICES,
    "ChargingStatus": _DEVICES,
    "ChargePolicyDay": _DEVICES,
    "StatisticsPeriod": _DEVICES,
    "OrganizationSavings": reads(Resource.ORGANIZATION),
    "Viewer": anyone("the viewer's own token"),
    "Permission": _RIGHTS,
    "Organization": anyone("only the viewer's own"),
    "User": _PEOPLE,
    "PostalAddress": anyone("part of a visible user or building"),
    "GeoLocation": _PEOPLE,
    "Building": _BUILDINGS,
    "EnergyContract": _CONTRACTS,
    "EnergyPrice": _CONTRACTS,
    **dict.fromkeys(_DEVICE_TYPES, _DEVICES),
    "DeviceModel": _DEVICES,
    "PendingAction": _DEVICES,
    "PageInfo": _PAGE,
    "UserConnection": _PAGE,
    "UserEdge": _PAGE,
    "DeviceConnection": _PAGE,
    "DeviceEdge": _PAGE,
    "ChargingSessionConnection": _PAGE,
    "ChargingSessionEdge": _PAGE,
    "EnergyPriceConnection": _PAGE,
    "EnergyPriceEdge": _PAGE,
    "ScheduleEntry": _DEVICES,
    "HeatPumpDataPoint": _DEVICES,
    "ElectricVehicleDataPoint": _DEVICES,
    "SolarInverterDataPoint": _DEVICES,
    "HeatPumpDataPointConnection": _PAGE,
    "HeatPumpDataPointEdge": _PAGE,
    "ElectricVehicleDataPointConnection": _PAGE,
    "ElectricVehicleDataPointEdge": _PAGE,
    "SolarInverterDataPointConnection": _PAGE,
    "SolarInverterDataPointEdge": _PAGE,
    "OnboardingSession": _DEVICES,
    "DayAheadPrice": _FIGURES,
    "DayAheadPriceConnection": _FIGURES,
    "DayAheadPriceEdge": _FIGURES,
    "LoadCurve": _FIGURES,
    "LoadCurvePoint": _FIGURES,
}

FIELDS: Mapping[str, Rule] = {
    **{f"Mutation.{name}": rule for name, rule in MUTATIONS.items()},
    "Query.viewer": anyone("the viewer's own token"),
    "Query.organization": anyone("only the viewer's own"),
    "Query.user": reads(
        Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS, reason="null for who is not visible"
    ),
    "Query.building": reads(Resource.BUILDINGS, reason="null unless its owner is visible"),
    "Query.energyContract": reads(Resource.ENERGY_CONTRACTS, reason="null unless its owner is visible"),
    "Query.device": reads(Resource.DEVICES, reason="null unless its owner is visible"),
    "Query.node": anyone("null unless its owner is visible"),
    "Query.nodes": anyone("null unless its owner is visible"),
    "Subscription.deviceUpdated": reads(Resource.DEVICES, reason="null unless its owner is visible"),
    "Subscription.userDevicesUpdated": reads(Resource.DEVICES, reason="null unless the user is visible"),
    "Subscription.chargingSessionUpdated": reads(
        Resource.DEVICES, reason="null unless the vehicle's owner is visible"
    ),
    "Viewer.organization": anyone("only the viewer's own"),
    "Viewer.user": reads(Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS, reason="the viewer's own"),
    "Viewer.permissions": _RIGHTS,
    "Organization.users": reads(
        Resource.ADMINISTRATORS, Resource.STAFF, Resource.USERS, reason="narrowed to who is visible"
    ),
    "Organization.devices": reads(Resource.DEVICES, reason="narrowed to the devices of who is visible"),
    "Organization.savings": reads(Resource.ORGANIZATION),
    "Organization.viewerCanCreate": _RIGHTS,
    "DeviceConnection.totalCount": reads(Resource.DEVICES, reason="counts what is visible"),
    "User.buildings": _BUILDINGS,
    "User.energyContracts": _CONTRACTS,
    "User.devices": _DEVICES,
    "User.heatPumps": _DEVICES,
    "User.electricVehicles": _DEVICES,
    "User.solarInverters": _DEVICES,
    "User.wallboxes": _DEVICES,
    "User.chargingConfiguration": _DEVICES,
    "ChargingDevice.device": _DEVICES,
    "User.viewerCan": _RIGHTS,
    "User.viewerCanCreate": _RIGHTS,
    "Building.owner": _OWNER,
    "Building.energyContracts": _CONTRACTS,
    "Building.devices": _DEVICES,
    "Building.heatPumps": _DEVICES,
    "Building.electricVehicles": _DEVICES,
    "Building.solarInverters": _DEVICES,
    "Building.wallboxes": _DEVICES,
    "Building.viewerCan": _RIGHTS,
    "EnergyContract.prices": _CONTRACTS,
    "EnergyContract.owner": _OWNER,
    "EnergyContract.building": _HOME,
    "EnergyContract.viewerCan": _RIGHTS,
    "ElectricVehicle.chargePolicy": _DEVICES,
    "ElectricVehicle.currentChargingSession": _DEVICES,
    "ElectricVehicle.chargingSessions": _DEVICES,
    "HeatPump.savings": _DEVICES,
    "ElectricVehicle.savings": _DEVICES,
    "SolarInverter.savings": _DEVICES,
    "HeatPump.statistics": _DEVICES,
    "HeatPump.data": _DEVICES,
    "ElectricVehicle.data": _DEVICES,
    "SolarInverter.data": _DEVICES,
    "HeatPump.schedule": _DEVICES,
    "SolarInverter.schedule": _DEVICES,
    "Query.onboardingSession": reads(Resource.DEVICES, reason="null unless its user is visible"),
    "OnboardingSession.user": _OWNER,
    "OnboardingSession.device": reads(Resource.DEVICES, reason="only inside the same user"),
    "Organization.dayAheadPrices": _FIGURES,
    "Organization.loadCurve": _FIGURES,
    **{f"{device}.owner": _OWNER for device in _DEVICE_TYPES},
    **{f"{device}.building": _HOME for device in _DEVICE_TYPES},
    **{f"{device}.actions": _DEVICES for device in _DEVICE_TYPES},
    **{f"{device}.viewerCan": _RIGHTS for device in _DEVICE_TYPES},
}

FEDERATION_TYPES: Mapping[str, Rule] = {"_Service": anyone("the schema's text")}
"""What a subgraph has besides: only when the gateway is one."""

FEDERATION_FIELDS: Mapping[str, Rule] = {
    **{f"Mutation.{name}": rule for name, rule in MUTATIONS.items()},
    "Query._entities": anyone("null unless its owner is visible"),
    "Query._service": anyone("the schema's text"),
    "_Service.sdl": anyone("the schema's text"),
}
