"""The channels that administrators have switched off while the service runs, in `HOME/channels.json`."""

from __future__ import annotations

import json
import logging
import secrets
import threading
from pathlib import Path
from typing import Final

from index.settings import Settings

_log = logging.getLogger(__name__)

FILE: Final = "channels.json"
SWITCHED: Final = ("guest", "api", "openai", "mcp", "edxml", "webhooks")
"""Those that can be switched; the page itself is left out, for nobody could switch it on again there."""


class Switches:
    """Tells which channels are on: those of the settings, less what is switched off; safe between threads.

    Every process on the home sees a switch with its next request. A file that cannot be read leaves the page
    alone on.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep where the file lies; there is none before the first switch."""
        self._path, self._open = settings.home / FILE, settings.open_channels
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._off: frozenset[str] = frozenset()

    def on(self) -> frozenset[str]:
        """Return the channels that are on."""
        return self._open - self._switched_off()

    def turn(self, name: str, *, on: bool) -> None:
        """Switch a channel that the settings leave open. Raises `ValueError` for any other."""
        if name not in SWITCHED or name not in self._open:
            raise ValueError(f"{name} cannot be switched here")
        with self._lock:
            off = set(_read(self._path))
            (off.discard if on else off.add)(name)
            written = self._path.with_name(f"tmp-{FILE}-{secrets.token_hex(8)}")
            written.write_text(json.dumps({"off": sorted(off)}), encoding="utf-8")
            written.replace(self._path)

    def _switched_off(self) -> frozenset[str]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return frozenset()
        with self._lock:
            if self._seen != (found.st_mtime_ns, found.st_ino):
                self._off, self._seen = _read(self._path), (found.st_mtime_ns, found.st_ino)
            return self._off


def _read(path: Path) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads(path.read_text(encoding="utf-8"))["off"]))
    except FileNotFoundError:
        return frozenset()
    except (ValueError, TypeError, KeyError):
        _log.warning("%s cannot be read: every channel that it could switch off is off", path.name)
        return frozenset(SWITCHED)
