"""Puts the files that containers hold in the place of the containers, so that each is ingested by itself."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Final

from index.document_store import SourceFile
from ingest.containers import Inside, Opening, is_container_name, may_have_attachments, open_container
from ingest.errors import Container, Crashed, NoAccess, TooLarge, Unreadable
from ingest.jobs import Death, Limits, WorkerPool
from ingest.quarantine import Quarantined
from ingest.rereading import STALE
from ingest.sources import Candidate, is_under

DEEPEST: Final = 3
"""Containers in containers are opened so deep."""
ATTACHED: Final = "tệp đính kèm"
"""What the attached files of a PDF are called together, where they could not be taken out of it."""


class Expansion:
    """Opens containers into a folder below `home`, which goes when the ingest ends.

    A file that a container holds is named as if the container were a folder: `a.zip/b.pdf`. `opened` are the
    containers that were opened or are as they were, to be remembered when all that they hold has been read.
    A PDF is a document itself, before those that are attached to it (`a.pdf/b.docx`).
    """

    def __init__(self, home: Path, known: Mapping[str, SourceFile], workers: int, limits: Limits) -> None:
        """Keep what was known of files before."""
        self._home, self._known = home, known
        self._workers, self._limits = workers, limits
        self._folder: Path | None = None
        self._made = 0
        self._attached = _attached(known)
        self._due: set[str] = set()
        self._refused: list[Candidate] = []
        self.opened: list[Candidate] = []
        self.left: set[str] = set()
        """Files that were in a container that has changed, and are not in it any more."""

    def __enter__(self) -> Expansion:
        """Make no folder yet."""
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Delete what was unpacked."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def candidates(self, walk: Iterable[Candidate]) -> list[Candidate]:
        """Return the files to ingest: a container that cannot be opened is one, with its failure."""
        found: list[Candidate] = []
        waiting = list(walk)
        for depth in range(DEEPEST + 1):
            closed: list[Candidate] = []
            for candidate in waiting:
                if not candidate.failure and may_have_attachments(candidate.source):
                    found.append(candidate)
                    if self._has_same_attachments(candidate):
                        found.extend(self._attached_before(candidate))
                    else:
                        closed.append(candidate)
                elif candidate.failure or not is_container_name(candidate.source):
                    found.append(candidate)
                elif self._is_as_it_was(candidate):
                    found.extend(self._remembered(candidate))
                elif depth == DEEPEST:
                    found.append(replace(candidate, failure=TooLarge(f"nested more than {DEEPEST} deep")))
                else:
                    closed.append(candidate)
            waiting = self._open(closed, found) if closed else []
        nested = [replace(one, failure=TooLarge(f"nested more than {DEEPEST} deep")) for one in waiting]
        self._refused.extend(nested)
        return [*found, *nested]

    def due(self) -> list[SourceFile]:
        """Return what is to be remembered of attached files before they are read.

        With it a PDF is opened again after an interruption that came between it and them.
        """
        new = Quarantined.of("", Container("it is still to be read")).stored
        return [
            replace(known, mtime_ns=STALE)
            if (known := self._known.get(source))
            else SourceFile(source, 0, STALE, "", document_id=None, reason=new)
            for source in sorted(self._due)
        ]

    def files(self) -> list[SourceFile]:
        """Return what is to be remembered of the containers, and of attached files that could not be had."""
        reason = Quarantined.of("", Container("each file in it is ingested by itself")).stored
        return [
            SourceFile(one.source, one.size, one.mtime_ns, "", document_id=None, reason=reason)
            for one in self.opened
        ] + [
            SourceFile(
                *(one.source, one.size, one.mtime_ns, ""),
                document_id=None,
                reason=Quarantined.of("", one.failure).stored,
            )
            for one in self._refused
            if one.failure
        ]

    def _is_as_it_was(self, candidate: Candidate) -> bool:
        known = self._known.get(candidate.source)
        return (
            known is not None
            and is_container(known)
            and (known.size, known.mtime_ns) == (candidate.size, candidate.mtime_ns)
        )

    def _has_same_attachments(self, pdf: Candidate) -> bool:
        known = self._known.get(pdf.source)
        if known is None or (known.size, known.mtime_ns) != (pdf.size, pdf.mtime_ns):
            return False
        return all(one.mtime_ns != STALE for one in self._attached.get(pdf.source, ()))

    def _attached_before(self, pdf: Candidate) -> list[Candidate]:
        return [
            Candidate(one.source, pdf.path, one.size, one.mtime_ns)
            for one in self._attached.get(pdf.source, ())
            if not is_container(one)
        ]

    def _remembered(self, candidate: Candidate) -> list[Candidate]:
        self.opened.append(candidate)
        inside = [
            f for f in self._known.values() if is_under(f.source, candidate.source) and not is_container(f)
        ]
        return [Candidate(one.source, candidate.path, one.size, one.mtime_ns) for one in inside]

    def _open(self, closed: Sequence[Candidate], found: list[Candidate]) -> list[Candidate]:
        """Open containers; what cannot be opened, or is none, goes to `found`. Return what was in them."""
        inside: list[Candidate] = []
        by_source = {candidate.source: candidate for candidate in closed}
        with WorkerPool(open_container, min(self._workers, len(closed)), self._limits) as pool:
            for task, result in pool.results([self._opening(one) for one in closed]):
                candidate = by_source[task.source]
                if may_have_attachments(candidate.source):
                    inside.extend(self._taken_out(candidate, result, found))
                elif isinstance(result, tuple) and result:
                    files = [_candidate(candidate, one) for one in result]
                    inside.extend(files)
                    self.opened.append(candidate)
                    there = {one.source for one in files}
                    self.left.update(
                        source
                        for source in self._known
                        if source != candidate.source
                        and is_under(source, candidate.source)
                        and not any(is_under(source, one) for one in there)
                    )
                elif isinstance(result, tuple):
                    found.append(candidate)
                else:
                    failure = _death(result) if isinstance(result, Death) else result
                    found.append(replace(candidate, failure=failure))
        return inside

    def _taken_out(
        self, pdf: Candidate, result: tuple[Inside, ...] | Unreadable | Death, found: list[Candidate]
    ) -> list[Candidate]:
        """Return the attached files of a PDF; where it cannot be opened, what there was stays, in `found`."""
        before = self._attached_before(pdf)
        if isinstance(result, NoAccess):  # which the PDF itself will tell
            found.extend(before)
            return []
        if isinstance(result, tuple):
            files = [_candidate(pdf, one) for one in result]
            there = {one.source for one in files}
            gone = {one.source for one in before if not any(is_under(one.source, name) for name in there)}
            self.left |= gone
        else:
            failure = _death(result) if isinstance(result, Death) else result
            files = [Candidate(f"{pdf.source}/{ATTACHED}", pdf.path, 0, pdf.mtime_ns, failure)]
            found.extend(one for one in before if one.source != files[0].source)
            there, gone = {files[0].source}, set()
        self._due |= there | gone
        self._refused.extend(one for one in files if one.failure)
        return files

    def _opening(self, candidate: Candidate) -> Opening:
        if self._folder is None:
            self._home.mkdir(parents=True, exist_ok=True)
            self._folder = Path(mkdtemp(prefix="unpacked-", dir=self._home))
        self._made += 1
        into = self._folder / str(self._made)
        into.mkdir()
        return Opening(candidate.source, candidate.path, into)


def is_container(file: SourceFile) -> bool:
    """Tell whether a file is remembered as one whose files are ingested by themselves."""
    return file.document_id is None and (file.reason or "").startswith(f"{Container.code}:")


def _attached(known: Mapping[str, SourceFile]) -> Mapping[str, Sequence[SourceFile]]:
    """Return what is known of files in PDFs, by these."""
    found: dict[str, list[SourceFile]] = defaultdict(list)
    for file in known.values():
        for end in re.finditer(r"\.pdf(?=/)", file.source, re.IGNORECASE):
            found[file.source[: end.end()]].append(file)
    return found


def _candidate(container: Candidate, inside: Inside) -> Candidate:
    return Candidate(
        *(f"{container.source}/{inside.name}", inside.path, inside.size, container.mtime_ns),
        failure=inside.failure,
        declared=inside.declared,
    )


def _death(death: Death) -> TooLarge | Crashed:
    if death.timed_out:
        return TooLarge("taking it apart took longer than allowed")
    return Crashed(f"the process that took it apart ended with status {death.exit_code}")
