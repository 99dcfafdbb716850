"""Publishing on this machine what other machines have written to the store that they share."""

from __future__ import annotations

import time
from typing import Final

from index.embedder import Embedder
from index.settings import Settings
from index.store_opening import open_store
from index.upkeep import Upkeep

_LOOK_SECONDS: Final = 2.0


class Following:
    """Compares the store's log with what is published here, and publishes when it has gone on.

    What was deleted or has another label counts at once without that, since every question looks at the log.
    While others write without a pause, it publishes no more often than `publish_every_seconds`.
    """

    def __init__(self, settings: Settings) -> None:
        """Look at nothing yet; a store in the home is written by this machine alone, and not followed."""
        self._settings = settings
        self._last = -settings.publish_every_seconds
        self.seconds = _LOOK_SECONDS if settings.store_url is not None else None
        """How long to wait between two looks, in seconds; `None` where there is nothing to follow."""

    def catch_up(self, embedder: Embedder | None) -> Embedder | None:
        """Publish what is new, and return the embedder, opened where it was needed.

        Raises:
            StoreUnreachable: no server answers; what is published goes on answering.
            StoreBusy: another process of this machine publishes.
            ModelUnavailable: the embedding model is not on this machine.
        """
        if self.seconds is None or time.monotonic() - self._last < self._settings.publish_every_seconds:
            return embedder
        with open_store(self._settings) as store:
            upkeep = Upkeep(self._settings, store, embedder)
            if not store.counts("").documents or upkeep.is_published():
                return embedder
            upkeep.publish()
        self._last = time.monotonic()
        return upkeep.embedder
