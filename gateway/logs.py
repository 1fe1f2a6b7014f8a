"""Logs: one JSON object a line for machines, or coloured text for people."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor

from gateway.log_text import Tracebacks, escape_values
from gateway.settings.model import LogFormat, LogLevel
from gateway.telemetry import add_request_id

_CHATTY = ("httpx", "httpcore", "asyncio", "websockets", "redis")
# At debug it writes down every WebSocket frame, and the first one has a bearer token.
_TALKATIVE = "uvicorn.error"


def configure_logging(level: LogLevel, log_format: LogFormat) -> None:
    """Send everything that is logged, ours and the libraries', to standard error in one shape."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        add_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    tracebacks = Tracebacks(with_texts=level == "debug")
    renderer: Processor
    if log_format == "json":
        shared.append(structlog.processors.ExceptionRenderer(tracebacks.text))
        renderer = structlog.processors.JSONRenderer()
    else:
        shared.append(escape_values)
        # structlog's own formatter would write down local variables.
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=tracebacks.write
        )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), _without_colours, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(_TALKATIVE).setLevel(max(root.level, logging.INFO))


def _without_colours(_logger: object, _method: str, event: EventDict) -> EventDict:
    """uvicorn says things twice, the second time for terminals."""
    event.pop("color_message", None)
    return event
