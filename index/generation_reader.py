"""The generation in use, followed from one publication to the next."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Final

from index.errors import GenerationFailure
from index.generation import Generation
from index.layout import CURRENT, generations_folder
from index.manifest import Header, Manifest

_log = logging.getLogger(__name__)
Stamp = tuple[int, int, int] | None
_LOOK_AGAIN: Final = (-1, -1, -1)


class GenerationReader:
    """Hands out the generation in use to many threads, and swaps it when another has been published.

    A caller keeps what it was given for the whole of one question; the old generation is let go when the last
    such caller is done. A generation is opened by the sizes of its files, which takes no time; their hashes
    are compared beside, once, and where one differs the newest whole generation answers from then on.
    """

    def __init__(self, home: Path, header: Header) -> None:
        """Remember where to look; nothing is opened yet."""
        self._home = home
        self._header = header
        self._pointer = generations_folder(home) / CURRENT
        self._lock = threading.Lock()
        self._held: tuple[Stamp, Generation] | None = None
        self._verified: set[int] = set()
        self._damaged: set[int] = set()

    def current(self) -> Generation:
        """Return the generation in use; one `stat` where nothing has changed.

        While another thread opens a new generation, and when a new one cannot be opened, the one that is held
        goes on answering (the latter is logged once).

        Raises:
            NoGeneration, GenerationDamaged, GenerationMismatch: none is held and none can be opened.
        """
        stamp, held = self._stamp(), self._held
        if held is not None and held[0] == stamp:
            return held[1]
        if not self._lock.acquire(blocking=held is None) and held is not None:
            return held[1]
        try:
            return self._swap(stamp)
        finally:
            self._lock.release()

    def _swap(self, stamp: Stamp) -> Generation:
        held = self._held
        if held is not None and held[0] == stamp:
            return held[1]
        try:
            opened = Generation.open_current(self._home, self._header, damaged=self._damaged)
        except GenerationFailure as failure:
            if held is None:
                raise
            _log.error("%s; still answering from %s", failure, held[1].folder.name)
            opened = held[1]
        self._held = (stamp, opened)
        if opened.manifest.number not in self._verified:
            self._verified.add(opened.manifest.number)
            threading.Thread(target=self._verify, args=(opened.folder, opened.manifest), daemon=True).start()
        return opened

    def _verify(self, folder: Path, manifest: Manifest) -> None:
        """Compare hashes; it holds no lease, so that files may be gone once nobody reads them."""
        differing = manifest.damaged(folder, hashes=True)
        with self._lock:
            held = self._held
            if not differing or held is None or held[1].folder != folder:
                return
            _log.error(
                "%s: %s differ from the manifest: run `thutuc index rebuild`",
                folder.name,
                ", ".join(differing),
            )
            self._damaged.add(manifest.number)
            self._held = (_LOOK_AGAIN, held[1])

    def _stamp(self) -> Stamp:
        try:
            status = self._pointer.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def close(self) -> None:
        """Let go of the generation that is held."""
        with self._lock:
            self._held = None
