"""What rests on changed law, as one reader may know it: answers, procedure records, other documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.records import AnswerRecord, AnswerRecords
from index.access import Principal
from index.amendments import within
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.endings import act_key
from index.provision_changes import ChangeKind, ProvisionChange, Resting
from index.validity import Force


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something rests on a change: it cites `locator` of itself or of a source, which the change touches.

    `through` is the document that rests on the change where an answer cites only that one.
    """

    change: ProvisionChange
    locator: str
    through: DocumentHead | None = None


@dataclass(frozen=True, slots=True)
class AffectedDocument:
    """A held document with the changes it rests on; a procedure record has a card."""

    head: DocumentHead
    reasons: tuple[Reason, ...]

    @property
    def is_card(self) -> bool:
        """Whether it is a procedure record."""
        return self.head.identity.kind is Kind.PROCEDURE


@dataclass(frozen=True, slots=True)
class AffectedAnswer:
    """A stored answer that was given before the changes it rests on."""

    record: AnswerRecord
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """The changes of a stretch of time, and what rests on them."""

    changes: tuple[ProvisionChange, ...]
    answers: tuple[AffectedAnswer, ...]
    documents: tuple[AffectedDocument, ...]


def affected(
    store: DocumentStore,
    records: AnswerRecords | None,
    since: date | None,
    today: date,
    principal: Principal,
) -> Affected:
    """Return what rests on what changed since a day, or with the last ingest that changed the law (`None`).

    Only what the principal may read counts, and of the answers their own; who keeps the machine is told of
    everybody's. The work grows with what changed, not with what is stored.
    """
    log = store.provision_changes
    changes = log.of_last_run(principal) if since is None else log.since(since, today, principal)
    resting = [
        one for one in log.resting(changes, principal) if one.head.validity.on(today) is not Force.ENDED
    ]
    answers = _answers(store, records, changes, resting, principal) if records else ()
    return Affected(changes, tuple(answers), _documents(resting))


def _documents(resting: Iterable[Resting]) -> tuple[AffectedDocument, ...]:
    found: dict[str, tuple[DocumentHead, dict[Reason, None]]] = {}
    for one in resting:
        _, reasons = found.setdefault(one.head.id, (one.head, {}))
        reasons[Reason(one.change, one.locator)] = None
    return tuple(AffectedDocument(head, tuple(reasons)) for head, reasons in found.values())


def _answers(
    store: DocumentStore,
    records: AnswerRecords,
    changes: Sequence[ProvisionChange],
    resting: Sequence[Resting],
    principal: Principal,
) -> Iterable[AffectedAnswer]:
    everybody = principal == Principal.operator()
    numbers = sorted({act_key(c.act) for c in changes} - {""})
    behind = {one.head.id for one in resting}
    ids = sorted({c.document_id for c in changes if c.document_id} | behind)
    for record in records.resting_on(ids, numbers, None if everybody else principal):
        reasons = dict.fromkeys(_reasons(record, changes, resting))
        if reasons and (everybody or _readable(store, record, principal)):
            yield AffectedAnswer(record, tuple(reasons))


def _readable(store: DocumentStore, record: AnswerRecord, principal: Principal) -> bool:
    named = sorted(record.named)
    return len(store.heads(principal, ids=named)) == len(named)


def _reasons(
    record: AnswerRecord, changes: Sequence[ProvisionChange], resting: Sequence[Resting]
) -> Iterable[Reason]:
    for citation in record.body["citations"]:
        document, locator = citation["document"], citation["locator"]
        number = act_key(document["number"]) if document["number"] else None
        for change in changes:
            if not _before(record, change) or document["id"] == change.by_id:
                continue
            same = (
                change.document_id == document["id"] if change.document_id else act_key(change.act) == number
            )
            if same and _touches(locator.replace(",", ""), change):
                yield Reason(change, locator)
        for one in resting:
            if one.head.id == document["id"] and _before(record, one.change):
                yield Reason(one.change, one.locator, one.head)


def _touches(locator: str, change: ProvisionChange) -> bool:
    return within(locator, change.place) or within(change.place, locator)


def _before(record: AnswerRecord, change: ProvisionChange) -> bool:
    """Tell whether an answer may not know of a change: given before it was entered, or of an earlier day."""
    if change.kind is ChangeKind.ORDERED and change.day is not None:
        asked_of = date.fromisoformat(record.body["as_of"])
        return asked_of < change.day or record.asked_at < change.at
    return record.asked_at < change.at
