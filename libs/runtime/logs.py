"""Logs: one JSON object a line on standard output, by structlog, the standard library's records included."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog


def set_up_logs(service: str, process: str, level: str, out: TextIO = sys.stdout) -> None:
    """Every line carries time, level, service, process and whatever is bound (trace, event id).

    `out`: standard error for what prints an answer.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service, process=process)
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.processors.format_exc_info],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for talkative in ("kafka", "pymongo", "uvicorn.access", "nameko"):
        logging.getLogger(talkative).setLevel(logging.ERROR)
    for attempt in ("kafka.net", "kafka.cluster"):  # each, while a broker is away; what waits for it says so itself
        logging.getLogger(attempt).setLevel(logging.CRITICAL)
