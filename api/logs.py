"""What the log is told of a fault: where it happened, and no word of what was being read."""

from __future__ import annotations

import logging
import traceback


def log_fault(log: logging.Logger, what: str, failure: BaseException) -> None:
    """Log a fault with its kind and place; not its message, which may hold a title or a path."""
    places = "".join(traceback.format_tb(failure.__traceback__))
    log.error("%s: %s\n%s", what, type(failure).__name__, places)
