"""A plain Strawberry server: Strawberry's ASGI application and default engine, its dataloaders, httpx.

``python -m benchmarks.peers.strawberry_server``; what it needs is in the environment, see
``benchmarks/peers/starting.py``.
"""

import base64
import json
import os
import time
from asyncio import gather
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

import httpx
import strawberry
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from domain.ids import IdKind, decode_id, encode_id
from sandbox import API_BASE, TOKEN_PATH

_KEPT_SECONDS = 60.0
_ORDER = "users/EMAIL"

Info = strawberry.Info["Context", None]
Rows = Any


@strawberry.enum
class DeviceKind(Enum):
    HEAT_PUMP = "heat-pumps"
    ELECTRIC_VEHICLE = "electric-vehicles"
    SOLAR_INVERTER = "inverters"
    WALLBOX = "wallboxes"


@strawberry.enum
class UserOrderField(Enum):
    EMAIL = "EMAIL"


@strawberry.input
class UserOrder:
    field: UserOrderField


@strawberry.input
class UserBy:
    id: strawberry.ID


@strawberry.type
class PostalAddress:
    town: str | None


@strawberry.type
class DeviceModel:
    manufacturer: str | None
    name: str | None


@strawberry.type
class EnergyContract:
    building_id: strawberry.Private[str | None]
    type: str | None
    supplier: str | None
    currency: str | None


@strawberry.interface
class Device:
    user_id: strawberry.Private[str]
    building_id: strawberry.Private[str | None]
    id: strawberry.ID
    kind: DeviceKind
    connection_status: str
    steering_status: str
    is_smart_optimization_active: bool
    is_action_needed: bool
    current_mode: str | None
    state_updated_at: str | None
    model: DeviceModel | None

    @strawberry.field
    async def building(self, info: Info) -> "Building | None":
        buildings = await info.context.buildings(self.user_id)
        return next((each for each in buildings if each.building_id == self.building_id), None)


@strawberry.type
class HeatPump(Device):
    power_watts: float | None
    indoor_temperature_celsius: float | None
    domestic_hot_water_temperature_celsius: float | None


@strawberry.type
class ElectricVehicle(Device):
    battery_level_percent: float | None
    is_plugged_in: bool | None
    is_charging: bool | None
    boost_state: str


@strawberry.type
class SolarInverter(Device):
    solar_production_power_watts: float | None
    battery_level_percent: float | None


@strawberry.type
class Wallbox(Device):
    mode: str
    is_charging: bool | None
    boost_state: str


@strawberry.type
class Building:
    user_id: strawberry.Private[str]
    building_id: strawberry.Private[str]
    id: strawberry.ID
    name: str
    address: PostalAddress

    @strawberry.field
    async def energy_contracts(self, info: Info) -> list[EnergyContract]:
        contracts = await info.context.contracts(self.user_id)
        return [each for each in contracts if each.building_id in (None, self.building_id)]

    @strawberry.field
    async def devices(self, info: Info, kinds: list[DeviceKind] | None = None) -> list[Device]:
        devices = await info.context.devices(self.user_id, kinds)
        return [each for each in devices if each.building_id == self.building_id]


@strawberry.type
class User:
    user_id: strawberry.Private[str]
    id: strawberry.ID
    first_name: str | None
    last_name: str | None
    email: str
    external_id: str | None

    @property
    def key(self) -> tuple[str, str]:
        return self.email.lower(), self.user_id

    @strawberry.field
    async def buildings(self, info: Info) -> list[Building]:
        return await info.context.buildings(self.user_id)

    @strawberry.field
    async def energy_contracts(self, info: Info) -> list[EnergyContract]:
        return await info.context.contracts(self.user_id)

    @strawberry.field
    async def devices(self, info: Info, kinds: list[DeviceKind] | None = None) -> list[Device]:
        return await info.context.devices(self.user_id, kinds)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class UserConnection:
    total_count: int
    page_info: PageInfo
    nodes: list[User]


@strawberry.type
class Organization:
    @strawberry.field
    async def users(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        order_by: UserOrder | None = None,  # noqa: ARG002 - there is one order only
    ) -> UserConnection:
        rows = sorted(await info.context.users(), key=lambda user: user.key)
        start = 0
        if after is not None:
            place = _place(after)
            start = next((at for at, user in enumerate(rows) if user.key > place), len(rows))
        nodes = rows[start : start + first]
        end = _cursor(nodes[-1]) if nodes else None
        return UserConnection(
            total_count=len(rows),
            page_info=PageInfo(has_next_page=start + first < len(rows), end_cursor=end),
            nodes=nodes,
        )


@strawberry.type
class Query:
    @strawberry.field
    async def user(self, info: Info, by: UserBy) -> User | None:
        decoded = decode_id(by.id)
        if decoded is None or info.context.viewer.get("user_id", decoded.owner_id) != decoded.owner_id:
            return None
        return await info.context.user(decoded.owner_id)

    @strawberry.field
    def organization(self) -> Organization:
        return Organization()


class Upstream:
    """Reads rows; optionally they are kept for a while."""

    def __init__(self, url: str, connections: int, *, keeps: bool) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(base_url=url, limits=limits)
        self._kept: dict[str, tuple[float, Rows]] | None = {} if keeps else None
        self._headers: dict[str, str] = {}

    async def read(self, path: str, convert: Callable[[Any], Rows]) -> Rows:
        found = self._kept.get(path) if self._kept is not None else None
        if found is not None and found[0] > time.monotonic():
            return found[1]
        if not self._headers:
            answer = await self._client.post(TOKEN_PATH, data={"grant_type": "client_credentials"})
            self._headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
        response = await self._client.get(f"{API_BASE}/org/{path}", headers=self._headers)
        rows = convert(response.raise_for_status().json())
        if self._kept is not None:
            self._kept[path] = (time.monotonic() + _KEPT_SECONDS, rows)
        return rows


class Context:
    """Who asks, and dataloaders for one operation."""

    def __init__(self, upstream: Upstream, viewer: dict[str, Any]) -> None:
        self.viewer = viewer
        self._organization: str = viewer["organization_id"]
        self._upstream = upstream
        self._loader: DataLoader[tuple[str, str, str], Rows] = DataLoader(load_fn=self._load)

    async def _load(self, keys: list[tuple[str, str, str]]) -> list[Rows]:
        return list(await gather(*(self._read(*key) for key in keys)))

    async def _read(self, user_id: str, name: str, path: str) -> Rows:
        def convert(rows: Any) -> Rows:  # noqa: ANN401 - JSON
            return _CONVERT[name](self._organization, user_id, rows)

        return await self._upstream.read(f"{self._organization}/{path}", convert)

    async def users(self) -> list[User]:
        users: list[User] = await self._loader.load(("", "users", "users"))
        return users

    async def user(self, user_id: str) -> User:
        user: User = await self._loader.load((user_id, "user", f"users/{user_id}"))
        return user

    async def buildings(self, user_id: str) -> list[Building]:
        found: list[Building] = await self._below(user_id, "buildings")
        return found

    async def contracts(self, user_id: str) -> list[EnergyContract]:
        found: list[EnergyContract] = await self._below(user_id, "energy-contracts")
        return found

    async def devices(self, user_id: str, kinds: list[DeviceKind] | None) -> list[Device]:
        wanted = [kind for kind in DeviceKind if kinds is None or kind in kinds]
        lists = await gather(*(self._below(user_id, kind.value) for kind in wanted))
        return [device for each in lists for device in each]

    async def _below(self, user_id: str, name: str) -> Rows:
        return await self._loader.load((user_id, name, f"users/{user_id}/{name}"))


def _user(organization_id: str, _user_id: str, row: Any) -> User:  # noqa: ANN401 - JSON
    return User(
        user_id=row["id"],
        id=strawberry.ID(encode_id(IdKind.USER, organization_id, row["id"])),
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        external_id=row["external_user_id"],
    )


def _users(organization_id: str, user_id: str, rows: Any) -> list[User]:  # noqa: ANN401 - JSON
    return [_user(organization_id, user_id, row) for row in rows]


def _buildings(organization_id: str, user_id: str, rows: Any) -> list[Building]:  # noqa: ANN401 - JSON
    return [
        Building(
            user_id=user_id,
            building_id=row["id"],
            id=strawberry.ID(encode_id(IdKind.BUILDING, organization_id, user_id, row["id"])),
            name=row["name"] or "",
            address=PostalAddress(town=row["town"]),
        )
        for row in sorted(rows, key=lambda row: (row["name"] or "", row["id"]))
    ]


def _contracts(_organization_id: str, _user_id: str, rows: Any) -> list[EnergyContract]:  # noqa: ANN401 - JSON
    return [
        EnergyContract(
            building_id=row["building"],
            type=_constant(row["energy_contract_type"], None),
            supplier=row["supplier"],
            currency=row["currency_energy_price"] or None,
        )
        for row in sorted(rows, key=lambda row: (row["building"] or "", row["id"]))
    ]


def _devices(kind: DeviceKind) -> Callable[[str, str, Any], list[Device]]:
    def convert(organization_id: str, user_id: str, rows: Any) -> list[Device]:  # noqa: ANN401 - JSON
        ordered = sorted(rows, key=lambda row: (row["created_at"], row["id"]))
        return [_device(kind, organization_id, user_id, row) for row in ordered]

    return convert


def _device(kind: DeviceKind, organization_id: str, user_id: str, row: dict[str, Any]) -> Device:
    model = row["device_model"]
    updated_at = row["current_state_last_updated_at"]
    shared: dict[str, Any] = {
        "user_id": user_id,
        "building_id": row["building"],
        "id": encode_id(IdKind[kind.name], organization_id, user_id, row["id"]),
        "kind": kind,
        "connection_status": _constant(row["connection_status"], "UNKNOWN"),
        "steering_status": _constant(row["steering_status"], "UNKNOWN"),
        "is_smart_optimization_active": row["is_smart_optimization_active"] or False,
        "is_action_needed": row["action_needed"] or False,
        "current_mode": row["current_mode"],
        "state_updated_at": updated_at.replace("Z", "+00:00") if updated_at else None,
        "model": model and DeviceModel(manufacturer=model["manufacturer"], name=model["model"]),
    }
    if kind is DeviceKind.HEAT_PUMP:
        return HeatPump(
            **shared,
            power_watts=row["current_power_consumption_w"],
            indoor_temperature_celsius=row["indoor_actual_temperature"],
            domestic_hot_water_temperature_celsius=row["dhw_temperature"],
        )
    if kind is DeviceKind.SOLAR_INVERTER:
        return SolarInverter(
            **shared,
            solar_production_power_watts=row["current_solar_production_w"],
            battery_level_percent=row["battery_charge_level_percent"],
        )
    boost_state = _constant(row["boost_state"], "UNKNOWN")
    if kind is DeviceKind.ELECTRIC_VEHICLE:
        return ElectricVehicle(
            **shared,
            battery_level_percent=row["battery_level"],
            is_plugged_in=row["is_plugged_in"],
            is_charging=row["is_charging"],
            boost_state=boost_state,
        )
    mode = _constant(row["mode"], "UNKNOWN")
    return Wallbox(**shared, mode=mode, is_charging=row["is_charging"], boost_state=boost_state)


def _constant(text: str | None, otherwise: Any) -> Any:  # noqa: ANN401 - a text, or what stands in for one
    return text.strip().upper().replace(" ", "_").replace("-", "_") if text else otherwise


_CONVERT: dict[str, Callable[[str, str, Any], Rows]] = {
    "users": _users,
    "user": _user,
    "buildings": _buildings,
    "energy-contracts": _contracts,
    **{kind.value: _devices(kind) for kind in DeviceKind},
}


def _cursor(user: User) -> str:
    raw = json.dumps([_ORDER, [False, *user.key]], separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _place(cursor: str) -> tuple[str, str]:
    _, (_, key, user_id) = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return key, user_id


class Server(GraphQL[Context, None]):
    """Strawberry's own application, with a context."""

    def __init__(self, upstream: Upstream, key: ECKey) -> None:
        schema = strawberry.Schema(Query, types=[HeatPump, ElectricVehicle, SolarInverter, Wallbox])
        super().__init__(schema, graphql_ide=None)
        self._upstream = upstream
        self._key = key
        self._viewers: dict[str, dict[str, Any]] = {}

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 - Strawberry's
    ) -> Context:
        token = request.headers["authorization"].removeprefix("Bearer ")
        viewer = self._viewers.get(token)
        if viewer is None:
            viewer = self._viewers[token] = jwt.decode(token, self._key, algorithms=["ES256"]).claims
        return Context(self._upstream, viewer)


def main() -> None:
    """Serve as the environment says."""
    keys = json.loads(Path(os.environ["KEYS_FILE"]).read_text())["keys"]
    upstream = Upstream(
        os.environ["UPSTREAM_URL"],
        int(os.environ["UPSTREAM_CONNECTIONS"]),
        keeps=os.environ["KEEP"] != "nothing",
    )
    graphql = Server(upstream, ECKey.import_key(keys[0]))
    ready = Route("/ready", lambda _request: PlainTextResponse("ready"))
    app = Starlette(routes=[ready, Route("/graphql", graphql)])
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
