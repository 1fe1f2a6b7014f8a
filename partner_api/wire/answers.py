"""Short answers to writes on the wire."""

from datetime import datetime

from domain.changes.onboarding import ReauthenticationSession
from domain.changes.trading import UploadResult, UploadState
from domain.errors import UpstreamInvalidResponse
from partner_api.wire.row import WireRow, expect_same, link
from partner_api.wire.values import choice, instant

_STATES = {
    "success": UploadState.STORED,
    "existing": UploadState.EXISTING,
    "non_existing": UploadState.NOT_EXISTING,
    "late": UploadState.LATE,
    "empty": UploadState.EMPTY,
}


class WireAuthSession(WireRow, frozen=True, kw_only=True, gc=False):
    """Where a device's owner logs in again."""

    authentication_url: str | None = None
    device_id: str | None = None
    session_id: str | None = None


class WireCueRedirect(WireRow, frozen=True, kw_only=True, gc=False):
    """Where the owner is to be sent."""

    redirect_url: str | None = None


class WireCueStateResult(WireRow, frozen=True, kw_only=True, gc=False):
    """The action that was reported on."""

    action_id: str | None = None


class WireUploadResult(WireRow, frozen=True, kw_only=True, gc=False):
    """What became of prices."""

    state: str | None = None
    next_load_curve_calculation: datetime | None = None


def to_reauthentication_session(row: WireAuthSession, device_id: str) -> ReauthenticationSession:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: The session is another device's.

    """
    if row.device_id is not None:
        expect_same(row.device_id, device_id, "the device of a session")
    return ReauthenticationSession(
        authentication_url=row.authentication_url or None,
        device_id=device_id,
        session_id=link(row.session_id, "auth_session.session_id"),
    )


def to_upload_result(row: WireUploadResult) -> UploadResult:
    """Make the record.

    Raises:
        UpstreamInvalidResponse: It does not say what became of the prices.

    """
    state = choice(row.state, _STATES, UploadState.OTHER, "trading_prices_result.state")
    if state is None:
        raise UpstreamInvalidResponse("an upload has no result")
    return UploadResult(state=state, load_curves_calculated_at=instant(row.next_load_curve_calculation))


def required_text(text: str | None, what: str) -> str:
    """Give a text that an answer cannot do without.

    Raises:
        UpstreamInvalidResponse: It is missing.

    """
    if not text:
        raise UpstreamInvalidResponse(f"{what} is missing")
    return text
