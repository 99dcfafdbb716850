"""What a report was measured with: code, machine, settings, day. No names of machines or people."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.settings import Settings

_HERE = Path(__file__).parent
_HIDDEN = frozenset({"home", "chat_model_key", "chat_model_url"})
"""Settings that say where something is, or are secret."""


def provenance(settings: Settings) -> dict[str, Any]:
    """Return the circumstances of a measurement, for its report."""
    return {
        "date": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "version": version("thutuc"),
        "commit": commit(_HERE),
        "machine": machine(),
        "settings": {k: v for k, v in settings.model_dump(mode="json").items() if k not in _HIDDEN},
    }


def commit(folder: Path) -> str | None:
    """Return the commit of the checkout that holds a folder; "+ changes" if files differ from it.

    `None` where there is no checkout, or no git.
    """
    number = _git(folder, "rev-parse", "--short=12", "HEAD")
    if not number:
        return None
    return f"{number} + changes" if _git(folder, "status", "--porcelain", "--untracked-files=no") else number


def _git(folder: Path, *words: str) -> str:
    try:
        ran = subprocess.run(
            ["git", *words], cwd=folder, capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.strip()


def machine() -> dict[str, Any]:
    """Return processor, number of processors and memory in GB, and the versions below us."""
    return {
        "processor": _processor(),
        "processors": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())
