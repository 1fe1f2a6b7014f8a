"""Inputs that several mutations share."""

from datetime import datetime

import strawberry
from strawberry import Maybe

from domain.device import PriceZone
from schema.declaring import attribute


@strawberry.input(description="Parts of a postal address. What is left out stays, null removes.")
class PostalAddressInput:
    """An address."""

    street_and_number: Maybe[str | None] = attribute("Street and number.")
    street_additional_info: Maybe[str | None] = attribute("Whatever else helps to find it.")
    postal_code: Maybe[str | None] = attribute("The postal code.")
    town: Maybe[str | None] = attribute("The town.")
    country: Maybe[str | None] = attribute("The country; for users a code of two or three letters.")


@strawberry.input(description="Make and model of a device, always as a whole.")
class DeviceModelInput:
    """A model."""

    type_code: str = attribute("The short name of the type of device, such as `hp_atw`.")
    type_name: str = attribute("The long name of the type of device.")
    manufacturer: str = attribute("Who made it.")
    name: str = attribute("The name of the model.")
    year: Maybe[int | None] = attribute("The model year.")
    cloud_service_id: Maybe[str | None] = attribute("The id of the manufacturer's cloud service, a UUID.")


@strawberry.input(description="What all kinds of devices have in common.")
class DeviceSettings:
    """The common part of the inputs of devices."""

    building_id: Maybe[strawberry.ID | None] = attribute(
        "The building of the same owner where the device is; null for none."
    )
    model: Maybe[DeviceModelInput | None] = attribute("Make and model.")
    price_zone: Maybe[PriceZone | None] = attribute("The electricity price zone.")
    is_smart_optimization_active: Maybe[bool] = attribute("Whether the device is optimized.")
    is_power_pause_active: Maybe[bool] = attribute("Whether the device is made to pause.")
    power_pause_ends_at: Maybe[datetime | None] = attribute("When the pause ends; null for no end.")
    is_inverter_forced_mode_enabled: Maybe[bool] = attribute(
        "Whether the inverter may force this device's mode."
    )
    is_trading_enabled: Maybe[bool] = attribute("Whether the device takes part in trading.")
    comment: Maybe[str | None] = attribute("A note, up to 300 characters.")
