"""What was saved: by one device, and by an organization."""

from collections.abc import Sequence
from datetime import datetime

from domain.device import Device
from domain.errors import BadUserInput
from domain.statistics import OrganizationSavings, StatisticsPeriod, StatisticsResolution
from resolvers.context import Context
from resolvers.organization import whole_organization
from resolvers.time_range import check_range


async def device_savings(
    context: Context,
    device: Device,
    from_at: datetime,
    to_at: datetime,
    resolution: StatisticsResolution,
) -> Sequence[StatisticsPeriod]:
    """What a device saved in the periods of a time.

    Raises:
        BadUserInput: The time does not end after it began, or the periods have no known length.

    """
    check_range(from_at, to_at)
    if resolution is StatisticsResolution.OTHER:
        raise BadUserInput("`resolution` must not be OTHER.")
    owner_id = context.access.require_user(device.owner_id)
    key = (device.kind, owner_id, device.device_id, from_at, to_at, resolution)
    return await context.loaders.details.savings_by_device.load(key)


async def organization_savings(context: Context, from_at: datetime, to_at: datetime) -> OrganizationSavings:
    """What all devices of the organization saved.

    Raises:
        BadUserInput: The time does not end after it began.
        Forbidden: The viewer may not see the whole organization.

    """
    check_range(from_at, to_at)
    key = (whole_organization(context), from_at, to_at)
    return await context.loaders.details.savings_by_organization.load(key)
