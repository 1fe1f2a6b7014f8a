"""``gateway doctor``: whether everything that a deployment needs is there, and fits."""

from gateway.doctor.examination import examine
from gateway.doctor.finding import Finding, Outcome
from gateway.doctor.table import render_findings

__all__ = ["Finding", "Outcome", "examine", "render_findings"]
