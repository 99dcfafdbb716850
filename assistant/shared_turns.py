"""What of somebody else's conversation a reader sees: only what stands on texts that the reader may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.answers import Citation
from assistant.cards import card_json
from assistant.records import AnswerRecord
from assistant.shelf import Shelf
from index.errors import DocumentNotFound
from index.validity import inside


@dataclass(frozen=True, slots=True)
class SharedTurn:
    """One turn for one reader; `body` is the answer contract, cut to what the reader may read.

    `whole` tells whether nothing was cut. Else the question, which may name what the reader may not know of,
    is gone with messages, warnings and the card: what is left are statements and their sources.
    """

    record_id: str
    asked_at: str
    body: dict[str, Any]
    whole: bool


def shared_turn(record: AnswerRecord, shelf: Shelf) -> SharedTurn:
    """Cut a turn for the shelf's principal, by the labels and texts of this moment.

    A source is shown only where the provision itself is still held: the words of an earlier version may have
    had another label.
    """
    body, day = record.body, date.fromisoformat(record.body["as_of"])
    citations = [_citation(cited, shelf) for cited in body["citations"]]
    if _whole(record, shelf) and all(citations):
        told = [one.to_json(day) for one in citations if one is not None]
        seen = {**body, "citations": told, **_card(body, shelf)}
        return SharedTurn(record.id, record.asked_at, seen, whole=True)
    kept = [s for s in body["statements"] if all(citations[c] is not None for c in s["citations"])]
    used = list(dict.fromkeys(c for s in kept for c in s["citations"]))
    places = {old: new for new, old in enumerate(used)}
    cut: dict[str, Any] = {
        "question": "",
        "understood_as": "",
        "answer": "",
        "brief": "",
        "statements": [{**s, "citations": [places[c] for c in s["citations"]]} for s in kept],
        "citations": [one.to_json(day) for c in used if (one := citations[c]) is not None],
        "warnings": [],
        "procedure": None,
        "approved": None,
        "status": "partial",
        "timings_ms": {},
    }
    return SharedTurn(record.id, record.asked_at, {**body, **cut}, whole=False)


def _whole(record: AnswerRecord, shelf: Shelf) -> bool:
    """Tell whether all that a turn names may be read; one that names nothing counts by who asked."""
    named = sorted(record.named)
    if not named or not record.provenance:
        return bool(record.provenance) and record.clearance <= shelf.principal.clearance
    return len(shelf.store.heads(shelf.principal, ids=named)) == len(named)


def _citation(cited: dict[str, Any], shelf: Shelf) -> Citation | None:
    """Return a citation as it stands now; `None` where it may not be read or is not held as it was."""
    try:
        volume, head = shelf.volume(cited["document"]["id"]), shelf.head(cited["document"]["id"])
    except (DocumentNotFound, IndexError):  # taken away, maybe between the two looks
        return None
    provision = volume.by_id.get(cited.get("provision_id") or "")
    if provision is None:
        return None
    return Citation(head, provision, cited["quote"], inside(provision.validity, head.validity))


def _card(body: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    """Return the card as the record has it now."""
    if body["procedure"] is None:
        return {}
    card = shelf.store.card(body["citations"][0]["document"]["id"], shelf.principal)
    return {"procedure": card_json(card) if card else None}
