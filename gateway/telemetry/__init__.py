"""What an operator sees: metrics, spans, log lines, and the calls behind one answer."""

from gateway.telemetry.operation_log import OperationLog
from gateway.telemetry.record import OperationRecord
from gateway.telemetry.request import add_request_id
from gateway.telemetry.telemetry import Telemetry

__all__ = ["OperationLog", "OperationRecord", "Telemetry", "add_request_id"]
