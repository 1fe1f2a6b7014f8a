"""What a trading desk hands in."""

from domain.changes.trading import DayAheadUpload, UploadResult
from domain.errors import UpstreamNotFound
from domain.ids import is_uuid
from permissions import Action
from resolvers.context import Context
from resolvers.mutations.form import Form
from resolvers.mutations.limits import DAY_AHEAD_PRICES, check_limits
from resolvers.mutations.problem import Problems, upstream_problems
from resolvers.mutations.references import refuse_unknown


async def upload_day_ahead_prices(
    context: Context, form: Form[DayAheadUpload], *, replace: bool
) -> UploadResult | None:
    """Hand in prices for coming days, or replace those that were handed in.

    Raises:
        InputRefused: The input has problems.
        Forbidden: The viewer may not.

    """
    action = Action.UPDATE if replace else Action.CREATE
    organization_id = context.access.permit_organization(action)
    problems = Problems(form.problems)
    check_limits(form.changes, DAY_AHEAD_PRICES, problems)
    problems.raise_if_any()
    with upstream_problems():
        return await context.writes.upload_day_ahead_prices(organization_id, form.changes, replace=replace)


async def answer_load_curve(context: Context, trade_id: str, *, is_accepted: bool) -> str:
    """Accept or decline a load curve; gives the trade's id.

    Raises:
        InputRefused: There is no such load curve.
        Forbidden: The viewer may not.

    """
    organization_id = context.access.permit_organization(Action.UPDATE)
    if not is_uuid(trade_id):
        raise refuse_unknown(("trade_id",))
    try:
        with upstream_problems():
            await context.writes.answer_load_curve(organization_id, trade_id, is_accepted=is_accepted)
    except UpstreamNotFound:
        raise refuse_unknown(("trade_id",)) from None
    return trade_id
