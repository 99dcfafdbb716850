"""The log: lines for people or machines; of a fault it says where it happened, and no word that was read."""

from __future__ import annotations

import logging
import sys
import traceback

import structlog

from index.settings import Settings


def configure_logs(settings: Settings) -> None:
    """Write all that this process logs to standard error, as the settings say: text or JSON, a line each."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses


def log_fault(log: logging.Logger, what: str, failure: BaseException) -> None:
    """Log a fault with its kind and place; not its message, which may hold a title or a path."""
    places = "".join(traceback.format_tb(failure.__traceback__))
    log.error("%s: %s\n%s", what, type(failure).__name__, places)
