"""This machine's clock against the upstream's."""

from datetime import timedelta

from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.patient import Patient
from gateway.doctor.upstream_document import Fetched

# A Date header has whole seconds, and an answer takes its time.
_LEAST_TOLERANCE = timedelta(seconds=5)


def check_clock(patient: Patient, fetched: Fetched) -> Finding:
    """Compare with what bearer tokens are allowed to be off by: they expire by this clock."""
    if fetched.ahead is None:
        return Finding("clock", Outcome.NOTE, "not compared: the Partner API did not tell its time")
    tolerance = max(timedelta(seconds=patient.settings.jwt.leeway_seconds), _LEAST_TOLERANCE)
    seconds = round(abs(fetched.ahead).total_seconds())
    told = f"{seconds} s {'ahead of' if fetched.ahead > timedelta(0) else 'behind'} the Partner API's"
    if abs(fetched.ahead) <= tolerance:
        return Finding("clock", Outcome.OK, told)
    return Finding(
        "clock", Outcome.FAILED, told, "Synchronize the clock (NTP): valid bearer tokens would be refused."
    )
