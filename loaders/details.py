"""Dataloaders for what few operations ask, made when first asked for."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from domain.charge_policy import ChargePolicy
from domain.charging_config import ChargingConfig
from domain.charging_session import ChargingSession
from domain.charging_session_page import ChargingSessionPage
from domain.device import DeviceKind
from domain.statistics import OrganizationSavings, StatisticsPeriod, StatisticsResolution
from domain.visibility import VisibleOrganizationId, VisibleUserId
from loaders.loader import ListLoader, Loader
from loaders.source import Source

VehicleKey = tuple[VisibleUserId, str]
"""A vehicle's owner, and the vehicle's own id."""

SessionsKey = tuple[VisibleUserId, str, date, date, int, int]
"""A vehicle's owner and own id; first and last day, and how many sessions behind how many."""

SavingsKey = tuple[DeviceKind, VisibleUserId, str, datetime, datetime, StatisticsResolution]
"""Kind of device, owner, the device's own id; from, to and the length of the periods."""


class Details:
    """One loader per question; few operations ask any of them."""

    __slots__ = (
        "charge_policy_by_vehicle",
        "charging_config_by_user",
        "charging_session_by_vehicle",
        "charging_sessions_by_vehicle",
        "savings_by_device",
        "savings_by_organization",
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

    def expire(self) -> None:
        """Fail everything that is still awaited."""
        for loader in self._all():
            loader.expire()

    def forget(self) -> None:
        """Ask everything anew from now on."""
        for loader in self._all():
            loader.forget()

    def _all(self) -> Iterator[Loader[Any, Any]]:
        return (getattr(self, name) for name in self.__slots__)
