"""How long a start takes: of the service until it is ready, and of a command that only says what there is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from evaluation.load import SERVERS, running

_TIMES: Final = 5


def ready(home: Path, name: str) -> float:
    """Return the seconds from the start of a server to its first yes to /readyz."""
    began = time.perf_counter()
    with running(name, home):
        return time.perf_counter() - began


def starts(home: Path) -> dict[str, float]:
    """Return the seconds to ready of the service and of plain langchain over the same home."""
    return {name: round(ready(home, name), 2) for name in SERVERS}


def help_seconds() -> dict[str, Any]:
    """Return the least seconds of a few runs: `thutuc --help`, Python alone, an import of langchain."""
    lines = {
        "thutuc --help": "import sys; sys.argv = ['thutuc', '--help']\nfrom api.cli import main\nmain()",
        "python -c pass": "pass",
        "import langchain_core.runnables": "import langchain_core.runnables",
    }
    return {name: round(min(_run(line) for _ in range(_TIMES)), 3) for name, line in lines.items()}


def _run(line: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", line], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
