"""Approves a recorded answer as it stands, or as an expert corrects it; both pass the verifier of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from assistant.answers import Citation, Statement
from assistant.approvals import Approval, new_id
from assistant.errors import CorrectionRefused
from assistant.footing import Foothold
from assistant.privacy import mask
from assistant.records import AnswerRecord
from assistant.shelf import Shelf
from assistant.spelled_numbers import spelled_numbers
from assistant.verification import cited_only, faults
from index.document_store import DocumentHead
from index.errors import DocumentNotFound
from index.provisions import Provision
from index.validity import inside
from index.vietnamese import strip_invisible

MOST_STATEMENTS: Final = 30
MOST_CHARACTERS: Final = 4_000
MOST_SOURCES: Final = 60


class Wrong(StrEnum):
    """Why a statement cannot be approved; the words for each are in `prompts/interface.*.yaml`."""

    FIGURE = "figure"
    NEGATION = "negation"
    NO_SOURCE = "no_source"
    SOURCE_GONE = "source_gone"
    TOO_LONG = "too_long"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a statement, counted from 0, cannot be approved; `word` is what its sources do not carry."""

    statement: int
    why: Wrong
    word: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A provision that a statement can be given as its source; `cited` where the answer cites it already."""

    head: DocumentHead
    provision: Provision
    quote: str
    cited: bool

    def citation(self) -> Citation:
        """Return the citation of it."""
        validity = inside(self.provision.validity, self.head.validity)
        return Citation(self.head, self.provision, self.quote, validity)


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement as an expert words it, with the provisions it stands on by their ids."""

    text: str
    provisions: tuple[str, ...]


def sources_of(record: AnswerRecord, shelf: Shelf) -> tuple[Source, ...]:
    """Return what statements can stand on: what the answer cites, then what was found for it and not used.

    Only what is held and the shelf's principal may read is among them.
    """
    sources: dict[str, Source] = {}
    for citation in record.body["citations"]:
        _take(sources, shelf, citation["document"]["id"], citation["provision_id"], citation["quote"])
    for found in record.provenance.get("evidence", ()):
        for provision in found["provisions"]:
            if len(sources) < MOST_SOURCES and provision not in sources:
                _take(sources, shelf, found["document"], provision)
    return tuple(sources.values())


def _take(
    sources: dict[str, Source], shelf: Shelf, document: str, provision: str, quote: str | None = None
) -> None:
    """Add a provision; of one that is cited twice, the words of both citations."""
    try:
        volume, head = shelf.volume(document), shelf.head(document)
    except (DocumentNotFound, IndexError):
        return
    held = volume.by_id.get(provision)
    words = (quote or volume.words(held)) if held else ""
    known = sources.get(provision)
    if held is not None and known is not None and words not in known.quote:
        sources[provision] = Source(head, held, volume.words(held), cited=True)
    elif held is not None and known is None and words.strip():
        sources[provision] = Source(head, held, words, cited=quote is not None)


def as_given(record: AnswerRecord) -> tuple[Wording, ...]:
    """Return the statements of a recorded answer as they stand."""
    citations = record.body["citations"]
    return tuple(
        Wording(s["text"], tuple(dict.fromkeys(citations[c]["provision_id"] for c in s["citations"])))
        for s in record.body["statements"]
    )


def approve(
    record: AnswerRecord, wordings: Sequence[Wording], shelf: Shelf, who: str, shown_name: str
) -> Approval:
    """Return the approval of an answer in the words that are given; blank ones are left out.

    Raises:
        CorrectionRefused: a statement has what its sources do not carry, or has no source.
    """
    given = [w for w in wordings if w.text.strip()]
    sources = {s.provision.id: s for s in sources_of(record, shelf)}
    places = {provision: place for place, provision in enumerate(sources)}
    every = [source.citation() for source in sources.values()]
    refusals: list[Refusal] = [] if given else [Refusal(0, Wrong.NOTHING)]
    if len(given) > MOST_STATEMENTS:
        refusals.append(Refusal(MOST_STATEMENTS, Wrong.TOO_LONG))
    statements = []
    for number, wording in enumerate(wordings):
        if not wording.text.strip():
            continue
        text = mask(strip_invisible(wording.text.strip()))
        cited = tuple(places[p] for p in wording.provisions if p in places)
        refusals += _refusals(number, text, wording, [every[c] for c in cited])
        statements.append(Statement(text, cited))
    if refusals:
        raise CorrectionRefused(tuple(refusals))
    kept, citations = cited_only(statements, every)
    day = date.fromisoformat(record.body["as_of"])
    return Approval(
        new_id(),
        record.body["understood_as"],
        record.body["language"],
        day,
        kept,
        tuple(Foothold.of(citation, day, shelf.store) for citation in citations),
        _words(given) != _words(as_given(record)),
        record.id,
        who,
        shown_name,
        datetime.now(tz=UTC),
    )


def _refusals(number: int, text: str, wording: Wording, cited: Sequence[Citation]) -> list[Refusal]:
    if len(text) > MOST_CHARACTERS:
        return [Refusal(number, Wrong.TOO_LONG)]
    if not wording.provisions:
        return [Refusal(number, Wrong.NO_SOURCE)]
    if len(cited) < len(wording.provisions):
        return [Refusal(number, Wrong.SOURCE_GONE)]
    found = [Refusal(number, Wrong(fault.kind.value), fault.word) for fault in faults(text, cited)]
    return found + [Refusal(number, Wrong.FIGURE, word) for word in _unfounded(text, cited)]


def _unfounded(text: str, cited: Sequence[Citation]) -> list[str]:
    """Return the numbers that are written out and stand in no source, neither so nor in figures."""
    quotes = " ".join(citation.quote for citation in cited)
    known = {value for _, value in spelled_numbers(quotes)}
    known |= {int(figure) for figure in re.findall(r"\d+", quotes)}
    return [word for word, value in spelled_numbers(text) if value not in known]


def _words(wordings: Sequence[Wording]) -> list[tuple[str, tuple[str, ...]]]:
    """Return what makes two corrections the same: words but for blanks, and sources."""
    return [(" ".join(w.text.split()), w.provisions) for w in wordings]
