"""Taking the actions that devices ask their owners to take.

The secret of the action's link goes into the query. Paths are in no log line, error or ``repr``.
"""

from domain.changes.cue import CueReport, CueResolution
from partner_api.decoding import RowDecoder
from partner_api.operations.writes import WriteOperations
from partner_api.query import with_query
from partner_api.wire.answers import WireCueRedirect, WireCueStateResult, required_text
from partner_api.wire.changes.onboarding import CUE_REPORT, CUE_RESOLUTION
from partner_api.write_paths import cue_path

_redirect = RowDecoder(WireCueRedirect)
_result = RowDecoder(WireCueStateResult)


class CueOperations(WriteOperations):
    """Pending actions are started and reported on."""

    async def resolve_cue(
        self,
        organization_id: str,
        cue_id: str,
        secret: str,
        resolution: CueResolution,
        *,
        request_id: str | None = None,
    ) -> str:
        """Start a pending action; gives the URL to which its owner is sent.

        Raises:
            ValueError: The id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: There is no such action, or the secret is wrong or expired.
            UpstreamInvalid: A value is not acceptable.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "resolve_cue",
            organization_id,
            "POST",
            with_query(cue_path(cue_id, "resolve"), {"secret": secret}),
            resolution,
            CUE_RESOLUTION,
            lambda body: required_text(_redirect.row(body).redirect_url, "the URL of an action"),
            request_id=request_id,
        )

    async def report_cue_state(
        self,
        organization_id: str,
        cue_id: str,
        secret: str,
        report: CueReport,
        *,
        request_id: str | None = None,
    ) -> str:
        """Report how an action ended; gives the action's id. The secret alone authorizes.

        Raises:
            ValueError: The id is not a canonical UUID, or the organization is not configured.
            UpstreamNotFound: The action was not started, or the secret is wrong or expired.
            UpstreamInvalid: A value is not acceptable.
            UpstreamRejected: The upstream did nothing, for another reason.
            WriteOutcomeUnknown: It may have been done.
            UpstreamError: It was surely not done.

        """
        return await self._send_changes(
            "report_cue_state",
            organization_id,
            "POST",
            with_query(cue_path(cue_id, "state"), {"secret": secret}),
            report,
            CUE_REPORT,
            lambda body: required_text(_result.row(body).action_id, "the id of an action"),
            request_id=request_id,
            needs_token=False,
        )
