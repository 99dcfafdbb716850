"""Who holds the right to write to a store, in the words of those who have to wait."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from index.errors import StoreBusy


def this_process() -> str:
    """Name this process to whoever has to wait for it.

    Only the command, never its arguments: a path can hold the title of a classified document.
    """
    words = [Path(sys.argv[0]).name, *(w for w in sys.argv[1:2] if w.isalpha())]
    return f"{' '.join(words)} (process {os.getpid()})"


def held_by(holder: str) -> StoreBusy:
    """Say who writes."""
    return StoreBusy(
        f"{holder} is writing to this store; wait until it has ended, or stop it with Ctrl-C,"
        " then give the command again"
    )
