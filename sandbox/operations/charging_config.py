"""The charging configuration all charging devices of a user share."""

from typing import get_args

from sandbox.clock import step_start, to_wire
from sandbox.errors import Unprocessable
from sandbox.models.charging import (
    AvailableMode,
    ChargingConfig,
    ChargingConfigUpdate,
    ChargingDevice,
    ChargingStatus,
    ChargingThresholds,
)
from sandbox.models.enums import ModeUnavailableReason, SmartChargingMode
from sandbox.models.inverters import SolarInverter
from sandbox.operation import Call, Operation
from sandbox.operations.users import USER
from sandbox.state.vehicle import charge_state, cycle_of
from sandbox.state.weather import sunshine_hours
from sandbox.store.household import INVERTERS, VEHICLES, WALLBOXES, Household
from sandbox.validation.problems import Problem, broken_field_rule

TAG = "User Charging Config"
MIN_BAND_W = 500
"""The least distance between the start and the stop threshold: below it charging would flap."""


def get_config(call: Call) -> ChargingConfig:
    """The configuration, which modes can be chosen, and what charges now."""
    household = call.household
    hems = _hems_reasons(household)
    settings = household.charging
    return ChargingConfig(
        smart_charging_mode=settings.mode,
        mode_conflict=False,
        config_divergence=False,
        devices=_devices(household),
        available_modes=_modes(household),
        hems_eligible=not hems,
        hems_ineligible_reasons=hems,
        thresholds=ChargingThresholds(
            hems_min_export_to_start_w=settings.min_export_to_start_w,
            hems_max_import_before_stopping_w=settings.max_import_before_stopping_w,
            min_band_w=MIN_BAND_W,
        ),
        health_warning=None,
        status=_status(household, call),
    )


def put_config(call: Call) -> ChargingConfig:
    """Changes the sent fields for every charging device at once, or, with 422, nothing."""
    settings, sent = call.household.charging, call.body
    mode = sent.get("smart_charging_mode", settings.mode)
    start = sent.get("hems_min_export_to_start_w", settings.min_export_to_start_w)
    stop = sent.get("hems_max_import_before_stopping_w", settings.max_import_before_stopping_w)
    problems = _mode_problems(call) + _band_problems(start, stop, sent)
    if problems:
        raise Unprocessable(problems)
    settings.mode = mode
    settings.min_export_to_start_w = start
    settings.max_import_before_stopping_w = stop
    return get_config(call)


def _mode_problems(call: Call) -> list[Problem]:
    wanted = call.body.get("smart_charging_mode")
    for offered in _modes(call.household):
        if offered.mode == wanted and not offered.available:
            why = ", ".join(offered.reasons)
            return [broken_field_rule("smart_charging_mode", f"mode {wanted} is not available: {why}")]
    return []


def _band_problems(start: int | None, stop: int | None, sent: dict[str, object]) -> list[Problem]:
    fields = ("hems_min_export_to_start_w", "hems_max_import_before_stopping_w")
    touched = [field for field in fields if field in sent]
    if not touched or start is None or stop is None or start + stop >= MIN_BAND_W:
        return []
    return [broken_field_rule(touched[0], f"the band between the thresholds is below {MIN_BAND_W} W")]


def _devices(household: Household) -> list[ChargingDevice]:
    found = [("ev", record.row.id) for record in household.present(VEHICLES)]
    found += [("wallbox", record.row.id) for record in household.present(WALLBOXES)]
    # The wallbox steers where there is one: it answers at once, a car's cloud does not.
    primary = next((number for number, (kind, _) in enumerate(found) if kind == "wallbox"), 0)
    return [
        ChargingDevice(device_id=device_id, device_type=kind, is_primary_actuator=number == primary)
        for number, (kind, device_id) in enumerate(found)
    ]


def _spot_reasons(household: Household) -> list[ModeUnavailableReason]:
    if not household.present(VEHICLES):
        return ["no_ev"] if household.present(WALLBOXES) else ["no_ev", "no_actuator"]
    return []


def _hems_reasons(household: Household) -> list[ModeUnavailableReason]:
    reasons: list[ModeUnavailableReason] = []
    if not household.present(VEHICLES) and not household.present(WALLBOXES):
        reasons.append("no_actuator")
    inverters = [record.row for record in household.present(INVERTERS)]
    if not inverters:
        reasons.append("no_inverter")
    elif not any(row.is_authenticated for row in inverters):
        reasons.append("inverter_no_export_data")
    return reasons


def _modes(household: Household) -> list[AvailableMode]:
    spot, hems = _spot_reasons(household), _hems_reasons(household)
    both = spot + [reason for reason in hems if reason not in spot]
    reasons = {"none": [], "spot": spot, "hems": hems, "hems_and_spot": both}
    modes: tuple[SmartChargingMode, ...] = get_args(SmartChargingMode)
    return [AvailableMode(mode=mode, available=not reasons[mode], reasons=reasons[mode]) for mode in modes]


def _status(household: Household, call: Call) -> ChargingStatus | None:
    chargers = [record for record in household.present(VEHICLES) if record.reports]
    if not chargers:
        return None
    moment = step_start(call.now)
    power = 0
    for record in chargers:
        cycle = cycle_of(record)
        power += cycle.rate_w if charge_state(record, cycle, call.now)[0].is_charging else 0
    solar = 0.0
    elapsed = (moment.hour + moment.minute / 60) / 24
    for record in household.present(INVERTERS):
        if isinstance(record.row, SolarInverter):
            rating = record.row.solar_power_rating_kw or 0.0
            solar += rating * sunshine_hours(record.seed, moment.toordinal()) * elapsed
    return ChargingStatus(charge_power_w=float(power), solar_kwh_today=round(solar, 2), as_of=to_wire(moment))


CONFIG = f"{USER}/charging-config"

OPERATIONS = (
    Operation("GET", CONFIG, TAG, "Get the charging configuration", get_config, ChargingConfig),
    Operation(
        "PUT",
        CONFIG,
        TAG,
        "Change the charging configuration",
        put_config,
        ChargingConfig,
        ChargingConfigUpdate,
    ),
)
