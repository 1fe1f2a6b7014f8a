"""The Partner API as the rest of the gateway sees it: ids in, frozen records out."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Self

import httpx

from domain.device import DeviceKind
from partner_api.discipline import Discipline, Priority
from partner_api.http import UpstreamHttp
from partner_api.operations.all_writes import AllWriteOperations
from partner_api.operations.buildings import BuildingOperations
from partner_api.operations.charge_policies import ChargePolicyOperations
from partner_api.operations.charging_configs import ChargingConfigOperations
from partner_api.operations.charging_sessions import ChargingSessionOperations
from partner_api.operations.device_data import DeviceDataOperations
from partner_api.operations.devices import DeviceOperations
from partner_api.operations.energy_contracts import EnergyContractOperations
from partner_api.operations.onboarding_sessions import OnboardingSessionOperations
from partner_api.operations.schedules import ScheduleOperations
from partner_api.operations.statistics import StatisticsOperations
from partner_api.operations.trading import TradingOperations
from partner_api.operations.users import UserOperations
from partner_api.paths import other_collections
from partner_api.snapshot import UpstreamState
from partner_api.upstream import Timeouts, Upstream, UpstreamCall
from partner_api.views import view_of
from partner_api.watching import Watch

_DEFAULT_TIMEOUTS = Timeouts()
_DEFAULT_DISCIPLINE = Discipline()


class PartnerApi(
    UserOperations,
    BuildingOperations,
    EnergyContractOperations,
    DeviceOperations,
    DeviceDataOperations,
    StatisticsOperations,
    ScheduleOperations,
    ChargingSessionOperations,
    ChargePolicyOperations,
    ChargingConfigOperations,
    OnboardingSessionOperations,
    TradingOperations,
    AllWriteOperations,
):
    """One per process. Made anywhere, used in one event loop, closed with :meth:`aclose`.

    ``max_connections`` bounds the calls that run at the same time and the connections kept open, for
    each address. ``transport`` replaces the default one, for tests; so do ``clock``, which gives
    monotonic seconds, ``sleep`` and ``draw``, which gives random numbers from 0 to 1.
    ``other_device_collections`` are path segments of device lists that a newer upstream has.
    ``on_call`` is told about every attempt that ended, token requests included; ``watch`` about every
    call as a whole, unless it is made through a client of :meth:`watched_by`.

    Raises:
        ValueError: A name in ``other_device_collections`` cannot be one.

    """

    def __init__(
        self,
        upstreams: Iterable[Upstream],
        *,
        timeouts: Timeouts = _DEFAULT_TIMEOUTS,
        discipline: Discipline = _DEFAULT_DISCIPLINE,
        max_connections: int = 500,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        draw: Callable[[], float] = random.random,
        other_device_collections: Sequence[str] = (),
        on_call: Callable[[UpstreamCall], None] | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._other_collections = other_collections(other_device_collections)
        self.device_kinds = tuple(
            [kind for kind in DeviceKind if self._other_collections or kind is not DeviceKind.OTHER]
        )
        """The kinds of devices that there may be: ``OTHER`` only if there are additional collections."""
        self._http = UpstreamHttp(
            upstreams,
            timeouts=timeouts,
            discipline=discipline,
            max_connections=max_connections,
            transport=transport,
            clock=clock,
            sleep=sleep,
            draw=draw,
            on_call=on_call,
            watch=watch,
        )

    def within(
        self,
        *,
        deadline: float | None = None,
        priority: Priority = Priority.INTERACTIVE,
        watch: Watch | None = None,
    ) -> Self:
        """The same client for one piece of work: its reads end by ``deadline`` and have a priority.

        ``deadline`` is by this client's clock. ``watch`` is told of the calls in the place of whoever
        is told of this client's. Costs a few microseconds; closing it closes all.
        """
        view = view_of(self)
        view._http = self._http.within(deadline, priority, watch)  # noqa: SLF001 - a copy of our own
        return view

    def watched_by(self, watch: Watch) -> Self:
        """The same client, whose calls somebody else watches; deadline and priority stay."""
        view = view_of(self)
        view._http = self._http.watched_by(watch)  # noqa: SLF001 - a copy of our own
        return view

    def snapshot(self) -> tuple[UpstreamState, ...]:
        """How it stands with each organization's upstream, for metrics."""
        return self._http.snapshot()

    async def check(self, organization_id: str, *, request_id: str | None = None) -> None:  # noqa: ARG002
        """Probe cheaply whether an organization can be served: there is a token, or one is fetched.

        ``request_id`` is taken like everywhere, and not sent: a token is fetched for all who wait.

        Raises:
            ValueError: The organization is not configured.
            UpstreamError: There is no token to be had.

        """
        await self._http.check(organization_id)

    async def aclose(self) -> None:
        """Stop what still runs, whose callers get ``UpstreamUnavailable``, and close connections.

        Writes get the time first that each of them has anyway.
        """
        await self._http.aclose()
