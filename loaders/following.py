"""Following what changes, for one operation: which lists are watched, and how often they are asked."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import partial
from typing import Any

from cache import Key, Kind, Tag
from domain.charging_session import ChargingSession
from domain.device import BoostState, Device, DeviceKind
from domain.electric_vehicle import ElectricVehicle
from domain.errors import GatewayError
from domain.visibility import VisibleUserId
from domain.wallbox import Wallbox
from loaders.source import Source
from loaders.watching import Question, Watches

DEFAULT_PACE_SECONDS = 30.0
"""States change every 5 to 15 minutes upstream; its own advice for lists is half a minute."""

BOOST_PACE_SECONDS = 3.0
"""While a boost is requested, people stand beside the vehicle and wait."""

Devices = tuple[Device, ...]


class Following:
    """The streams that an operation may follow. Every list is polled once for everybody."""

    __slots__ = ("_organization_id", "_pace", "_source", "_watches")

    def __init__(
        self,
        watches: Watches[Any],
        source: Source,
        organization_id: str,
        pace_seconds: float = DEFAULT_PACE_SECONDS,
    ) -> None:
        self._watches = watches
        self._source = source
        self._organization_id = organization_id
        self._pace = pace_seconds

    def devices(
        self, kinds: Sequence[DeviceKind], user_id: VisibleUserId
    ) -> AsyncGenerator[Mapping[DeviceKind, Devices | GatewayError], None]:
        """The devices of a user by kind: all as they are now, then each list that has changed."""
        questions: dict[DeviceKind, Question[Devices]] = {
            kind: Question(
                Key(Tag(self._organization_id, Kind.DEVICES, user_id), (kind,)),
                partial(self._source.devices_now, kind, user_id),
                self._devices_pace,
            )
            for kind in kinds
        }
        return self._by_kind(questions)

    def charging_session(
        self, user_id: VisibleUserId, electric_vehicle_id: str
    ) -> AsyncGenerator[ChargingSession | GatewayError | None, None]:
        """The session that a vehicle is in, now and whenever it has changed."""
        key = Key(Tag(self._organization_id, Kind.CHARGING_SESSION, user_id), (electric_vehicle_id,))
        question: Question[ChargingSession | None] = Question(
            key,
            partial(self._source.charging_session_now, user_id, electric_vehicle_id),
            lambda _state: self._pace,
        )
        return self._only(question)

    async def _by_kind(
        self, questions: Mapping[DeviceKind, Question[Devices]]
    ) -> AsyncGenerator[Mapping[DeviceKind, Devices | GatewayError], None]:
        kinds = {question.key: kind for kind, question in questions.items()}
        following = self._watches.follow(tuple(questions.values()))
        try:
            async for news in following:
                yield {kinds[key]: state for key, state in news.items()}
        finally:
            await following.aclose()

    async def _only(
        self, question: Question[ChargingSession | None]
    ) -> AsyncGenerator[ChargingSession | GatewayError | None, None]:
        following = self._watches.follow([question])
        try:
            async for news in following:
                yield news[question.key]
        finally:
            await following.aclose()

    def _devices_pace(self, state: Devices | GatewayError) -> float:
        if isinstance(state, GatewayError):
            return self._pace
        waiting = any(_boost_requested(device) for device in state)
        return min(BOOST_PACE_SECONDS, self._pace) if waiting else self._pace


def _boost_requested(device: Device) -> bool:
    return isinstance(device, ElectricVehicle | Wallbox) and device.boost_state is BoostState.REQUESTED
