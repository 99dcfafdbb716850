"""Takes an envelope in: it is entered in the register, and its attachments go to the ordinary ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

from api.dms.jobs import JobFile, Jobs
from api.dms.originals import Originals, new_job_id
from api.edxml.attached import attached_files, declared
from api.edxml.register import Entry, Register, StatusCode
from api.edxml.salvage import salvage
from api.edxml.words import told
from index.access import AccessLabel
from index.settings import Settings
from ingest.envelope import Business, Envelope, Organisation
from ingest.envelope_xml import read_envelope
from ingest.errors import BadArchive, Unreadable
from ingest.jobs import Limits

CHANGES = frozenset({Business.REVOCATION, Business.UPDATE, Business.REPLACEMENT})


class BadEnvelope(Exception):
    """It cannot be read, and does not even say whom to answer; the message is the reason, in English."""


class Receiving:
    """Takes envelopes of one owner, under one label.

    Failure: `OSError` and `sqlite3.Error` where the disk is full or may not be written.
    """

    def __init__(self, settings: Settings, owner: str, label: AccessLabel) -> None:
        """Keep for whom."""
        self._settings, self._owner, self._label = settings, owner, label
        self._register, self._jobs = Register(settings.home), Jobs(settings.home)
        self._originals = Originals(settings.home)

    def take(self, data: bytes) -> Entry | None:
        """Enter an envelope and return where it stands; `None` for a status message, which is only noted.

        The same bytes again change nothing: the entry of the first time is returned.

        Raises:
            BadEnvelope: as it says.
        """
        digest = hashlib.sha256(f"{self._label}\0".encode() + data).hexdigest()
        known = self._register.of_digest(self._owner, digest)
        if known is not None:
            return known
        try:
            envelope = read_envelope(data)
        except Unreadable as failure:
            return self._register.add(self._malformed(data, digest, failure))
        if envelope.status is not None:
            about, status = envelope.response_for, envelope.status
            if about is not None:
                self._register.answer(self._owner, about.document_id, status.code, status.description)
            return None
        return self._register.add(self._taken(envelope, self._entry(envelope, digest)))

    def _entry(self, envelope: Envelope, digest: str) -> Entry:
        now = datetime.now(UTC)
        day = f"{envelope.promulgated_on:%Y/%m/%d}" if envelope.promulgated_on else ""
        business = envelope.business or Business.NEW
        document_id = envelope.document_id or f"{envelope.sender.id},{day},{envelope.number}"
        return Entry(
            owner=self._owner,
            digest=digest,
            document_id=document_id,
            business=business,
            sender=Organisation(envelope.sender.id, envelope.sender.in_charge or envelope.sender.name),
            number=envelope.number,
            promulgated_on=envelope.promulgated_on,
            label=self._label,
            targets=_targets(envelope, business, document_id),
            job_id=None,
            status=StatusCode.RECEIVED,
            description=told("received"),
            received_at=now,
            status_at=now,
        )

    def _taken(self, envelope: Envelope, entry: Entry) -> Entry:
        """Hand the attachments on, where nothing speaks against it."""
        if entry.business in CHANGES and (refused := self._refused(entry)):
            return replace(entry, status=StatusCode.CHANGE_REJECTED, description=refused)
        if entry.business is Business.REVOCATION:
            return entry
        rejected = StatusCode.CHANGE_REJECTED if entry.business in CHANGES else StatusCode.REJECTED
        try:
            files = list(attached_files(envelope, self._settings.upload_mb << 20))
            if not files:
                return replace(entry, status=rejected, description=told("no_attachment"))
            return replace(entry, job_id=self._job(entry, envelope, files))
        except BadArchive as failure:
            return replace(entry, status=rejected, description=told("bad_archive", reason=str(failure)))

    def _refused(self, entry: Entry) -> str:
        """Say why a change is refused; "" where it is not.

        Who may change a document is its sender, or the organisation that its DocumentId names. A document
        that was never here cannot be revoked; a new version of it is taken in all the same.
        """
        unknown = []
        for target in entry.targets:
            known = self._register.of_document(self._owner, target)
            owners = {one.sender.id for one in known} | {target.partition(",")[0]}
            if known and entry.sender.id not in owners:
                return told("not_the_sender", documents=target)
            if not known:
                unknown.append(target)
        if entry.business is Business.REVOCATION and unknown:
            return told("unknown", documents="; ".join(unknown))
        return ""

    def _job(self, entry: Entry, envelope: Envelope, files: Sequence[tuple[str, bytes]]) -> str:
        """Make the job that reads the attachments; the first of them is the document itself."""
        job_id = new_job_id()
        parts = [(name, BytesIO(data)) for name, data in files]
        limits = Limits.of(self._settings)
        staged = self._originals.stage(job_id, parts, self._settings.upload_mb << 20, limits)
        self._originals.declare(job_id, {staged[0].sha256: declared(envelope)})
        named = [
            JobFile(f"edxml:{entry.document_id}#{number}", one.name, one.sha256, one.size)
            for number, one in enumerate(staged, 1)
        ]
        return self._jobs.add(job_id, self._owner, self._label, named, entry.digest, None).id

    def _malformed(self, data: bytes, digest: str, failure: Unreadable) -> Entry:
        """Enter what cannot be read, so that its sender is answered. Raises `BadEnvelope`."""
        found = salvage(data)
        if found is None:
            raise BadEnvelope(str(failure)) from failure
        sender, document_id = found
        now = datetime.now(UTC)
        return Entry(
            owner=self._owner,
            digest=digest,
            document_id=document_id,
            business=Business.NEW,
            sender=sender,
            number="",
            promulgated_on=None,
            label=self._label,
            targets=(),
            job_id=None,
            status=StatusCode.REJECTED,
            description=told("malformed", reason=str(failure)),
            received_at=now,
            status_at=now,
        )


def _targets(envelope: Envelope, business: Business, document_id: str) -> tuple[str, ...]:
    """Return the DocumentIds that an envelope changes; its own where it names no other."""
    if business is Business.NEW:
        return ()
    named = [one.document_id for one in envelope.replacements] if business is Business.REPLACEMENT else []
    named = [one for one in (*named, envelope.business_document_id) if one]
    return tuple(dict.fromkeys(named)) or (document_id,)
