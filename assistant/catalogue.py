"""The documents a principal may read, by what people call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.references import References
from index.access import Principal, may_read
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.passage_force import PassageForce
from index.validity import Force
from index.vietnamese import fold, normalise

_BINDING_LAW = frozenset({Kind.LAW, Kind.CODE, Kind.CONSOLIDATED})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document; its number, title and place without diacritics, as they are often typed."""

    head: DocumentHead
    number: str
    title: str
    place: str


class Catalogue:
    """Resolves the references of a question to documents; kept until the store's revision changes."""

    def __init__(self, store: DocumentStore) -> None:
        """Read the heads of all documents; each use checks again what its principal may read."""
        self._entries = tuple(
            _Entry(head, fold(head.identity.number or ""), fold(normalise(head.title)), place_of(head))
            for head in store.heads(Principal.operator())
        )
        self._force = PassageForce(store.amendments.dated_passages())
        self._days: dict[date, frozenset[str]] = {}

    def __len__(self) -> int:
        """Count the documents, readable or not; never shown."""
        return len(self._entries)

    def resolve(self, references: References, principal: Principal) -> tuple[DocumentHead, ...]:
        """Return the documents a question names, in the order of the catalogue."""
        return tuple(
            entry.head
            for entry in self._entries
            if _is_named(entry, references) and may_read(principal, entry.head.label)
        )

    def of_place(self, question: str) -> frozenset[str]:
        """Return the ids of documents issued by the authorities of a place that a question names."""
        asked = f" {fold(normalise(question))} "
        return frozenset(e.head.id for e in self._entries if e.place and f" {e.place} " in asked)

    def out_of_force(self, day: date) -> frozenset[str]:
        """Return the ids of documents that have ended by a day, or have not yet begun."""
        known = self._days.get(day)
        if known is None:
            apart = (Force.ENDED, Force.NOT_YET)
            known = frozenset(e.head.id for e in self._entries if e.head.validity.on(day) in apart)
            self._days = {day: known}
        return known

    def expired(self, day: date) -> frozenset[int]:
        """Return the keys of passages whose provisions are not in force on a day, though their act may be."""
        return frozenset(self._force.out_of_force(day).tolist())

    def missing(self, references: References, principal: Principal) -> tuple[str, ...]:
        """Return the numbers and codes that a question names and no readable document bears."""
        held = {e.number for e in self._entries if may_read(principal, e.head.label)}
        bare = held | {number.split(".h")[0] for number in held}
        full = [n for n in (*references.numbers, *references.codes) if fold(n) not in bare]
        short = [
            f"{digits}/{year}"
            for digits, year, symbol in references.short
            if year and not any(_short_matches(number, digits, year, symbol) for number in held)
        ]
        return (*full, *short)


def place_of(head: DocumentHead) -> str:
    """Return the folded name of the province or commune whose authority issued a document."""
    match = re.search(
        r"\b(?:tinh|thanh pho|xa|phuong|dac khu) (.+)$", fold(normalise(head.identity.issuer or ""))
    )
    return match.group(1) if match else ""


def _is_named(entry: _Entry, references: References) -> bool:
    if entry.number in map(fold, references.numbers) or entry.number.split(".h")[0] in references.codes:
        return True
    if any(_short_matches(entry.number, *short) for short in references.short):
        return True
    return any(_law_matches(entry, words, year) for words, year in references.laws)


def _short_matches(number: str, digits: str, year: str, symbol: str) -> bool:
    """Match "NĐ 217" or "thông tư 59/2025" with a full number; a year that is given must be the same."""
    match = re.match(r"0*(\d+)(?:/(\d{4}))?/(.+)", number)
    if match is None or match.group(1) != digits:
        return False
    if year and match.group(2) and match.group(2) != year:
        return False
    return match.group(3).startswith(fold(symbol)) or (symbol == "tt" and match.group(3).startswith("ttlt"))


def _law_matches(entry: _Entry, words: str, year: str) -> bool:
    """Match "Luật Xây dựng 2025" with a law of that year whose title has those words."""
    if entry.head.identity.kind not in _BINDING_LAW or f"/{year}/" not in entry.number:
        return False
    return bool(words) and set(words.split()) <= set(entry.title.split())
