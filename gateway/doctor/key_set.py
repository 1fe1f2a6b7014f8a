"""The identity provider's keys."""

import httpx

from gateway.authentication import Authenticator
from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.patient import Patient


async def check_key_set(patient: Patient) -> Finding:
    """Read the key set once, like the first request would."""
    settings = patient.settings
    http = None if patient.transport is None else httpx.AsyncClient(transport=patient.transport)
    authenticator = Authenticator(settings.jwt, settings.organization_ids, http=http, clock=patient.clock)
    try:
        problem = await authenticator.ready()
    finally:
        await authenticator.aclose()
        if http is not None:
            await http.aclose()
    if problem is None:
        return Finding("key set", Outcome.OK, "has usable keys")
    return Finding(
        "key set",
        Outcome.FAILED,
        problem,
        "Check GATEWAY_JWT_JWKS_URL or GATEWAY_JWT_JWKS_FILE, and GATEWAY_JWT_ALGORITHMS.",
    )
