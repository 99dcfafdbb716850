"""A server of its own process, as an official's machine runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ANSWER_PROCESSES = "THUTUC_ANSWER_PROCESSES"


@contextmanager
def served(home: Path, log: Path | None = None, **settings: str) -> Iterator[str]:
    """Run `thutuc serve` on a free port and yield its address; it must end well when asked to stop.

    Settings are given by their names, as `key_required="true"`; `log` is where its standard error goes.
    """
    errors = log.open("wb") if log else None
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env={name: value for name, value in os.environ.items() if name != ANSWER_PROCESSES}
        | {"PYTHONUNBUFFERED": "1"}
        | {f"THUTUC_{name.upper()}": value for name, value in settings.items()},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("Serving on http://127.0.0.1:"), line
        yield line.removeprefix("Serving on ").strip()
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
        process.stdout.close()
        if errors is not None:
            errors.close()
    assert code in {0, -signal.SIGTERM}, code
