"""Mutations of a trading desk."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.changes import trading as changes
from domain.changes.trading import DayAheadUpload, UploadState
from domain.device import PriceZone
from resolvers.context import Info
from resolvers.mutations import trading as resolvers
from resolvers.mutations.problem import ProblemCode
from schema.declaring import argument, attribute, describes
from schema.mutations.form import form
from schema.mutations.payload import Payload, answer, payload


@strawberry.input(description="A price of the day-ahead market.")
class DayAheadPriceInput:
    """A price."""

    starts_at: datetime = attribute("The quarter hour that it is for.")
    price_per_megawatt_hour: Decimal = attribute("The price of a megawatt hour in euros.")


@strawberry.input(description="Prices of coming days in one zone.")
class DayAheadPricesUploadInput:
    """Prices."""

    price_zone: PriceZone = attribute("The price zone.")
    prices: list[DayAheadPriceInput] = attribute("A price for each quarter hour.")


@strawberry.input(description="Prices in the place of those that were handed in before.")
class DayAheadPricesReplaceInput:
    """Prices."""

    price_zone: PriceZone = attribute("The price zone.")
    prices: list[DayAheadPriceInput] = attribute("A price for each quarter hour.")


@strawberry.input(description="A load curve that is accepted.")
class LoadCurveAcceptInput:
    """A curve."""

    trade_id: str = attribute("The curve, by `LoadCurve.tradeId`.")


@strawberry.input(description="A load curve that is declined.")
class LoadCurveDeclineInput:
    """A curve."""

    trade_id: str = attribute("The curve, by `LoadCurve.tradeId`.")


@describes(changes.UploadResult, "What became of prices that were handed in.")
class DayAheadUploadResult:
    """A result."""

    state: UploadState = attribute("What became of them: only `STORED` means that they were taken.")
    load_curves_calculated_at: datetime | None = attribute(
        "When the load curves are calculated next; null if the Partner API does not say."
    )


@payload(ProblemCode.INVALID_FORMAT, ProblemCode.OUT_OF_RANGE)
class DayAheadPricesUploadPayload(Payload):
    """What is answered."""

    result: DayAheadUploadResult | None = attribute("What became of the prices; null if they were not sent.")


@payload(ProblemCode.INVALID_FORMAT, ProblemCode.OUT_OF_RANGE)
class DayAheadPricesReplacePayload(Payload):
    """What is answered."""

    result: DayAheadUploadResult | None = attribute("What became of the prices; null if they were not sent.")


@payload(ProblemCode.NOT_FOUND)
class LoadCurveAcceptPayload(Payload):
    """What is answered."""

    trade_id: str | None = attribute("The curve that was accepted; null if none was.")


@payload(ProblemCode.NOT_FOUND)
class LoadCurveDeclinePayload(Payload):
    """What is answered."""

    trade_id: str | None = attribute("The curve that was declined; null if none was.")


_Upload = Annotated[DayAheadPricesUploadInput, argument("The prices.")]
_Replace = Annotated[DayAheadPricesReplaceInput, argument("The prices.")]
_Accept = Annotated[LoadCurveAcceptInput, argument("The load curve.")]
_Decline = Annotated[LoadCurveDeclineInput, argument("The load curve.")]


async def day_ahead_prices_upload(info: Info, input: _Upload) -> DayAheadPricesUploadPayload:
    """Hand in prices."""
    upload = form(input, DayAheadUpload)
    return await answer(
        DayAheadPricesUploadPayload,
        info,
        lambda context: resolvers.upload_day_ahead_prices(context, upload, replace=False),
    )


async def day_ahead_prices_replace(info: Info, input: _Replace) -> DayAheadPricesReplacePayload:
    """Replace prices."""
    upload = form(input, DayAheadUpload)
    return await answer(
        DayAheadPricesReplacePayload,
        info,
        lambda context: resolvers.upload_day_ahead_prices(context, upload, replace=True),
    )


async def load_curve_accept(info: Info, input: _Accept) -> LoadCurveAcceptPayload:
    """Accept a load curve."""
    return await answer(
        LoadCurveAcceptPayload,
        info,
        lambda context: resolvers.answer_load_curve(context, input.trade_id, is_accepted=True),
    )


async def load_curve_decline(info: Info, input: _Decline) -> LoadCurveDeclinePayload:
    """Decline a load curve."""
    return await answer(
        LoadCurveDeclinePayload,
        info,
        lambda context: resolvers.answer_load_curve(context, input.trade_id, is_accepted=False),
    )
