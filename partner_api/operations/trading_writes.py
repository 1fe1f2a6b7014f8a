"""What a trading desk hands in."""

import msgspec

from domain.changes.trading import DayAheadUpload, UploadResult
from domain.ids import is_uuid
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations, nothing
from partner_api.paths import day_ahead_prices_path
from partner_api.wire.answers import WireUploadResult, to_upload_result
from partner_api.wire.changes.table import Field, Table
from partner_api.wire.changes.trading import DAY_AHEAD_UPLOAD
from partner_api.write_paths import load_curve_confirmation_path

_result = RowDecoder(WireUploadResult)


class _Confirmation(msgspec.Struct, frozen=True):
    trade_id: str
    accepted: bool


_CONFIRMATION: Table = {"trade_id": Field("trade_id"), "accepted": Field("accepted")}


class TradingWriteOperations(WriteOperations):
    """Day-ahead prices go in, load curves are accepted or declined."""

    async def upload_day_ahead_prices(
        self,
        organization_id: str,
        upload: DayAheadUpload,
        *,
        replace: bool,
        request_id: str | None = None,
    ) -> UploadResult:
        """Hand in prices, or replace all of those that were handed in. The former is inferred.

        The prices were taken only if the result's state says ``STORED``.

        Raises:
            ValueError: A value cannot be written, or the organization is not configured.
            UpstreamInvalid: A value is not acceptable.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "replace_day_ahead_prices" if replace else "upload_day_ahead_prices",
            organization_id,
            "PATCH" if replace else "POST",
            day_ahead_prices_path(organization_id),
            upload,
            DAY_AHEAD_UPLOAD,
            lambda body: to_upload_result(_result.row(body)),
            request_id=request_id,
        )

    async def confirm_load_curve(
        self, organization_id: str, trade_id: str, *, is_accepted: bool, request_id: str | None = None
    ) -> None:
        """Accept or decline a load curve. Inferred.

        Raises:
            ValueError: The id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such load curve.
            UpstreamInvalid: The upstream does not like the id.
            UpstreamRejected: The upstream did nothing; ``hint`` tells if it does not know how to.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        if not is_uuid(trade_id):
            raise ValueError("the id of a trade must be a canonical lower-case UUID")
        await self._send_changes(
            "confirm_load_curve",
            organization_id,
            "POST",
            load_curve_confirmation_path(organization_id),
            _Confirmation(trade_id, is_accepted),
            _CONFIRMATION,
            nothing,
            request_id=request_id,
            has_answer=False,
        )
