"""What becomes of envelopes once their attachments are read: accepted or not, and what they change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from api.dms.jobs import FileState, Job, Jobs, JobState
from api.edxml.receiving import CHANGES
from api.edxml.register import Entry, Register, StatusCode
from api.edxml.words import told
from index.access import Principal
from index.amendments import Correction
from index.document_store import DocumentHead
from index.settings import Settings
from index.sql_store import SqlStore
from index.validity import Validity
from ingest.envelope import Business
from ingest.quarantine import reason
from ingest.succession import apply_endings, as_open

WHO = "edxml"
"""Who set the validity of documents that the exchange has revoked or replaced."""


class Settling:
    """Settles envelopes, the oldest first, on a store that is open for writing.

    A revoked or replaced document stays, with the day from which it is out of force and why; its own words on
    its force come back with a new envelope for it. Failure: `IndexFailure` where the store cannot be written.
    """

    def __init__(self, settings: Settings, store: SqlStore) -> None:
        """Keep the rooms."""
        self._store = store
        self._register, self._jobs = Register(settings.home), Jobs(settings.home)

    @staticmethod
    def is_due(settings: Settings) -> bool:
        """Tell whether an envelope waits for nothing but to be settled."""
        jobs = Jobs(settings.home)
        return any(_is_ready(_job(jobs, entry)) for entry in Register(settings.home).waiting())

    def run(self) -> bool:
        """Settle what can be; tell whether the force of any document has changed."""
        changed = False
        for entry in self._register.waiting():
            job = _job(self._jobs, entry)
            if _is_ready(job):
                changed = self._settle(entry, job) or changed
        if changed:
            apply_endings(self._store)
        return changed

    def _settle(self, entry: Entry, job: Job | None) -> bool:
        if entry.business is Business.REVOCATION:
            day = f"{date.today():%d/%m/%Y}"
            changed = self._end(self._documents(entry, entry.targets), told("withdrawn_on", day=day), entry)
            self._register.settle(entry.seq, StatusCode.CHANGE_ACCEPTED, told("revoked"))
            return changed
        rejected = StatusCode.CHANGE_REJECTED if entry.business in CHANGES else StatusCode.REJECTED
        if job is None or job.state is JobState.FAILED:
            self._register.settle(entry.seq, rejected, told("failed"))
            return False
        live = {f.document_id for f in job.files if f.state is FileState.LIVE and f.document_id}
        bad = [f for f in job.files if f.state is not FileState.LIVE]
        files = "; ".join(f"{f.name}: {reason(f.code or 'unreadable')}" for f in bad)
        if not live:
            self._register.settle(entry.seq, rejected, told("unreadable", files=files))
            return False
        changed = self._revive(live)
        if entry.business in CHANGES:
            old = self._documents(entry, entry.targets) - live
            changed = self._end(old, self._replaced_by(entry), entry, live) or changed
            self._register.settle(entry.seq, StatusCode.CHANGE_ACCEPTED, self._changed_words(entry, files))
        else:
            words = told("accepted_in_part", files=files) if bad else told("accepted")
            self._register.settle(entry.seq, StatusCode.ACCEPTED, words)
        return changed

    def _documents(self, entry: Entry, targets: Iterable[str]) -> set[str]:
        """Return the documents that earlier envelopes of the owner brought in under DocumentIds."""
        found = set[str]()
        for target in targets:
            for earlier in self._register.of_document(entry.owner, target):
                job = _job(self._jobs, earlier) if earlier.seq < entry.seq else None
                found |= {f.document_id for f in job.files if f.document_id} if job else set()
        return found

    def _end(self, documents: set[str], basis: str, entry: Entry, by: Iterable[str] = ()) -> bool:
        """Set documents out of force from today on; what replaces them is named to who may read it."""
        heads = self._heads(documents)
        successors = self._heads(by)
        for head in heads:
            seen = all(as_open(one.label, head.label) for one in successors)
            words = basis if seen else told("ended_on", day=f"{date.today():%d/%m/%Y}")
            validity = Validity(_started(head), date.today(), words)
            note = f"{entry.business.name.lower()} by {entry.sender.id}: {entry.document_id}"
            self._store.amendments.correct(Correction(head.id, "", validity, WHO, note))
        return bool(heads)

    def _revive(self, documents: Iterable[str]) -> bool:
        """Take back what an earlier envelope set for documents that have come anew."""
        revived = False
        for head in self._heads(documents):
            own = [c for c in self._store.amendments.corrections(head.id) if not c.place]
            if own and own[-1].who == WHO and own[-1].validity is not None:
                self._store.amendments.correct(Correction(head.id, "", None, WHO, "sent anew"))
                revived = True
        return revived

    def _heads(self, ids: Iterable[str]) -> tuple[DocumentHead, ...]:
        wanted = sorted(ids)
        return self._store.heads(Principal.operator(), ids=wanted) if wanted else ()

    def _replaced_by(self, entry: Entry) -> str:
        day = f"{date.today():%d/%m/%Y}"
        return (
            told("replaced_by", number=entry.number, day=day) if entry.number else told("ended_on", day=day)
        )

    def _changed_words(self, entry: Entry, bad: str) -> str:
        unknown = [one for one in entry.targets if not self._known_before(entry, one)]
        if unknown:
            return told("changed_unknown", documents="; ".join(unknown))
        return told("changed_in_part", files=bad) if bad else told("changed")

    def _known_before(self, entry: Entry, target: str) -> bool:
        return any(one.seq < entry.seq for one in self._register.of_document(entry.owner, target))


def _job(jobs: Jobs, entry: Entry) -> Job | None:
    return jobs.of(entry.owner, entry.job_id) if entry.job_id else None


def _is_ready(job: Job | None) -> bool:
    return job is None or job.state in {JobState.DONE, JobState.FAILED}


def _started(head: DocumentHead) -> date | None:
    """Return the first day in force, where it lies before today; what never came into force has none."""
    starts = head.validity.starts
    return starts if starts is not None and starts < date.today() else None
