"""What all devices have in common."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain import device as records
from domain.device import DeviceKind, HealthStatus, PriceZone
from permissions import Action
from resolvers import ahead
from resolvers import device as resolvers
from schema.declaring import attribute, describes, field
from schema.node import Node

if TYPE_CHECKING:
    from schema.building import Building
    from schema.user import User


@describes(records.DeviceModel, "Make and model of a device, and the manufacturer's cloud service behind it.")
class DeviceModel:
    """A model."""

    type_code: str | None = attribute("The short name of the type of device, such as `hp_atw`.")
    type_name: str | None = attribute("The long name of the type of device.")
    manufacturer: str | None = attribute("Who made it.")
    name: str | None = attribute("The name of the model.")
    year: int | None = attribute("The model year; null if it is not known.")
    cloud_service_id: str | None = attribute("The id of the manufacturer's cloud service; null without one.")
    cloud_service_instructions: str | None = attribute("How to prepare the cloud service; null without one.")
    cloud_service_sign_up_url: str | None = attribute(
        "Where to sign up with the cloud service; null without one."
    )


@describes(
    records.PendingAction,
    "Something a person has to do before the device works. More codes may come.",
)
class PendingAction:
    """An action."""

    code: str = attribute("What has to be done, such as `reauthenticate`.")
    resolution_url: str = attribute("Where to do it. The address carries a secret and is valid for one hour.")
    required_parameters: list[str] = attribute("The query parameters that have to be added to the address.")


@strawberry.interface(description="What all kinds of devices have in common.")
class Device(Node):
    """A device."""

    kind: DeviceKind = attribute("The kind of device.")
    model: DeviceModel | None = attribute("Make and model; null if they are not known.")
    created_at: datetime = attribute("When the device was registered.")
    updated_at: datetime = attribute("When the device's record last changed.")
    deleted_at: datetime | None = attribute("When the device was removed; null while it is in use.")
    connection_status: HealthStatus = attribute("Whether the device can be reached.")
    monitoring_status: HealthStatus = attribute("Whether the device can be read.")
    steering_status: HealthStatus = attribute("Whether the device can be steered.")
    steering_state: str = attribute("What steering is doing with the device, in the Partner API's own word.")
    lifecycle_state: str = attribute("Where the connection stands, such as `authenticated` or `error`.")
    lifecycle_error: str | None = attribute(
        "What is wrong while the lifecycle state is `error`; null otherwise."
    )
    price_zone: PriceZone | None = attribute("The electricity price zone; null if none is set.")
    external_id: str | None = attribute("The manufacturer's key of the device; null if there is none.")
    is_authenticated: bool = attribute("Whether the manufacturer's service still lets us in.")
    is_action_needed: bool = attribute("Whether somebody has to do something: see `actions`.")
    is_smart_optimization_active: bool = attribute("Whether the device is being optimized.")
    is_power_pause_active: bool = attribute("Whether the device is made to pause.")
    power_pause_ends_at: datetime | None = attribute(
        "When the pause ends; null without one, or without an end."
    )
    is_inverter_forced_mode_enabled: bool = attribute("Whether the inverter may force this device's mode.")
    is_inverter_forced_mode_active: bool = attribute("Whether the inverter forces this device's mode now.")
    inverter_forced_mode_started_at: datetime | None = attribute(
        "Since when the inverter forces the mode; null if it never did."
    )
    is_trading_enabled: bool = attribute("Whether the device takes part in trading.")
    optimization_score: float | None = attribute("How well optimization does; null while there is no score.")
    current_mode: str | None = attribute(
        "The mode that optimization has set, for heat pumps `min`, `low`, `mid` or `max`; null without one."
    )
    comment: str | None = attribute("A note, up to 300 characters; null without one.")
    authorization_url: str | None = attribute("A form that connects the device, to embed; null without one.")
    state_updated_at: datetime | None = attribute(
        "When the device last reported its state: how old the readings are. Null before the first."
    )
    monitored_at: datetime | None = attribute(
        "When the device was last asked for its state; null before that."
    )
    owner: Annotated["User", strawberry.lazy("schema.user")] | None = field(
        resolvers.owner, "The user to whom the device belongs.", null_means_error=True, prefetch=ahead.users
    )
    building: Annotated["Building", strawberry.lazy("schema.building")] | None = field(
        resolvers.building,
        "The building where the device is; null if it is in none.",
        prefetch=ahead.buildings,
    )
    actions: list[PendingAction] | None = field(
        resolvers.actions,
        "What a person has to do before the device works; empty if nothing. One upstream call for each "
        "device that needs something.",
        null_means_error=True,
    )
    viewer_can: list[Action] = field(resolvers.viewer_can, "What the viewer may do to this device.")


@describes(
    records.OtherDevice,
    "A device of a kind that this version of the gateway has no type for.",
    owner=ahead.owner,
)
class OtherDevice(Device):
    """Anything newer."""

    collection: str = attribute("The Partner API's own name for this kind of device.")
