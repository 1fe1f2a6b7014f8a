"""Writing what a trading desk hands in."""

from cache import Attempt, Change
from domain.changes.trading import DayAheadUpload, UploadResult
from domain.visibility import PermittedOrganizationId
from loaders.writing.base import Writing, done, nothing


class TradingWriting(Writing):
    """Prices go in, load curves are answered."""

    async def upload_day_ahead_prices(
        self, organization_id: PermittedOrganizationId, upload: DayAheadUpload, *, replace: bool
    ) -> UploadResult:
        """Hand in prices for the coming day.

        A repetition is answered by the upstream itself: it says that the prices exist.
        """
        return await self._purge_after(
            Change.PRICES_UPLOADED,
            None,
            lambda: self._api.upload_day_ahead_prices(
                organization_id, upload, replace=replace, request_id=self._request_id
            ),
        )

    async def answer_load_curve(
        self, organization_id: PermittedOrganizationId, trade_id: str, *, is_accepted: bool
    ) -> None:
        """Accept or decline a load curve."""

        async def send() -> None:
            await self._api.confirm_load_curve(
                organization_id, trade_id, is_accepted=is_accepted, request_id=self._request_id
            )

        await self._run(Change.LOAD_CURVE_ANSWERED, None, Attempt(send, nothing, done))
