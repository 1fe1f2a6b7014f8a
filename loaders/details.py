"""Dataloaders for what few operations ask, made when first asked for."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.charging_session import ChargingSession
from domain.charging_session_page import ChargingSessionPage
from domain.device import DeviceKind, PriceZone
from domain.onboarding_session import OnboardingSession
from domain.schedule import ScheduleEntry
from domain.statistics import (
    OrganizationSavings,
    StatisticsKeyword,
    StatisticsPeriod,
    StatisticsResolution,
)
from domain.time_series import DataResolution, TimeSeries
from domain.trading import DayAheadPrices, LoadCurve, LoadCurveResolution
from domain.visibility import VisibleOrganizationId, VisibleUserId
from loaders.loader import ListLoader, Loader
from loaders.source import Source

VehicleKey = tuple[VisibleUserId, str]
"""A vehicle's owner, and the vehicle's own id."""

SessionsKey = tuple[VisibleUserId, str, date, date, int, int]
"""A vehicle's owner and own id; first and last day, and how many sessions behind how many."""

SavingsKey = tuple[DeviceKind, VisibleUserId, str, datetime, datetime, StatisticsResolution]
"""Kind of device, owner, the device's own id; from, to and the length of the periods."""

StatisticsKey = tuple[VisibleUserId, str, tuple[StatisticsResolution, ...], tuple[StatisticsKeyword, ...]]
"""A heat pump's owner and own id; the lengths of the periods, and the groups of figures."""

DataKey = tuple[DeviceKind, VisibleUserId, str, datetime, datetime, DataResolution]
"""Kind of device, owner, the device's own id; from, to and the length of the periods."""

ScheduleKey = tuple[DeviceKind, VisibleUserId, str, datetime, datetime]
"""Kind of device, owner, the device's own id; from and to."""

SessionKey = tuple[VisibleUserId, str]
"""The user whose onboarding session it is said to be, and the session's own id."""

PricesKey = tuple[VisibleOrganizationId, PriceZone, datetime, datetime]
"""The organization and a price zone; from and to."""

LoadCurveKey = tuple[VisibleOrganizationId, PriceZone | None, date | None, LoadCurveResolution | None]
"""The organization; a price zone, a day and the length of the periods, each if it matters."""


class Details:
    """One loader per question; few operations ask any of them."""

    __slots__ = (
        "charge_policy_by_vehicle",
        "charging_config_by_user",
        "charging_session_by_vehicle",
        "charging_sessions_by_vehicle",
        "data_by_device",
        "day_ahead_prices_by_zone",
        "load_curve_by_zone",
        "onboarding_session_by_id",
        "savings_by_device",
        "savings_by_organization",
        "schedule_by_device",
        "statistics_by_heat_pump",
    )

    def __init__(self, source: Source) -> None:
        self.charge_policy_by_vehicle: ListLoader[VehicleKey, ChargePolicy]
        self.charge_policy_by_vehicle = ListLoader(lambda key: source.charge_policy(*key))
        self.charging_config_by_user: ListLoader[VisibleUserId, ChargingConfig]
        self.charging_config_by_user = ListLoader(source.charging_config)
        self.charging_session_by_vehicle: ListLoader[VehicleKey, ChargingSession | None]
        self.charging_session_by_vehicle = ListLoader(lambda key: source.charging_session(*key))
        self.charging_sessions_by_vehicle: ListLoader[SessionsKey, ChargingSessionPage]
        self.charging_sessions_by_vehicle = ListLoader(lambda key: source.charging_sessions(*key))
        self.savings_by_device: ListLoader[SavingsKey, tuple[StatisticsPeriod, ...]]
        self.savings_by_device = ListLoader(lambda key: source.savings(*key))
        self.savings_by_organization: ListLoader[
            tuple[VisibleOrganizationId, datetime, datetime], OrganizationSavings
        ]
        self.savings_by_organization = ListLoader(lambda key: source.organization_savings(*key))
        self.statistics_by_heat_pump: ListLoader[StatisticsKey, tuple[StatisticsPeriod, ...]]
        self.statistics_by_heat_pump = ListLoader(lambda key: source.statistics(*key))
        self.data_by_device: ListLoader[DataKey, TimeSeries]
        self.data_by_device = ListLoader(lambda key: source.device_data(*key))
        self.schedule_by_device: ListLoader[ScheduleKey, tuple[ScheduleEntry, ...]]
        self.schedule_by_device = ListLoader(lambda key: source.schedule(*key))
        self.onboarding_session_by_id: ListLoader[SessionKey, OnboardingSession]
        self.onboarding_session_by_id = ListLoader(lambda key: source.onboarding_session(*key))
        self.day_ahead_prices_by_zone: ListLoader[PricesKey, DayAheadPrices]
        self.day_ahead_prices_by_zone = ListLoader(lambda key: source.day_ahead_prices(*key))
        self.load_curve_by_zone: ListLoader[LoadCurveKey, LoadCurve]
        self.load_curve_by_zone = ListLoader(lambda key: source.load_curve(*key))

    def expire(self) -> None:
        """Fail everything that is still awaited."""
        for loader in self._all():
            loader.expire()

    def forget(self) -> None:
        """Ask everything anew from now on."""
        for loader in self._all():
            loader.forget()

    def asked(self) -> dict[str, int]:
        """How many different keys each was asked for; those with none are left out."""
        return {name: count for name in self.__slots__ if (count := getattr(self, name).asked)}

    def _all(self) -> Iterator[Loader[Any, Any]]:
        return (getattr(self, name) for name in self.__slots__)
