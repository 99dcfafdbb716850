"""The sample corpus for whoever has no documents yet: taken in once, while there is no store at all."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from enum import StrEnum
from pathlib import Path
from typing import Final

from index.settings import Settings
from index.store_opening import has_store

_log = logging.getLogger(__name__)

FOLDER: Final = Path(__file__).parents[2] / "samples" / "corpus"
_STOP_SECONDS: Final = 10.0


class Stage(StrEnum):
    """How far the samples are; `ABSENT` where this installation came without them."""

    ABSENT = "absent"
    OFFERED = "offered"
    RUNNING = "running"
    FAILED = "failed"


class SampleCorpus:
    """Runs `thutuc ingest` over the samples in a process of its own, as an operator would."""

    def __init__(self, settings: Settings, folder: Path = FOLDER) -> None:
        """Keep where they lie; nothing is started yet."""
        self._settings = settings
        self._folder = folder
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def stage(self) -> Stage:
        """Tell how far they are. A store that is there already is somebody's own: nothing is offered."""
        with self._lock:
            if self._running is not None:
                code = self._running.poll()
                return Stage.FAILED if code else Stage.RUNNING
            offered = self._folder.is_dir() and not has_store(self._settings)
            return Stage.OFFERED if offered else Stage.ABSENT

    def take_in(self) -> None:
        """Begin, where they are offered; otherwise nothing happens."""
        if self.stage() is not Stage.OFFERED:
            return
        home = str(self._settings.home)
        command = [sys.executable, "-m", "api.cli", "ingest", str(self._folder), "--home", home]
        with self._lock:
            if self._running is None:
                _log.info("taking in the samples of %s", self._folder)
                nowhere = subprocess.DEVNULL
                self._running = subprocess.Popen(
                    [*command, "--label", "public"], stdin=nowhere, stdout=nowhere
                )

    def close(self) -> None:
        """Stop what still runs; what was taken in stays."""
        with self._lock:
            if self._running is not None and self._running.poll() is None:
                self._running.terminate()
                self._running.wait(_STOP_SECONDS)
