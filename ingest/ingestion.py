"""One ingest: what is new goes through the workers into the store, and then into the indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from os.path import normpath
from pathlib import Path
from time import monotonic
from typing import Final, Protocol

from index.access import AccessLabel, Principal
from index.document_store import Change, DocumentHead, DocumentStore, SourceFile
from index.documents import is_given
from index.reading_corrections import ReadingCorrection
from index.settings import Settings
from ingest.bulk import BulkReader, Outcome, ProcessReader
from ingest.doubts import doubt
from ingest.errors import IngestFailure, NoAccess, Unreadable
from ingest.expanding import Expansion
from ingest.held import Held
from ingest.jobs import Limits
from ingest.ocr_cache import keep_only
from ingest.pipeline import PARSER_VERSION, Failed, Parsed, Same, Task
from ingest.quarantine import Quarantined
from ingest.recognition import OcrWish
from ingest.report import Report
from ingest.rereading import STALE, mark_stale
from ingest.said import Said
from ingest.sources import Candidate, Walk, is_under, printable
from ingest.succession import apply_endings, as_open

_OPERATOR: Final = Principal.operator()
_BATCH: Final = 64
"""Documents to a transaction: 64 share one fsync, and an interruption reads at most so many again."""
_BATCH_SECONDS: Final = 2.0
_SHARE_OF_PUBLISHING: Final = 10
"""A long ingest spends at most one part in so many on publishing what it has so far."""


class Indexes(Protocol):
    """Puts what is live into the published indexes.

    Failure: `IndexFailure` where the model is missing or another process publishes.
    """

    def publish(self) -> object:
        """Publish what is live; what it returns is nothing to an ingest."""
        ...


class Progress(Protocol):
    """Hears how far an ingest is. Failure: none."""

    def total(self, files: int) -> None:
        """Hear how many files there are."""
        ...

    def page(self, done: int, total: int) -> None:
        """Hear that a file that takes long is at one of its pages."""
        ...

    def advance(self, provisions: int) -> None:
        """Hear that one more file is done, with so many provisions."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What the operator asked for; `label` is `None` where none was given.

    With `expand`, archives, e-mails and envelopes are taken apart, and each file in them is ingested. `ids`
    gives new files, by their source, the ids of their documents: such an id tells nothing of what is held.
    """

    paths: Sequence[Path]
    label: AccessLabel | None = None
    sync: bool = False
    workers: int = 0
    expand: bool = True
    ids: Mapping[str, str] = field(default_factory=dict)


class Ingestion:
    """Brings a store up to date with files; the one writer."""

    def __init__(
        self,
        store: DocumentStore,
        settings: Settings,
        indexes: Indexes,
        progress: Progress,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Keep the rooms; `stopped` is asked after each file whether to end there."""
        self._store = store
        self._settings = settings
        self._indexes = indexes
        self._progress = progress
        self._stopped = stopped
        self.report = Report()
        self._wish = Wish(())
        self._known: dict[str, SourceFile] = {}
        self._held = Held()
        self._waiting: list[Parsed | Same | tuple[Candidate, Failed]] = []
        self._again: list[Task] = []
        self._said: dict[str, Said] = {}
        self._corrections: Mapping[str, tuple[ReadingCorrection, ...]] = {}
        self._changed = False
        self._ocr = OcrWish(
            settings.ocr_languages, settings.ocr_pages, settings.ocr_seconds, settings.home.absolute()
        )

    def run(self, wish: Wish, reader: BulkReader | None = None) -> Report:
        """Ingest, and publish what is new to the lexical index; the report counts each path once.

        `reader` reads the files; without one, processes of this machine do.

        Raises:
            NothingToIngest: a named path does not exist; nothing was done.
            IndexFailure: the store cannot be written.
            IngestFailure: nobody reads any more; what was read is in the store.
        """
        walk = Walk(wish.paths, leave_out=[self._settings.home])
        self._wish = wish
        mark_stale(self._store, self._settings.home, PARSER_VERSION, self._ocr)
        self._known = {file.source: file for file in self._store.files()}
        self._corrections = self._store.reading_corrections.standing()
        for head in self._store.heads(_OPERATOR):
            self._held.hold(head)
        with self._expansion() as expansion:
            candidates = expansion.candidates(walk) if wish.expand else list(walk)
            self.report.hidden = walk.hidden
            gone = self._gone([*candidates, *expansion.opened]) if wish.sync else frozenset()
            self._held.vanished = gone | expansion.left
            self._put_files(expansion.due())
            self._progress.total(len(candidates))
            reader = reader or ProcessReader.of(self._settings, wish.workers)
            self._read(list(self._new(candidates)), reader)
            if not self._stopped():
                again, self._again = self._again, []
                self._read(again, reader)
        self._forget_vanished()
        self._remember(expansion)
        with self.report.timed("store"):
            apply_endings(self._store, self._said)
        keep_only(self._settings.home, {file.sha256 for file in self._store.files()})
        self.report.provisions = sum(head.provisions for head in self._store.heads(_OPERATOR))
        self.report.interrupted = self._stopped()
        return self.report

    def _expansion(self) -> Expansion:
        limits = Limits.of(self._settings)
        workers = self._wish.workers or self._settings.parsing_workers
        return Expansion(self._settings.home, self._known, workers, limits)

    def _remember(self, expansion: Expansion) -> None:
        """Remember the containers, all of whose files are dealt with, so that they are not opened again."""
        if not self._stopped():
            self._put_files(expansion.files())

    def _put_files(self, files: Sequence[SourceFile]) -> None:
        changed = [file for file in files if self._known.get(file.source) != file]
        if not changed:
            return
        with self._store.batch():
            for file in changed:
                self._store.put_file(file)

    # What to read

    def _new(self, candidates: Sequence[Candidate]) -> Iterator[Task]:
        for candidate in candidates:
            known = self._known.get(candidate.source)
            if candidate.failure is not None:
                self._refuse(Quarantined.of(candidate.source, candidate.failure))
            elif known is None or (known.size, known.mtime_ns) != (candidate.size, candidate.mtime_ns):
                yield self._task(candidate, known)
            elif known.document_id is None:
                self._refuse(Quarantined.recall(candidate.source, known.reason or Unreadable.code))
            else:
                self._leave(self._held[known.document_id], candidate.source)

    def _task(self, candidate: Candidate, known: SourceFile | None) -> Task:
        held = self._held.get(known.document_id) if known else None
        label = self._wish.label or (held.label if held else AccessLabel.parse(self._settings.default_label))
        skip = known.sha256 if known and known.mtime_ns != STALE else None
        given = self._wish.ids.get(candidate.source, "")
        if held is not None and held.source == candidate.source:
            given = held.id if is_given(held.id, held.identity, held.sha256) else ""
        elif held is not None and given and held.label != label:
            skip = None  # an earlier version made it one with another file: now it has a label of its own
        return Task(
            *(candidate.source, candidate.path, candidate.size, candidate.mtime_ns, label),
            known_sha256=skip,
            ocr=self._ocr,
            declared=candidate.declared,
            corrections=self._corrections,
            document_id=given,
        )

    def _leave(self, head: DocumentHead, source: str) -> None:
        """Count a file that is as it was; a label that was asked for counts for its own document only."""
        change = Change.UNCHANGED
        if self._wish.label not in (None, head.label) and head.source == source:
            assert self._wish.label is not None
            self._store.relabel(head.id, self._wish.label)
            self._held.hold(replace(head, label=self._wish.label))
            self._changed, change = True, Change.UPDATED
        self._count(change)

    # Reading and putting in

    def _read(self, tasks: Sequence[Task], reader: BulkReader) -> None:
        if not tasks or self._stopped():
            return
        with closing(reader.results(tasks, self._hear)) as results:
            try:
                self._take_all(results)
            except IngestFailure:
                self._flush()  # nobody reads any more; what was read is kept
                raise
        self._flush()

    def _take_all(self, results: Iterator[tuple[Task, Outcome]]) -> None:
        flushed = published = monotonic()
        pause = self._settings.publish_every_seconds
        for task, result in results:
            self._take(task, result)
            if len(self._waiting) >= _BATCH or monotonic() - flushed >= _BATCH_SECONDS:
                self._flush()
                flushed = monotonic()
            if self._stopped():
                break
            if monotonic() - published >= pause and self._changed:
                self._flush()
                begun = monotonic()
                with self.report.timed("lexical"):
                    self._indexes.publish()
                published = monotonic()
                pause = max(pause, (published - begun) * _SHARE_OF_PUBLISHING)

    def _hear(self, _task: Task, page: int, pages: int) -> None:
        self._progress.page(page, pages)

    def _take(self, task: Task, result: Parsed | Same | Failed) -> None:
        if isinstance(result, Failed):
            self.report.seconds["read"] += result.seconds
            candidate = Candidate(task.source, task.path, task.size, task.mtime_ns)
            self._waiting.append((candidate, result))
        elif isinstance(result, Same):
            self._waiting.append(result)
        else:
            self.report.seconds["read"] += result.seconds
            self._take_document(task, result)

    def _take_document(self, task: Task, parsed: Parsed) -> None:
        document = parsed.document
        if twin := self._held.same_bytes(task, document):
            self._waiting.append(Same(replace(parsed.file, document_id=twin)))
            return
        held = self._held.get(document.id)
        other = held is not None and held.sha256 != document.sha256 and not task.document_id
        if held is not None and other and self._held.is_another(document.id, task.source):
            told = as_open(held.label, task.label)
            self._again.append(replace(task, distinct=True, tells_twin=told))
            return
        if self._held.another_text(task, document):
            document = replace(document, doubts=(*document.doubts, doubt("another_text")))
            parsed = replace(parsed, document=document)
        self._held.hold(
            DocumentHead(
                *(document.id, document.identity, document.title, document.source, document.sha256),
                *(document.label, document.language, document.validity, document.portal_status),
                *(document.legal_bases, document.doubts, len(parsed.provisions)),
            ),
        )
        self._waiting.append(parsed)

    def _flush(self) -> None:
        """Put what waits into the store, in one transaction."""
        if not self._waiting:
            return
        with self.report.timed("store"), self._store.batch():
            for item in self._waiting:
                self._put(item)
        self._waiting.clear()

    def _put(self, item: Parsed | Same | tuple[Candidate, Failed]) -> None:
        if isinstance(item, Parsed):
            change = self._store.put(item.document, item.provisions, item.passages, item.file)
            self._said[item.document.id] = item.said
            self._changed = self._changed or change is not Change.UNCHANGED
            self._count(change, len(item.provisions))
        elif isinstance(item, Same):
            self._put_same(item.file)
        else:
            self._put_failed(*item)

    def _put_same(self, file: SourceFile) -> None:
        known = self._known.get(file.source)
        if file.document_id is None and known is not None:
            file = replace(file, document_id=known.document_id, reason=known.reason)
        self._store.put_file(file)
        if file.document_id is None:
            self._refuse(Quarantined.recall(file.source, file.reason or Unreadable.code))
        else:
            self._leave(self._held[file.document_id], file.source)

    def _put_failed(self, candidate: Candidate, failed: Failed) -> None:
        quarantined = Quarantined.of(candidate.source, failed.failure)
        known = self._known.get(candidate.source)
        if known is not None and known.document_id is not None:
            quarantined = replace(
                quarantined, detail=f"{quarantined.detail}; what was read from it before stays live"
            )
        # Rights are given back without a change of bytes, so a refusal is not remembered.
        if not isinstance(failed.failure, NoAccess):
            self._store.put_file(
                SourceFile(
                    *(candidate.source, candidate.size, candidate.mtime_ns, failed.sha256),
                    document_id=None,
                    reason=quarantined.stored,
                )
            )
        self._refuse(quarantined)

    # What is gone

    def _gone(self, candidates: Sequence[Candidate]) -> frozenset[str]:
        """Name the known files under the named paths that are gone; what a refused folder holds is not."""
        there = {candidate.source for candidate in candidates}
        refused = [candidate.source for candidate in candidates if candidate.failure is not None]
        roots = [printable(normpath(path)) for path in self._wish.paths]
        return frozenset(
            source
            for source in self._known
            if source not in there
            and any(is_under(source, root) for root in roots)
            and not any(is_under(source, folder) for folder in refused)
        )

    def _forget_vanished(self) -> None:
        if not self._held.vanished or self._stopped():
            return
        with self.report.timed("store"), self._store.batch():
            for source in sorted(self._held.vanished):
                gone = self._store.forget(source)
                self.report.deleted += len(gone)
                self._changed = True

    def _count(self, change: Change, provisions: int = 0) -> None:
        self.report.count(change)
        self._progress.advance(provisions)

    def _refuse(self, quarantined: Quarantined) -> None:
        self.report.quarantined.append(quarantined)
        self._progress.advance(0)
