"""The documents at hand while one question is answered: texts and provisions, each read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.listing import openers, openings
from index.access import Principal
from index.amendments import Reference
from index.document_store import DocumentHead, DocumentStore
from index.documents import Document
from index.provisions import Provision, Span, Unit

_LINES = frozenset({Unit.STEP, Unit.PARAGRAPH})

Opening = tuple[Provision, str]
"""A line that opens others, and its words that do."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A document with its provisions as a tree.

    `under` tells of a line of a procedure record, by its id, under which lines of the same field it stands,
    each with its words that say so: "Trường hợp …:", and of a paper, for which case it is asked; `opening`
    has the ids of those lines that say nothing else.
    """

    document: Document
    provisions: tuple[Provision, ...]
    by_id: dict[str, Provision]
    children: dict[str | None, tuple[Provision, ...]]
    under: dict[str, tuple[Opening, ...]]
    opening: frozenset[str]

    @classmethod
    def of(cls, document: Document, provisions: tuple[Provision, ...]) -> Volume:
        """Make the tree of a document's provisions, which come in the order of the text."""
        below: defaultdict[str | None, list[Provision]] = defaultdict(list)
        for provision in provisions:
            below[provision.parent_id].append(provision)
        by_id = {p.id: p for p in provisions}
        under = _under(document, by_id, below)
        return cls(
            document=document,
            provisions=provisions,
            by_id=by_id,
            children={parent: tuple(row) for parent, row in below.items()},
            under=under,
            opening=frozenset(
                line.id
                for row in under.values()
                for line, words in row
                if words == line.span.of(document.text)
            ),
        )

    def words(self, provision: Provision) -> str:
        """Return the provision's characters exactly as the source has them."""
        return provision.span.of(self.document.text)

    def own_span(self, provision: Provision) -> Span:
        """Return the span of the provision's own words, before its first child."""
        below = self.children.get(provision.id, ())
        end = min((c.span.start for c in below), default=provision.span.end)
        return Span(provision.span.start, max(provision.span.start, end))

    def within(self, provision: Provision) -> tuple[Provision, ...]:
        """Return the provision with all that stand below it, in order."""
        below = self.children.get(provision.id, ())
        return (provision, *(p for child in below for p in self.within(child)))


@dataclass(slots=True)
class Shelf:
    """Fetches documents for one principal; made anew for each question, so a new label counts at once."""

    store: DocumentStore
    principal: Principal
    _volumes: dict[str, Volume] = field(default_factory=dict)

    def volume(self, document_id: str) -> Volume:
        """Return a document with its provisions. Raises `index.errors.DocumentNotFound`."""
        if document_id not in self._volumes:
            document = self.store.get(document_id, self.principal)
            provisions = self.store.provisions(document_id, self.principal)
            self._volumes[document_id] = Volume.of(document, provisions)
        return self._volumes[document_id]

    def head(self, document_id: str) -> DocumentHead:
        """Return what a citation shows of a document that is held and may be read."""
        return self.store.heads(self.principal, ids=[document_id])[0]

    def references(self, document_id: str, *locators: str) -> tuple[Reference, ...]:
        """Return what provisions of a document refer to themselves, one after the other."""
        store = self.store.amendments
        found = (store.references_from(document_id, self.principal, locator) for locator in locators)
        return tuple(r for row, at in zip(found, locators, strict=True) for r in row if r.locator == at)

    def referred(self, document_id: str, locator: str) -> tuple[str, ...]:
        """Return the places of the same document that a provision refers to, in its order."""
        return tuple(r.place for r in self.references(document_id, locator) if r.act is None)


def _under(
    document: Document, by_id: Mapping[str, Provision], below: Mapping[str | None, Sequence[Provision]]
) -> dict[str, tuple[Opening, ...]]:
    found: dict[str, tuple[Opening, ...]] = {}
    for parent, row in below.items():
        if parent is None or by_id[parent].unit not in (Unit.FIELD, Unit.STEP):
            continue
        lines = [p for p in row if p.unit in _LINES]
        words = [p.span.of(document.text) for p in lines]
        opening = openings(words)
        for line, above in zip(lines, openers(words), strict=True):
            if above:
                found[line.id] = tuple((lines[index], opening[index]) for index in above)
        cases = {text.strip(): (line, text) for text, line in zip(words, lines, strict=True)}
        for paper in row:
            if paper.unit is Unit.PAPER and (case := cases.get(paper.lead.strip())) is not None:
                found[paper.id] = (case,)
    return found
