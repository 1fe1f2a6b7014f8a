"""What every field that loads something costs, by schema coordinate, and how long lists are.

The Partner API lists everything per user, so nearly everything is loaded once for each user, however
many fields ask for it. A row that is missing here, or is about no such field, stops the start. Sizes
of lists that have no page are the most that a home is reckoned with; more than that is charged when
it has been read.
"""

from collections.abc import Mapping

from execution.guard import Items, Load, Page, Per, Weight
from execution.guard.weights import FREE, Choice, Reach
from resolvers.fleet import MORE_OWNERS, OWNERS_A_DEVICE
from resolvers.node import MAXIMUM_IDS
from resolvers.pagination import DEFAULT_PAGE, MAXIMUM_PAGE

_KINDS = ("HEAT_PUMP", "ELECTRIC_VEHICLE", "SOLAR_INVERTER", "WALLBOX", "OTHER")

_PAGE = Page(DEFAULT_PAGE, MAXIMUM_PAGE)
_PAGE_OF_USERS = Page(DEFAULT_PAGE, MAXIMUM_PAGE, of_owners=True)

_ONE_OWNER = Items(1)
_FEW = Items(3)
_OF_A_KIND = Items(2)
_DEVICES = Items(8)
_MOST_DEVICES = 20
_PERIODS = Items(100)
_DAY = Items(96)

_USER = Load("user")
_BUILDINGS = Load("buildings")
_CONTRACTS = Load("energy contracts")


def _each_device(name: str, calls: int = 1) -> Load:
    """One call for each device, whatever asks for it."""
    return Load(name, Per.OBJECT, calls, most=_MOST_DEVICES)


def _question(name: str, most: int = 0) -> Load:
    """One call for each object and field: other arguments are another question."""
    return Load(name, Per.QUESTION, most=most)


_FIGURES = Weight(loads=(_question("figures", _MOST_DEVICES),), items=_PERIODS)
_SERIES = Weight(loads=(_question("time series", _MOST_DEVICES),), items=_PAGE)
_PAGED = Weight(is_paged=True)
_LOOK_UP = Weight(loads=(Load("look-up"),), owners=_ONE_OWNER)
_NODES = Items(MAXIMUM_IDS, argument="ids")
_ENTITIES = Items(MAXIMUM_IDS, argument="representations")
_COMPUTED = FREE

WRITE = 10
"""What a mutation costs: it reads before it writes, and nobody shares its calls."""

MUTATIONS = (
    "userCreate", "userUpdate", "userRoleUpdate", "userDelete",
    "buildingCreate", "buildingUpdate", "buildingDelete",
    "energyContractCreate", "energyContractUpdate", "energyContractDelete",
    "heatPumpCreate", "heatPumpUpdate", "electricVehicleCreate", "electricVehicleUpdate",
    "solarInverterCreate", "solarInverterUpdate", "wallboxCreate", "wallboxUpdate",
    "deviceOptimizationPause", "deviceOptimizationResume", "deviceMove", "deviceDelete",
    "electricVehicleBoostStart", "electricVehicleBoostCancel", "wallboxBoostStart", "wallboxBoostCancel",
    "chargePolicyUpdate", "chargingConfigurationUpdate",
    "onboardingSessionCreate", "deviceReauthenticate", "pendingActionStart", "pendingActionReport",
    "dayAheadPricesUpload", "dayAheadPricesReplace", "loadCurveAccept", "loadCurveDecline",
)  # fmt: skip

_CONNECTIONS = (
    "UserConnection", "DeviceConnection", "ChargingSessionConnection", "DayAheadPriceConnection",
    "EnergyPriceConnection", "HeatPumpDataPointConnection", "ElectricVehicleDataPointConnection",
    "SolarInverterDataPointConnection",
)  # fmt: skip


def cost_table(*, other_collections: int = 0, federation: bool = False) -> Mapping[str, Weight]:
    """The table in force.

    Args:
        other_collections: How many lists there are of devices of other kinds.
        federation: Whether the schema is a subgraph.

    """
    table = {
        **_entry_points(),
        **_of_homes(other_collections),
        **_of_devices(other_collections),
        **{f"{name}.{list_}": _PAGED for name in _CONNECTIONS for list_ in ("edges", "nodes")},
        **_mutations(),
    }
    if federation:
        table |= {
            "Query._entities": Weight(loads=(Load("look-up"),), items=_ENTITIES, owners=_ENTITIES),
            "Query._service": _COMPUTED,
            "_Service.sdl": _COMPUTED,
        }
    return table


def _kinds(other_collections: int, *, of_parent: bool = False) -> Choice:
    calls = {**dict.fromkeys(_KINDS, 1), "OTHER": other_collections}
    return Choice(argument="kinds", calls=calls, of_parent=of_parent)


def _of_kind(kind: str, calls: int = 1) -> Load:
    """The list of one kind, under the name that a choice of kinds gives it."""
    return Load(f"devices:{kind}", calls=calls)


def _entry_points() -> dict[str, Weight]:
    following = Weight(loads=(Load("followed list"),), owners=_ONE_OWNER)
    return {
        "Query.viewer": _COMPUTED,
        "Query.organization": _COMPUTED,
        "Query.user": Weight(loads=(_USER,), owners=_ONE_OWNER),
        "Query.building": Weight(loads=(_BUILDINGS,), owners=_ONE_OWNER),
        "Query.energyContract": Weight(loads=(_CONTRACTS,), owners=_ONE_OWNER),
        "Query.device": _LOOK_UP,
        "Query.onboardingSession": _LOOK_UP,
        "Query.node": _LOOK_UP,
        "Query.nodes": Weight(loads=(Load("look-up"),), items=_NODES, owners=_NODES),
        "Subscription.deviceUpdated": following,
        "Subscription.userDevicesUpdated": Weight(
            loads=(Load("followed list", calls=len(_KINDS)),), owners=_ONE_OWNER
        ),
        "Subscription.chargingSessionUpdated": following,
        "DevicesUpdate.changed": Weight(items=_DEVICES),
        "Viewer.organization": _COMPUTED,
        "Viewer.user": Weight(loads=(_USER,), owners=_ONE_OWNER),
        "Viewer.permissions": Weight(items=Items(28)),
        "OnboardingSession.user": Weight(loads=(_USER,)),
    }


def _of_homes(other_collections: int) -> dict[str, Weight]:
    devices = Load("devices", choice=_kinds(other_collections))
    everything = tuple(_of_kind(kind, other_collections if kind == "OTHER" else 1) for kind in _KINDS)
    lists = {
        "devices": Weight(loads=(devices,), items=_DEVICES),
        "heatPumps": Weight(loads=(_of_kind("HEAT_PUMP"),), items=_OF_A_KIND),
        "electricVehicles": Weight(loads=(_of_kind("ELECTRIC_VEHICLE"),), items=_OF_A_KIND),
        "solarInverters": Weight(loads=(_of_kind("SOLAR_INVERTER"),), items=_OF_A_KIND),
        "wallboxes": Weight(loads=(_of_kind("WALLBOX"),), items=_OF_A_KIND),
        "energyContracts": Weight(loads=(_CONTRACTS,), items=_FEW),
        "viewerCan": _COMPUTED,
    }
    everybodys = Load("devices", Per.EVERYBODY, choice=_kinds(other_collections, of_parent=True))
    organization = Weight(loads=(_question("organization"),))
    return {
        **{f"{owner}.{name}": weight for owner in ("User", "Building") for name, weight in lists.items()},
        "User.buildings": Weight(loads=(_BUILDINGS,), items=_FEW),
        "User.chargingConfiguration": Weight(loads=(Load("charging configuration"),)),
        "User.viewerCanCreate": _COMPUTED,
        "Building.owner": Weight(loads=(_USER,)),
        "EnergyContract.owner": Weight(loads=(_USER,)),
        "EnergyContract.building": Weight(loads=(_BUILDINGS,)),
        "EnergyContract.prices": Weight(items=_PAGE),
        "EnergyContract.viewerCan": _COMPUTED,
        "ChargingConfiguration.devices": Weight(items=_DEVICES),
        "ChargingConfiguration.modes": Weight(items=_FEW),
        "ChargingDevice.device": Weight(loads=everything),
        "OnboardingSession.device": Weight(loads=everything),
        "Organization.users": Weight(
            loads=(_question("users"),),
            items=_PAGE_OF_USERS,
            owners=_PAGE_OF_USERS,
            knows=frozenset({_USER.name}),
            unless="includeDeleted",
        ),
        "Organization.devices": Weight(
            loads=(_question("users"), devices),
            items=_PAGE,
            owners=Reach(_PAGE, OWNERS_A_DEVICE, MORE_OWNERS),
            knows=frozenset({_USER.name}),
        ),
        "DeviceConnection.totalCount": Weight(loads=(everybodys,)),
        "DeviceConnection.unavailableOwners": Weight(items=_FEW),
        "Organization.savings": organization,
        "Organization.dayAheadPrices": Weight(loads=(_question("organization"),), items=_PAGE),
        "Organization.loadCurve": organization,
        "Organization.viewerCanCreate": _COMPUTED,
        "LoadCurve.optimized": Weight(items=_DAY),
        "LoadCurve.unoptimized": Weight(items=_DAY),
    }


def _of_devices(other_collections: int) -> dict[str, Weight]:
    table: dict[str, Weight] = {}
    for name in ("HeatPump", "ElectricVehicle", "SolarInverter", "Wallbox", "OtherDevice"):
        calls = other_collections if name == "OtherDevice" else 1
        table |= {
            f"{name}.owner": Weight(loads=(_USER,)),
            f"{name}.building": Weight(loads=(_BUILDINGS,)),
            f"{name}.actions": Weight(loads=(_each_device("pending actions", calls),), items=_FEW),
            f"{name}.viewerCan": _COMPUTED,
        }
    for name in ("HeatPump", "ElectricVehicle", "SolarInverter"):
        table |= {f"{name}.savings": _FIGURES, f"{name}.data": _SERIES}
    return table | {
        "HeatPump.statistics": _FIGURES,
        "HeatPump.schedule": _FIGURES,
        "SolarInverter.schedule": _FIGURES,
        "ElectricVehicle.chargePolicy": Weight(loads=(_each_device("charge policy"),)),
        "ElectricVehicle.currentChargingSession": Weight(loads=(_each_device("charging session"),)),
        "ElectricVehicle.chargingSessions": _SERIES,
    }


def _mutations() -> dict[str, Weight]:
    write = Weight(loads=(Load("write", calls=WRITE),), owners=_ONE_OWNER)
    return {
        **{f"Mutation.{name}": write for name in MUTATIONS},
        **{f"{name[0].upper()}{name[1:]}Payload.userErrors": Weight(items=_FEW) for name in MUTATIONS},
    }
