"""The process that writes: it ingests what was uploaded, and changes labels and deletes, beside the service.

It is told in lines of JSON on standard input (`wake`, or an order with a number) and answers in lines on
standard output. It ends when its input does, after the file at hand; jobs that are left go on next time.
Where the store lies on a server, it also publishes here what other machines have written there.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from api.dms.following import Following
from api.dms.jobs import FileState, Job, Jobs, JobState
from api.dms.originals import Originals
from api.dms.work import Work
from api.edxml.settling import Settling
from api.logs import configure_logs, log_fault
from index.access import AccessLabel, Principal
from index.document_store import DocumentHead, DocumentStore
from index.embedder import Embedder
from index.errors import DocumentNotFound, IndexFailure, StoreBusy, StoreUnreachable
from index.offline import offline
from index.reading_corrections import Field, ReadingCorrection
from index.settings import Settings, load_settings
from index.sql_store import SqlStore
from index.store_opening import open_store
from index.upkeep import Upkeep
from ingest.correcting import enter, reread, undo
from ingest.errors import CorrectionRefused
from ingest.ocr_cache import forget
from ingest.progress import Silence
from ingest.succession import apply_endings

_AGAIN_SECONDS: Final = 2.0
"""How long to wait for another writer, or for a server that is lost, before the next try."""
_log = logging.getLogger(__name__)


class _Interrupted(Exception):
    """Embedding makes room: there is a job, or the service ends."""


class Worker:
    """Does what is to be done, one job after the other; orders go in between, as soon as they come."""

    def __init__(self, settings: Settings, answer: IO[str]) -> None:
        """Keep the settings, and where answers go."""
        self._settings = settings
        self._jobs = Jobs(settings.home)
        self._answer = answer
        self._answering = threading.Lock()
        self._opening = threading.RLock()
        self._store: SqlStore | None = None
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._changed = False
        self._corrected = True  # whatever a process that ended before had not read again
        self._following = Following(settings)
        self._embedder: Embedder | None = None  # to be opened once, since that takes seconds

    def listen(self, orders: IO[str]) -> None:
        """Follow the service until it says no more."""
        for line in orders:
            order = json.loads(line)
            if order["do"] != "wake":
                self._say({"n": order["n"], "problem": self._carried_out(order)})
            self._wake.set()
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self._work()
            except (StoreBusy, StoreUnreachable):
                for job in self._jobs.unfinished():
                    self._jobs.set_state(job.seq, JobState.WAITING)
                self._follow()
                self._stop.wait(_AGAIN_SECONDS)
                continue
            except Exception as fault:
                log_fault(_log, "the writing process", fault)
                for job in self._jobs.unfinished():
                    if job.state is JobState.RUNNING:
                        self._jobs.set_state(job.seq, JobState.FAILED)
            if not self._wake.is_set():
                self._say({"idle": True})
            while not self._wake.wait(self._following.seconds):
                self._follow()

    def _work(self) -> None:
        if not self._changed and not self._jobs.unfinished() and not Settling.is_due(self._settings):
            return
        with self._open() as store:
            upkeep = Upkeep(self._settings, store, self._embedder)
            if self._corrected:
                self._corrected = False
                reread(store, self._settings, upkeep, Silence())
            work = Work(self._settings, store, upkeep, self._jobs, self._stop.is_set)
            done: list[tuple[Job, dict[str, Any]]] = []
            while not self._stop.is_set() and (waiting := self._left(done)):
                self._jobs.set_state(waiting[0].seq, JobState.RUNNING)
                counts = work.carry_out(waiting[0])
                if counts is not None:
                    done.append((waiting[0], counts))
            self._changed = False
            if not upkeep.is_published():
                upkeep.publish()
                self._embedder = upkeep.embedder
            for job, counts in done:
                self._jobs.set_state(job.seq, JobState.DONE, counts)
                self._let_go(job)
            if Settling(self._settings, store).run():
                upkeep.publish()
            self._embed(upkeep)

    def _let_go(self, job: Job) -> None:
        """Drop what waited for a job that is done, but what could not be read: it can be tried again."""
        now = self._jobs.of(job.owner, job.id)
        unread = {f.sha256 for f in now.files if f.state is FileState.QUARANTINED} if now else set()
        Originals(self._settings.home).keep_only(job.id, unread)

    def _left(self, done: list[tuple[Job, dict[str, Any]]]) -> list[Job]:
        over = {job.seq for job, _ in done}
        return [job for job in self._jobs.unfinished() if job.seq not in over]

    def _embed(self, upkeep: Upkeep) -> None:
        """Give the new texts their vectors; a new job or the end of the service comes first."""

        def tell(_: int) -> None:
            if self._stop.is_set() or self._corrected or self._jobs.unfinished():
                raise _Interrupted

        if self._stop.is_set() or upkeep.is_embedded():
            return
        try:
            upkeep.embed(tell)
        except _Interrupted:
            self._wake.set()
            return
        upkeep.publish()

    def _follow(self) -> None:
        try:
            self._embedder = self._following.catch_up(self._embedder)
        except (StoreBusy, StoreUnreachable) as lost:
            _log.warning("following the store: %s", lost)
        except Exception as fault:
            log_fault(_log, "following the store", fault)

    @contextmanager
    def _open(self) -> Iterator[SqlStore]:
        with self._opening:
            self._store = open_store(self._settings, write=True)
        try:
            yield self._store
        finally:
            with self._opening:
                self._store.close()
                self._store = None

    def _carried_out(self, order: dict[str, Any]) -> str | None:
        """Carry an order out at once; return the code of the problem, if there is one."""
        try:
            with self._opening:
                if self._store is not None:
                    self._obey(self._store, order)
                else:
                    with open_store(self._settings, write=True) as store:
                        self._obey(store, order)
        except (StoreBusy, StoreUnreachable):
            return "store_busy"
        except DocumentNotFound:
            return "document_not_found"
        except CorrectionRefused:
            return "correction_not_found"
        except IndexFailure as failure:
            log_fault(_log, "an order", failure)
            return "not_ready"
        except Exception as fault:
            log_fault(_log, "an order", fault)
            return "internal"
        self._changed = True
        return None

    def _obey(self, store: DocumentStore, order: dict[str, Any]) -> None:
        document_id = order["document_id"]
        head = next(iter(store.heads(Principal.operator(), ids=[document_id])), None)
        if order["do"] in {"correct", "undo"}:
            self._correct(store, head, order)
            return
        with store.batch():
            if order["do"] == "relabel":
                store.relabel(document_id, AccessLabel.parse(order["label"]))
            elif not store.delete(document_id):
                raise DocumentNotFound(document_id)
            apply_endings(store)
        if head is None or order["do"] == "relabel":
            return
        forget(self._settings.home, head.sha256)
        Originals(self._settings.home).remove(head.source)

    def _correct(self, store: DocumentStore, head: DocumentHead | None, order: dict[str, Any]) -> None:
        """Keep a correction; its file is read again before the next job."""
        if head is None:
            raise DocumentNotFound(order["document_id"])
        if order["do"] == "undo":
            undo(store, head, order["entry"], order["who"])
        else:
            given = [one | {"field": Field(one["field"])} for one in order["corrections"]]
            enter(store, head, [ReadingCorrection(**one) for one in given])
        self._corrected = True

    def _say(self, told: dict[str, Any]) -> None:
        with self._answering:
            try:
                print(json.dumps(told), file=self._answer, flush=True)
            except BrokenPipeError:
                self._stop.set()


def main(home: Path) -> None:
    """Serve the service of a home until it ends."""
    settings = load_settings(home)
    configure_logs(settings)
    offline()
    os.nice(10)  # people who wait for an answer come first
    # What a library prints must not come between the answers.
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(settings, answer)
    threading.Thread(target=worker.listen, args=(sys.stdin,), daemon=True).start()
    worker.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
