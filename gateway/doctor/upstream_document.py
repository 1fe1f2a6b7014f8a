"""Fetching the document that the Partner API publishes about itself."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpx

from gateway.doctor.patient import Patient

_MAXIMUM_BYTES = 32 * 1024 * 1024
_SECONDS = 20.0
_CONNECT_SECONDS = 5.0


class Fetched(NamedTuple):
    """An answer from the upstream, or why there is none.

    ``ahead`` is how far this machine's clock is ahead of the upstream's, if that tells the time.
    """

    body: bytes = b""
    status: int | None = None
    ahead: timedelta | None = None
    problem: str = ""


async def fetch_document(patient: Patient, base_url: str) -> Fetched:
    """Ask for ``openapi.json`` below the base: no token is sent, no redirect followed."""
    try:
        async with asyncio.timeout(_SECONDS), _client(patient) as http:
            return await _fetch(http, patient, f"{base_url}openapi.json")
    except TimeoutError:
        return Fetched(problem="no answer in time")
    except httpx.HTTPError as error:
        return Fetched(problem=f"unreachable: {type(error).__name__}")


async def _fetch(http: httpx.AsyncClient, patient: Patient, url: str) -> Fetched:
    asked_at = patient.clock()
    async with http.stream("GET", url, headers={"accept": "application/json"}) as response:
        answered_at = patient.clock()
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > _MAXIMUM_BYTES:
                return Fetched(problem="the document is absurdly large")
        theirs = _date(response.headers.get("date", ""))
        ahead = None if theirs is None else asked_at + (answered_at - asked_at) / 2 - theirs
        return Fetched(bytes(body), response.status_code, ahead)


def _client(patient: Patient) -> httpx.AsyncClient:
    timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
    return httpx.AsyncClient(
        transport=patient.transport, timeout=timeout, trust_env=False, follow_redirects=False
    )


def _date(text: str) -> datetime | None:
    try:
        value = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
