"""The documents that are looked for: by words, kind, issuer, field, and in force on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.procedure_catalogue import Entry
from index.document_store import DocumentHead
from index.documents import Kind
from index.endings import act_key
from index.validity import Force
from index.vietnamese import fold, normalise


@dataclass(frozen=True, slots=True)
class WantedDocuments:
    """What is looked for; empty means all. Words match with or without diacritics, each of them.

    `field` is that of procedures; acts belong to it that a procedure of the field names as its legal basis.
    `on` keeps what is in force on that day.
    """

    text: str = ""
    kind: str = ""
    issuer: str = ""
    field: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The documents that match, and how many more would if it were known whether they are in force."""

    heads: tuple[DocumentHead, ...]
    unknown: int = 0


def matching(heads: Iterable[DocumentHead], query: str) -> list[DocumentHead]:
    """Return those whose number, title, kind or issuer hold every word of `query`, diacritics or not."""
    words = fold(normalise(query)).split()
    if not words:
        return list(heads)
    return [head for head in heads if all(word in _searched(head) for word in words)]


def find(
    heads: Sequence[DocumentHead], wanted: WantedDocuments, fields: Mapping[str, frozenset[str]]
) -> Matching:
    """Return what is looked for, the last issued first; `fields` is what `fields_of` says."""
    kind, issuer = wanted.kind, _plain(wanted.issuer)
    in_field = fields.get(wanted.field, frozenset()) if wanted.field else None
    found = [
        head
        for head in matching(heads, wanted.text)
        if (not kind or head.identity.kind.value == kind)
        and (not issuer or _plain(head.identity.issuer or "") == issuer)
        and (in_field is None or head.id in in_field or act_key(head.identity.number or "") in in_field)
    ]
    found.sort(key=lambda head: head.identity.issued_on or date.min, reverse=True)
    if wanted.on is None:
        return Matching(tuple(found))
    forces = [head.validity.on(wanted.on) for head in found]
    kept = tuple(h for h, force in zip(found, forces, strict=True) if force is Force.IN_FORCE)
    return Matching(kept, forces.count(Force.UNKNOWN))


def fields_of(entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """Return what belongs to each field: ids of its procedures, and numbers of the acts these rest on."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry.field:
            found.setdefault(entry.field, set()).update((entry.document_id, *entry.bases))
    return {field: frozenset(belongs) for field, belongs in found.items()}


def kinds_of(heads: Iterable[DocumentHead]) -> list[tuple[str, int]]:
    """Count the kinds, in the order of their force."""
    counted = Counter(head.identity.kind for head in heads)
    return [(kind.value, counted[kind]) for kind in Kind if kind in counted]


def issuers_of(heads: Iterable[DocumentHead]) -> list[tuple[str, int]]:
    """Count the issuers, in order of the alphabet; one that is written in several ways counts once."""
    counted: Counter[str] = Counter()
    names: dict[str, str] = {}
    for head in heads:
        if head.identity.issuer:
            counted[names.setdefault(_plain(head.identity.issuer), head.identity.issuer)] += 1
    return sorted(counted.items(), key=lambda one: fold(one[0]))


def _plain(text: str) -> str:
    return " ".join(fold(normalise(text)).split())


def _searched(head: DocumentHead) -> str:
    parts = (head.identity.number, head.title, head.identity.kind.value, head.identity.issuer)
    return fold(normalise(" ".join(part for part in parts if part)))
