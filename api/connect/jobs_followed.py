"""What became of what a connector handed in: asked of the service until each job is over."""

from __future__ import annotations

import logging
from dataclasses import replace

from api.connect.state import ConnectorState
from api.connect.target import ServiceClient

_log = logging.getLogger(__name__)


def follow_jobs(state: ConnectorState, target: ServiceClient) -> int:
    """Record what became of each item whose job is over; return how many are still being read."""
    waiting = 0
    for item in state.items().values():
        if item.job is None:
            continue
        job = target.job(item.job)
        if job is not None and job["state"] not in {"done", "failed"}:
            waiting += 1
            continue
        codes = [f["code"] or job["state"] for f in job["files"] if f["state"] != "live"] if job else []
        if codes:
            _log.warning("a file was not taken in: %s (`thutuc connect status` says which)", ", ".join(codes))
        state.put(replace(item, job=None, problem=", ".join(codes) or None))
    return waiting
