"""The documents a principal may read, by what people call them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from assistant.foreign_terms import is_name_of, name_of_law
from assistant.initials import Run, runs_of
from assistant.outlived import may_detail, outlived
from assistant.references import References
from index.access import Principal, may_read
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.endings import act_key
from index.errors import DocumentNotFound
from index.passage_force import PassageForce
from index.validity import OUT_OF_FORCE
from index.vietnamese import fold, normalise

_REMEMBERED: Final = 1 << 16
"""Acts, each for a day and a reader, of which it is kept whether they outlived their law."""
_BINDING_LAW = frozenset({Kind.LAW, Kind.CODE, Kind.CONSOLIDATED})


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document at its place in the catalogue; its number without diacritics, as often typed."""

    place: int
    head: DocumentHead
    number: str


class Catalogue:
    """Resolves the references of a question to documents; kept until the store's revision changes."""

    def __init__(self, store: DocumentStore) -> None:
        """Read the heads of all documents; each use checks again what its principal may read."""
        self._entries = tuple(
            _Entry(place, head, fold(head.identity.number or ""))
            for place, head in enumerate(store.heads(Principal.operator()))
        )
        self._by_number: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._by_digits: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._of_place: defaultdict[str, set[str]] = defaultdict(set)
        self._resting: defaultdict[str, list[_Entry]] = defaultdict(list)
        for entry in self._entries:
            for number in {entry.number, entry.number.split(".h")[0]}:
                self._by_number[number].append(entry)
            if digits := re.match(r"0*(\d+)/", entry.number):
                self._by_digits[digits[1]].append(entry)
            if issued_in := place_of(entry.head):
                self._of_place[issued_in].add(entry.head.id)
            for number in entry.head.legal_bases:
                self._resting[act_key(number)].append(entry)
        self._laws = tuple(
            (e, frozenset(fold(normalise(e.head.title)).split()))
            for e in self._entries
            if e.head.identity.kind in _BINDING_LAW
        )
        self._records = frozenset(e.head.id for e in self._entries if e.head.identity.kind is Kind.PROCEDURE)
        languages: defaultdict[str, set[str]] = defaultdict(set)
        for entry in self._entries:
            languages[entry.head.language].add(entry.head.id)
        self._languages = {name: frozenset(ids) for name, ids in sorted(languages.items())}
        self._translations = frozenset(
            e.head.id
            for e in self._entries
            if e.head.language != "vi" and e.head.identity.kind is not Kind.OTHER
        )
        self._force = PassageForce(store.amendments.dated_passages())
        self._days: dict[date, frozenset[str]] = {}
        self._store = store
        self._outlived: dict[tuple[object, ...], bool] = {}
        self._runs: tuple[tuple[Run, ...], ...] | None = None
        self._names: dict[str, str] = {}

    def __len__(self) -> int:
        """Count the documents, readable or not; never shown."""
        return len(self._entries)

    def resolve(self, references: References, principal: Principal) -> tuple[DocumentHead, ...]:
        """Return the documents a question names, in the order of the catalogue."""
        full = [e for n in (*references.numbers, *references.codes) for e in self._by_number.get(fold(n), ())]
        short = [e for named in references.short for e in self._shortened(*named)]
        laws = [e for named in references.laws for e, title in self._laws if self._is_law(e, title, *named)]
        named = {e.place: e.head for e in (*full, *short, *laws) if may_read(principal, e.head.label)}
        return tuple(named[place] for place in sorted(named))

    def laws(self, principal: Principal) -> tuple[DocumentHead, ...]:
        """Return the laws and consolidated texts that are held."""
        return tuple(e.head for e, _ in self._laws if may_read(principal, e.head.label))

    def acts(self, principal: Principal) -> tuple[DocumentHead, ...]:
        """Return the documents that are held and no procedure records."""
        others = (e for e in self._entries if e.head.id not in self._records)
        return tuple(e.head for e in others if may_read(principal, e.head.label))

    def names(self, principal: Principal) -> Iterator[tuple[Run, ...]]:
        """Go over the words of the titles that a principal may read, document by document."""
        if self._runs is None:
            self._runs = tuple(runs_of(e.head.title) for e in self._entries)
        for entry, runs in zip(self._entries, self._runs, strict=True):
            if may_read(principal, entry.head.label):
                yield runs

    def of_place(self, question: str) -> frozenset[str]:
        """Return the ids of documents issued by the authorities of a place that a question names."""
        asked = f" {fold(normalise(question))} "
        return frozenset(i for place, ids in self._of_place.items() if f" {place} " in asked for i in ids)

    def resting_on(self, number: str, principal: Principal) -> tuple[DocumentHead, ...]:
        """Return the documents that name an act as their legal basis."""
        resting = self._resting.get(act_key(number), ())
        return tuple(entry.head for entry in resting if may_read(principal, entry.head.label))

    def out_of_force(self, day: date) -> frozenset[str]:
        """Return the ids of documents that have ended by a day, or have not yet begun."""
        known = self._days.get(day)
        if known is None:
            known = frozenset(e.head.id for e in self._entries if e.head.validity.on(day) in OUT_OF_FORCE)
            self._days = {day: known}
        return known

    def outlived(self, principal: Principal, day: date, document_id: str, title: str) -> bool:
        """Tell whether an act may have ended by a day with the law that it details, and remember it.

        A reader is told by what that reader may read: the law, and what came after it. Only an act whose
        `title` says that it details a law is read for that.
        """
        if document_id in self._records or not may_detail(title):
            return False
        asked = (document_id, day, principal.clearance, principal.departments)
        known = self._outlived.get(asked)
        if known is None:
            if len(self._outlived) >= _REMEMBERED:
                self._outlived.clear()
            try:
                known = outlived(self._store.get(document_id, principal), self._store, day, principal)
            except DocumentNotFound:  # deleted since it was found
                return False
            self._outlived[asked] = known
        return known

    def languages(self) -> Mapping[str, frozenset[str]]:
        """Return the ids of the documents in each language."""
        return self._languages

    def other_languages(self) -> tuple[frozenset[str], ...]:
        """Return the ids of documents that are not in Vietnamese, language by language."""
        return tuple(ids for name, ids in self._languages.items() if name != "vi")

    def translations(self) -> frozenset[str]:
        """Return the ids of acts held in another language than Vietnamese, in which they were issued."""
        return self._translations

    def is_record(self, document_id: str) -> bool:
        """Tell whether a document is a procedure record."""
        return document_id in self._records

    def expired(self, day: date, keys: Sequence[int]) -> frozenset[int]:
        """Return which passages have provisions that are not in force on a day, though their act may be."""
        return self._force.expired(day, keys)

    def missing(self, references: References, principal: Principal) -> tuple[str, ...]:
        """Return the numbers and codes that a question names and no readable document bears."""
        full = [
            number
            for number in (*references.numbers, *references.codes)
            if not _any_readable(self._by_number.get(fold(number), ()), principal)
        ]
        short = [
            f"{digits}/{year}"
            for digits, year, symbol in references.short
            if year and not _any_readable(self._shortened(digits, year, symbol), principal)
        ]
        return (*full, *short)

    def _is_law(self, entry: _Entry, title: frozenset[str], words: str, year: str) -> bool:
        """Match "Luật Xây dựng 2025" with a law of that year whose title, or name in its text, is that."""
        head = entry.head
        if head.identity.kind not in _BINDING_LAW or f"/{year}/" not in entry.number or not words:
            return False
        if title.issuperset(words.split()):
            return True
        if head.language == "vi" or not _is_nameless(head.title):
            return False
        if head.id not in self._names:
            try:
                text = self._store.get(head.id, Principal.operator()).text
            except DocumentNotFound:  # deleted since the heads were read
                return False
            self._names[head.id] = name_of_law(text)
        return is_name_of(head.language, words, self._names[head.id])

    def _shortened(self, digits: str, year: str, symbol: str) -> list[_Entry]:
        return [e for e in self._by_digits.get(digits, ()) if _short_matches(e.number, digits, year, symbol)]


def _any_readable(entries: Iterable[_Entry], principal: Principal) -> bool:
    return any(may_read(principal, e.head.label) for e in entries)


def place_of(head: DocumentHead) -> str:
    """Return the folded name of the province or commune whose authority issued a document."""
    return _place_of(head.identity.issuer or "")


@lru_cache(maxsize=4096)  # thousands of documents are issued by some hundred authorities
def _place_of(issuer: str) -> str:
    match = re.search(r"\b(?:tinh|thanh pho|xa|phuong|dac khu) (.+)$", fold(normalise(issuer)))
    return match.group(1) if match else ""


def _short_matches(number: str, digits: str, year: str, symbol: str) -> bool:
    """Match "NĐ 217" or "thông tư 59/2025" with a full number; a year that is given must be the same."""
    match = re.match(r"0*(\d+)(?:/(\d{4}))?/(.+)", number)
    if match is None or match.group(1) != digits:
        return False
    if year and match.group(2) and match.group(2) != year:
        return False
    return match.group(3).startswith(fold(symbol)) or (symbol == "tt" and match.group(3).startswith("ttlt"))


def _is_nameless(title: str) -> bool:
    """Tell whether the title of a law is its number alone, as on pages that give its text in translation."""
    return re.fullmatch(r"\D+\d\S*", title) is not None
