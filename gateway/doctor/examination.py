"""All checks in order. Another one is a file of its own and a line here."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import httpx

from gateway.doctor.clock import check_clock
from gateway.doctor.contract import check_contract
from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.journal import check_journal
from gateway.doctor.key_set import check_key_set
from gateway.doctor.patient import Patient
from gateway.doctor.service_token import check_service_token
from gateway.doctor.shared_cache import check_redis
from gateway.doctor.upstream_document import fetch_document
from gateway.settings import Settings
from partner_api.contract import rehearse


def _now() -> datetime:
    return datetime.now(UTC)


async def examine(
    settings: Settings,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], datetime] = _now,
    is_thorough: bool = False,
) -> AsyncIterator[Finding]:
    """Give every finding as it is made. Writes nothing but the journal's file and a value in Redis."""
    patient = Patient(settings, transport, clock, is_thorough)
    yield Finding("settings", Outcome.OK, f"{len(settings.organizations)} organization(s)")
    yield await check_journal(patient)
    yield await check_redis(patient)
    yield await check_key_set(patient)
    for organization in settings.organizations:
        yield await check_service_token(patient, organization)
    used = await rehearse()
    for base_url in dict.fromkeys(each.partner_api_url for each in settings.organizations):
        fetched = await fetch_document(patient, base_url)
        yield check_clock(patient, fetched)
        for finding in check_contract(patient, base_url, fetched, used):
            yield finding
