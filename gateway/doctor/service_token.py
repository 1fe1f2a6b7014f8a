"""Each organization's access token for the Partner API."""

from domain.errors import UpstreamError, UpstreamInvalidResponse, UpstreamRejected
from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.patient import Patient
from gateway.settings import OrganizationSettings
from partner_api import PartnerApi, Timeouts, Upstream


async def check_service_token(patient: Patient, organization: OrganizationSettings) -> Finding:
    """Fetch a token once, like the first request would."""
    check = f"token {organization.name or organization.organization_id}"
    limits = patient.settings.upstream
    api = PartnerApi(
        [
            Upstream(
                organization_id=organization.organization_id,
                base_url=organization.partner_api_url,
                token_url=organization.token_url,
                client_id=organization.client_id,
                client_secret=organization.client_secret,
            )
        ],
        timeouts=Timeouts(
            connect=limits.connect_timeout_seconds,
            read=limits.read_timeout_seconds,
            total=limits.total_timeout_seconds,
        ),
        transport=patient.transport,
    )
    try:
        await api.check(organization.organization_id)
    except UpstreamError as error:
        return Finding(check, Outcome.FAILED, error.message, _advice(error))
    finally:
        await api.aclose()
    return Finding(check, Outcome.OK, "granted")


def _advice(error: UpstreamError) -> str:
    if isinstance(error, UpstreamRejected):
        return "Check the client id, its secret, and that the token address is of the same environment."
    if isinstance(error, UpstreamInvalidResponse):
        return "Check the token address: what answers there is no token endpoint."
    return "Check the token address, and that this network lets HTTPS out to it."
