"""A procedure card with a citation on every line, and beside it what is doubtful or out of force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Final, Generic, TypeVar

from assistant.stale_bases import bases_of, ended_bases
from index.access import Principal
from index.document_store import DocumentStore
from index.documents import Document
from index.endings import Ended, act_key
from index.procedures import UNKNOWN_SAID, Channel, LegalBasis, Line, Paper, ProcedureCard
from index.provisions import Provision, Span
from index.vietnamese import NUMBER, normalise

T = TypeVar("T")

FACTS: Final = (
    "code",
    "name",
    "level",
    "field",
    "type",
    "applicants",
    "body",
    "authority",
    "delegate",
    "partners",
    "address",
    "conditions",
    "decision",
)
"""The single lines of a card, in the order in which they are shown; each card has them all."""
HEAD: Final = ("code", "name")
"""Those that stand above all others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: its provision, how an official cites it, and its span of the record's text."""

    provision_id: str
    locator: str
    span: Span


@dataclass(frozen=True, slots=True)
class Cited(Generic[T]):
    """One line of a card with its own citation.

    A `value` of `None` is unknown, never "none" or "free": with a `place` the record itself says that it is
    unknown, without one it has no such field. `more` are cells of the row that `value` has no room for.
    """

    value: T | None = None
    place: Place | None = None
    doubts: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperCase:
    """The papers of one case; a `heading` without a place is that of a record that makes no cases."""

    heading: Cited[str]
    papers: tuple[Cited[Paper], ...]


@dataclass(frozen=True, slots=True)
class CitedBasis:
    """A legal basis, and the act that ended it where it was out of force on the day of the card."""

    line: Cited[LegalBasis]
    ended: Ended | None = None


@dataclass(frozen=True, slots=True)
class CitedCard:
    """A procedure record with a citation on every line, as the law stood on a day.

    `others` are fields beyond `FACTS`, each under the record's own name for it, and words of its tables that
    belong to no row. `doubts` are about the record as a whole. `ended` are acts out of force that the record
    names anywhere, its steps and conditions among them, the last to end first.
    """

    document_id: str
    as_of: date
    facts: Mapping[str, Cited[str]]
    steps: tuple[Cited[str], ...]
    cases: tuple[PaperCase, ...]
    channels: tuple[Cited[Channel], ...]
    results: tuple[Cited[str], ...]
    bases: tuple[CitedBasis, ...]
    others: tuple[tuple[str, Cited[str]], ...]
    doubts: tuple[str, ...]
    ended: tuple[Ended, ...]

    @property
    def code(self) -> str:
        """The procedure's code, "" where the record has none."""
        return self.facts["code"].value or ""

    @property
    def name(self) -> str:
        """The procedure's name, "" where the record has none."""
        return self.facts["name"].value or ""

    def places(self) -> tuple[Place, ...]:
        """List the places cited, each once, in the order in which the card shows its lines."""
        found: dict[str, Place] = {}
        for line in self.lines():
            if line.place is not None:
                found.setdefault(line.place.provision_id, line.place)
        return tuple(found.values())

    def lines(self) -> Iterator[Cited[Any]]:
        """Go over the lines in the order in which the card shows them, but fields unknown beyond `FACTS`."""
        yield from (self.facts[name] for name in HEAD)
        yield from self.channels
        for case in self.cases:
            yield case.heading
            yield from case.papers
        yield from self.steps
        yield from (line for name, line in self.facts.items() if name not in HEAD)
        yield from self.results
        yield from (basis.line for basis in self.bases)
        yield from (line for _, line in self.others if line.value is not None)


def cited_card(store: DocumentStore, document_id: str, on: date, principal: Principal) -> CitedCard | None:
    """Read a card with its citations; `None` where the document has no card. Raises `DocumentNotFound`."""
    document = store.get(document_id, principal)
    if document.card is None:
        return None
    numbers = bases_of(document)
    ended = store.numbers_ended(on, principal, numbers)
    return cite_card(document, store.provisions(document_id, principal), on, ended)


def cite_card(
    document: Document, provisions: Sequence[Provision], on: date, ended: Mapping[str, Ended]
) -> CitedCard:
    """Tie each line of a document's card to its provision; `ended` maps acts by `act_key`.

    Raises:
        ValueError: the document has no card.
    """
    if document.card is None:
        raise ValueError("the document has no procedure card")
    return _Citing(document, document.card, provisions, ended).card(on)


class _Citing:
    def __init__(
        self,
        document: Document,
        card: ProcedureCard,
        provisions: Sequence[Provision],
        ended: Mapping[str, Ended],
    ) -> None:
        self._document, self._card, self._ended = document, card, ended
        self._provisions = {provision.id: provision for provision in provisions}
        self._doubts: dict[str, list[str]] = {}
        for note in card.notes:
            self._doubts.setdefault(note.provision_id, []).append(note.text)

    def card(self, on: date) -> CitedCard:
        card = self._card
        single = {e.name: self._cite(e.text, e.provision_id) for e in card.entries if e.name in FACTS}
        shown = {line.place.provision_id for line in single.values() if line.place}
        results = tuple(self._cite(line.text, line.provision_id) for line in card.results)
        shown |= {e.provision_id for e in card.entries if e.name == "result" and results}
        return CitedCard(
            document_id=self._document.id,
            as_of=on,
            facts={name: single.get(name, Cited()) for name in FACTS},
            steps=tuple(self._cite(step.text, step.provision_id) for step in card.steps),
            cases=tuple(self._cases()),
            channels=tuple(self._row(one, one.provision_id, _channel_words(one)) for one in card.channels),
            results=results,
            bases=tuple(self._basis(one) for one in card.bases),
            others=tuple(
                (e.label, self._cite(e.text, e.provision_id))
                for e in card.entries
                if e.provision_id not in shown
            ),
            doubts=card.unplaced,
            ended=ended_bases(bases_of(self._document), self._ended),
        )

    def _cite(self, value: T | None, provision_id: str) -> Cited[T]:
        provision = self._provisions[provision_id]
        place = Place(provision.id, provision.locator, provision.span)
        return Cited(value, place, tuple(self._doubts.get(provision_id, ())))

    def _row(self, value: T, provision_id: str, words: Iterable[str | None]) -> Cited[T]:
        """Cite a row of a table, keeping those of its cells that none of its own words hold."""
        line = self._cite(value, provision_id)
        said = {"", _bare(UNKNOWN_SAID), *(_bare(word) for word in words if word)}
        cells = self._provisions[provision_id].cells
        more = tuple((header, text) for header, text in cells if _bare(text) not in said)
        return Cited(value, line.place, line.doubts, more)

    def _cases(self) -> Iterator[PaperCase]:
        headings = iter(self._card.cases)
        for case, papers in groupby(self._card.papers, key=lambda paper: paper.case):
            listed = tuple(self._row(one, one.provision_id, _paper_words(one)) for one in papers)
            yield PaperCase(self._heading(case, headings), listed)

    def _heading(self, case: str | None, headings: Iterator[Line]) -> Cited[str]:
        if case is None:
            return Cited()
        found = next((line for line in headings if line.text == case), None)
        return Cited(case) if found is None else self._cite(case, found.provision_id)

    def _basis(self, basis: LegalBasis) -> CitedBasis:
        line = self._row(basis, basis.provision_id, (basis.title, basis.number))
        number = _bare(basis.number or "")
        if number:  # the column of numbers says "Luật số" before it at times
            more = tuple(cell for cell in line.more if not _bare(cell[1]).endswith(number))
            line = replace(line, more=more)
        own = basis.number if basis.number and NUMBER.match(basis.number) else _named(basis.title)
        return CitedBasis(line, self._ended.get(act_key(own)) if own else None)


def _channel_words(channel: Channel) -> tuple[str | None, ...]:
    return channel.method, channel.time, channel.fee, channel.description


def _paper_words(paper: Paper) -> tuple[str | None, ...]:
    originals, copies = paper.originals, paper.copies
    counts = (
        f"{originals} bản chính {'' if copies is None else f'{copies} bản sao'}",
        f"{copies} bản sao",
        f"Bản chính: {originals} Bản sao: {copies}",
    )
    return paper.name, paper.form, *counts


def _named(title: str) -> str | None:
    """Return the number that a title names its act by, for a row whose column of numbers has none."""
    match = NUMBER.search(normalise(title))
    return match.group() if match else None


def _bare(text: str) -> str:
    """Return what of a cell is read: letters and digits."""
    return "".join(filter(str.isalnum, text)).casefold()
