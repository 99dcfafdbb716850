"""Takes evidence apart into facts: the smallest pieces of text that an answer can state and cite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.shelf import Shelf, Volume
from index.document_store import DocumentHead
from index.provisions import Provision, Unit
from index.vietnamese import fold, normalise

_SENTENCE = re.compile(r"(?<=[.;:?!।])\s+(?=[^\W\d_a-zà-ỹđ]|[-–+•“\"])|\n+")
_LONG = 420
_ROWS = frozenset({Unit.TABLE_ROW, Unit.CHANNEL, Unit.PAPER, Unit.BASIS})


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters of a source, exactly, and the provision they stand in."""

    provision: Provision
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a source says.

    `text` is what is shown; `lead` the words before it that give it its meaning; `folded` all that a question
    can match, without diacritics; `strength` the score of the evidence it comes from.
    """

    head: DocumentHead
    provision: Provision
    text: str
    lead: str
    quotes: tuple[Quote, ...]
    folded: str
    context: str
    strength: float

    @property
    def length(self) -> int:
        """Count the characters shown."""
        return len(self.text) + len(self.lead)


def facts_of(evidence: Evidence, shelf: Shelf) -> Iterator[Fact]:
    """Go over the facts of one piece of evidence, each leaf provision cut into sentences where it is long."""
    volume = shelf.volume(evidence.head.id)
    seen: set[str] = set()
    for provision in evidence.provisions:
        for leaf in volume.leaves(volume.by_id.get(provision.id, provision)):
            if leaf.id not in seen:
                seen.add(leaf.id)
                yield from _facts_of_leaf(evidence, volume, leaf)


def _facts_of_leaf(evidence: Evidence, volume: Volume, leaf: Provision) -> Iterator[Fact]:
    whole = volume.words(leaf)
    leads = _leads(volume, leaf)
    lead = " ".join(clean(q.text) for q in leads)
    context = fold(normalise(f"{evidence.head.title} {leaf.heading} {lead}"))
    if leaf.unit in _ROWS and leaf.cells:
        row = "; ".join(f"{header}: {value}" if header else value for header, value in leaf.cells if value)
        pieces = [(row, whole)]
    elif len(whole) <= _LONG:
        pieces = [(whole, whole.strip())]
    else:
        pieces = [(s, s.strip()) for s in _SENTENCE.split(whole) if s]
    for shown, quoted in pieces:
        text = clean(shown)
        if text:
            yield Fact(
                head=evidence.head,
                provision=leaf,
                text=text,
                lead=lead,
                quotes=(Quote(leaf, quoted), *leads),
                folded=fold(text),
                context=context,
                strength=evidence.score,
            )


def _leads(volume: Volume, leaf: Provision) -> tuple[Quote, ...]:
    """Return the words of the enclosing clause that a point needs; the article is named elsewhere."""
    parent = volume.by_id.get(leaf.parent_id or "")
    if parent is None or parent.unit not in (Unit.CLAUSE, Unit.STEP):
        return ()
    own = volume.own_span(parent).of(volume.document.text).strip()
    return (Quote(parent, own),) if own else ()


def clean(text: str) -> str:
    """Return text as it is shown: normal form, on one line."""
    return re.sub(r"\s+", " ", normalise(text)).strip()
