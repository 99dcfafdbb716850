"""Follows the change feed of another service: its documents are handed in here, its losses taken out."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from api.connect.jobs_followed import follow_jobs
from api.connect.state import ConnectorState, Item
from api.connect.target import Refused, ServiceClient

_log = logging.getLogger(__name__)
_CURSOR = "cursor"
_SWEEP = "sweep"
"""Set while the feed is read from its beginning: what is not told by its end is gone."""


@dataclass(slots=True)
class FeedConnector:
    """One feed and the service its documents go to; without `label` each keeps its own."""

    name: str
    label: str | None
    state: ConnectorState
    source: ServiceClient
    target: ServiceClient

    def look(self) -> int:
        """Take over all that has changed; return how many documents are still being read here.

        Raises:
            Refused: the feed may not be read.
            Stopped: the connector was told to end; what was done so far is recorded.
        """
        cursor = self.state.note(_CURSOR)
        if not cursor:
            self._begin()
        while True:
            try:
                stretch = self.source.changes(cursor)
            except Refused as refusal:
                if refusal.code != "cursor_invalid" or not cursor:
                    raise
                _log.warning("the feed is read from its beginning: %s", refusal)
                cursor = ""
                self._begin()
                continue
            for change in stretch["changes"]:
                self._take_over(change)
            cursor = stretch["next"]
            self.state.set_note(_CURSOR, cursor)
            if not stretch["more"]:
                break
        self._sweep()
        return follow_jobs(self.state, self.target)

    def _begin(self) -> None:
        self.state.set_note(_SWEEP, "1")
        self.state.set_note(_CURSOR, "")
        self.state.begin_again()

    def _sweep(self) -> None:
        if self.state.note(_SWEEP):
            for name in self.state.unseen():
                self._take_out(name)
            self.state.set_note(_SWEEP, "")

    def _take_over(self, change: dict[str, Any]) -> None:
        document_id, head = change["document_id"], change["document"]
        self.state.see(document_id)
        if head is None:
            self._take_out(document_id)
            return
        label = self.label or head["label"]
        digest = f"{label} {head['sha256']}"
        before = self.state.item(document_id)
        if before is not None and before.digest == digest and before.problem is None:
            return  # only its validity has changed, which follows here from the acts themselves
        try:
            content = self.source.original(document_id)
            if hashlib.sha256(content).hexdigest() != head["sha256"]:
                return  # it has changed since, and comes again in the feed
            name = PurePosixPath(head["source"]).name
            job = self.target.put(name, lambda: BytesIO(content), self._reference(document_id), label)
        except Refused as refusal:
            if refusal.is_of_the_key:
                raise
            _log.warning("document %s: not taken over: %s", document_id, refusal)
            self.state.put(Item(document_id, 0, 0, "", problem=str(refusal)))
            return
        self.state.put(Item(document_id, len(content), 0, digest, job=job))
        _log.info("document %s: handed in", document_id)

    def _take_out(self, document_id: str) -> None:
        if self.state.item(document_id) is not None:
            self.target.remove(self._reference(document_id))
            self.state.drop(document_id)
            _log.info("document %s: taken out", document_id)

    def _reference(self, document_id: str) -> str:
        return f"feed:{self.name}/{document_id}"
