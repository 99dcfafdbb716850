"""Folders that several files of tests share, kept until the run ends.

`atexit` will not do: a worker of pytest-xdist ends without it, and every run left its homes behind.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_made: list[Path] = []


def folder(name: str) -> Path:
    """Make an empty folder whose name begins so."""
    _made.append(Path(tempfile.mkdtemp(prefix=f"{name}-")))
    return _made[-1]


def clear() -> None:
    """Delete every folder made."""
    while _made:
        shutil.rmtree(_made.pop(), ignore_errors=True)
