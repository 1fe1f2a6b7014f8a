"""The closed sets of the domain, each value with its sentence."""

from domain.building import PropertyType
from domain.changes.cue import CueOutcome
from domain.changes.trading import UploadState
from domain.charging_config import ChargingModeObstacle, SmartChargingMode
from domain.charging_session import SessionOutcome
from domain.device import BoostState, DeviceKind, HealthStatus, PriceZone
from domain.energy_contract import EnergyContractType
from domain.heat_pump import OptimizationLevel
from domain.onboarding_session import OnboardingLanguage
from domain.roles import Role
from domain.statistics import StatisticsKeyword, StatisticsResolution
from domain.time_series import DataResolution
from domain.trading import LoadCurveResolution
from domain.wallbox import WallboxConnection, WallboxMode
from permissions import Action, Resource, Scope
from resolvers.users import UserOrderField
from schema.declaring import describe_enum
from schema.ordering import OrderDirection

_NEWER = "A value that this version of the gateway does not know yet."

describe_enum(
    Role,
    "The access level of a member of an organization.",
    {
        "ADMINISTRATOR": "May see and change everything in the organization, its staff included.",
        "STAFF": "May see everybody, and manage end users with their homes and devices.",
        "USER": "An end user: sees and edits what is their own.",
        "OTHER": "A role that this version of the gateway does not know yet; guarded like an administrator.",
    },
)
describe_enum(
    PropertyType,
    "What kind of property a building is.",
    {
        "DETACHED": "A house that stands alone.",
        "SEMI_DETACHED": "One of two houses that share a wall.",
        "BUNGALOW": "A house with one storey.",
        "TERRACED": "A house in a row, with neighbours on both sides.",
        "END_TERRACE": "The first or last house of a row.",
        "FLAT": "A dwelling in a larger building.",
        "OTHER": _NEWER,
    },
)
describe_enum(
    EnergyContractType,
    "How often the price of an energy contract changes.",
    {
        "SPOT_HOURLY": "Every hour, with the spot market.",
        "MONTHLY": "Every month.",
        "YEARLY": "Every year.",
        "OTHER": _NEWER,
    },
)
describe_enum(
    DeviceKind,
    "The kinds of devices.",
    {
        "HEAT_PUMP": "A heat pump.",
        "ELECTRIC_VEHICLE": "An electric vehicle.",
        "SOLAR_INVERTER": "A solar inverter, with the battery behind it if there is one.",
        "WALLBOX": "A charging station on the wall.",
        "OTHER": "A kind that this version of the gateway has no type for.",
    },
)
describe_enum(
    HealthStatus,
    "How well one aspect of a device works.",
    {
        "OK": "It works.",
        "WARNING": "It works, but something needs attention.",
        "ERROR": "It does not work.",
        "UNKNOWN": "Nothing is known about it.",
    },
)
describe_enum(
    BoostState,
    "Where a boost stands: charging at full power at once, whatever the price.",
    {
        "AVAILABLE": "A boost can be started or armed.",
        "REQUESTED": "A boost was asked for and has not begun yet.",
        "ONGOING": "The vehicle is charging at full power.",
        "UNAVAILABLE": "A boost is not possible at the moment.",
        "UNKNOWN": _NEWER,
    },
)
describe_enum(
    OptimizationLevel,
    "How far steering may shift a heat pump away from comfort to save money.",
    {
        "LOW": "Small shifts only.",
        "MID": "A balance of comfort and savings.",
        "MAX": "Savings first.",
        "OTHER": _NEWER,
    },
)
describe_enum(
    WallboxMode,
    "What a wallbox is doing.",
    {
        "READY": "It is free.",
        "PLUGGED_IN": "A vehicle is plugged in and not charging.",
        "CHARGING": "A vehicle is charging.",
        "UNAVAILABLE": "It cannot be used.",
        "UNKNOWN": "Nothing is known about it.",
    },
)
describe_enum(
    WallboxConnection,
    "Whether a wallbox is reachable.",
    {
        "ONLINE": "It is connected.",
        "OFFLINE": "It was connected before and is not now.",
        "NEVER_CONNECTED": "It was never connected.",
        "UNKNOWN": _NEWER,
    },
)

describe_enum(
    SessionOutcome,
    "How a charging session ended.",
    {
        "COMPLETED": "It went as planned.",
        "NOT_AT_HOME": "The vehicle was plugged in somewhere else.",
        "OTHER": _NEWER,
    },
)

describe_enum(
    StatisticsResolution,
    "How long the period is that figures stand for.",
    {
        "DAY": "A day.",
        "WEEK": "A week.",
        "MONTH": "A month.",
        "QUARTER": "Three months.",
        "YEAR": "A year.",
        "OTHER": _NEWER,
    },
)

describe_enum(
    StatisticsKeyword,
    "A group of figures that can be asked for by itself.",
    {"SAVINGS": "What was saved.", "CONSUMPTION": "What was used."},
)
_PERIODS = {
    "FIFTEEN_MINUTES": "A quarter of an hour.",
    "HOUR": "An hour.",
    "DAY": "A day.",
    "WEEK": "A week.",
    "MONTH": "A month.",
}
describe_enum(DataResolution, "How long the period is that a point of a time series stands for.", _PERIODS)
describe_enum(
    LoadCurveResolution, "How long the period is that a point of a load curve stands for.", _PERIODS
)
describe_enum(
    OnboardingLanguage,
    "The language of the pages on which a device is connected.",
    {
        "ENGLISH": "English.",
        "ESTONIAN": "Estonian.",
        "GERMAN": "German.",
        "HUNGARIAN": "Hungarian.",
        "ITALIAN": "Italian.",
        "POLISH": "Polish.",
        "ROMANIAN": "Romanian.",
        "SWEDISH": "Swedish.",
        "OTHER": _NEWER,
    },
)

describe_enum(
    SmartChargingMode,
    "What decides when vehicles are charged.",
    {
        "OFF": "Nothing: they charge when they are plugged in.",
        "SPOT_PRICE": "The price of electricity.",
        "SOLAR_SURPLUS": "What the panels deliver beyond what the household uses.",
        "SOLAR_SURPLUS_AND_SPOT_PRICE": "Solar surplus first, and then the price.",
        "OTHER": _NEWER,
    },
)
describe_enum(
    ChargingModeObstacle,
    "Why a smart charging mode cannot be chosen.",
    {
        "NO_ELECTRIC_VEHICLE": "There is no electric vehicle.",
        "NO_BATTERY_CAPACITY": "The capacity of the vehicle's battery is not known.",
        "NO_ACTUATOR": "There is no device that can be told to charge or to wait.",
        "WALLBOX_NOT_MODULATING": "The wallbox cannot charge with less than its full power.",
        "NO_INVERTER": "There is no solar inverter.",
        "INVERTER_WITHOUT_EXPORT_DATA": "The inverter does not tell what goes to the grid.",
        "OTHER": _NEWER,
    },
)

_ZONES = {
    "AT": "Austria.",
    "AT_HOURLY": "Austria, priced by the hour.",
    "BE": "Belgium.",
    "CH": "Switzerland.",
    "EE": "Estonia.",
    "DE_LU": "Germany and Luxembourg.",
    "HU": "Hungary.",
    "IT_CNOR": "Italy, centre north.",
    "IT_CSUD": "Italy, centre south.",
    "IT_NORD": "Italy, north.",
    "IT_PUN": "Italy, the national single price.",
    "IT_SARD": "Italy, Sardinia.",
    "IT_SICI": "Italy, Sicily.",
    "IT_SUD": "Italy, south.",
    "PT": "Portugal.",
    "RO": "Romania.",
    "SE_1": "Sweden, Luleå.",
    "SE_2": "Sweden, Sundsvall.",
    "SE_3": "Sweden, Stockholm.",
    "SE_4": "Sweden, Malmö.",
    "UK": "United Kingdom.",
    "OTHER": _NEWER,
}
describe_enum(PriceZone, "An electricity price zone.", _ZONES)
describe_enum(
    Resource,
    "What permissions are about.",
    {
        "ADMINISTRATORS": "Members of the organization with the role ADMINISTRATOR.",
        "STAFF": "Members of the organization with the role STAFF.",
        "USERS": "Members of the organization with the role USER.",
        "BUILDINGS": "Buildings.",
        "ENERGY_CONTRACTS": "Energy contracts.",
        "DEVICES": "Devices of all kinds, with what is configured and measured at them.",
        "ORGANIZATION": "Figures and trading of the organization as a whole.",
    },
)
describe_enum(
    Action,
    "What can be done to something.",
    {"CREATE": "Add one.", "READ": "See it.", "UPDATE": "Change it.", "DELETE": "Remove it."},
)
describe_enum(
    Scope,
    "How far a right reaches.",
    {
        "NONE": "Nowhere.",
        "OWN": "To what is the viewer's own.",
        "ALL": "To everything in the organization.",
    },
    name="PermissionScope",
)
describe_enum(
    UserOrderField,
    "What users can be sorted by. Users without a value come last in ascending order; ties break by id.",
    {
        "EMAIL": "The e-mail address.",
        "FIRST_NAME": "The first name.",
        "LAST_NAME": "The last name.",
        "EXTERNAL_ID": "The partner's own key.",
        "TOWN": "The town of the address.",
        "ROLE": "The role.",
    },
)
describe_enum(
    OrderDirection,
    "Which way round.",
    {"ASCENDING": "The smallest first.", "DESCENDING": "The largest first."},
)

describe_enum(
    CueOutcome,
    "How an action that a device asked for has ended.",
    {
        "SUCCESS": "The action was taken.",
        "FAILURE": "It was not, and stays pending.",
    },
    name="PendingActionOutcome",
)

describe_enum(
    UploadState,
    "What became of prices that were handed in.",
    {
        "STORED": "They were taken.",
        "EXISTING": "There are prices of these quarter hours already: they can be replaced.",
        "NOT_EXISTING": "There are none to replace: they can be handed in.",
        "LATE": "Their day has begun already.",
        "EMPTY": "There were no prices among them.",
        "OTHER": "Something that this version of the gateway does not know.",
    },
    name="DayAheadUploadState",
)
