"""Which later law bears the name of an older one: that it replaced it is presumed where no text says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.access import Principal
from index.amendments import Edge, Found
from index.document_store import DocumentStore
from index.documents import Kind
from index.endings import act_key
from index.validity import Force
from index.vietnamese import fold, normalise

CALLED_BY: Final = 2
"""Documents that have to call the later law by the name: one may give an amending law's number for it."""

_LAW: Final = re.compile(r"/(\d{4})/(?:QH|UBTVQH|PL-)", re.IGNORECASE)
_AMENDING: Final = "sua doi"


@dataclass(frozen=True, slots=True)
class Namesake:
    """A law that bears the `name` of an older one and may have replaced it.

    It is called so in `count` documents, of which `basis` is the first, of an act where there is one. A
    presumption: it ends nothing, and is told with its confidence and its source.
    """

    older: str
    name: str
    number: str
    basis: Found[Edge]
    count: int


def namesakes(
    numbers: Iterable[str], store: DocumentStore, on: date, principal: Principal
) -> tuple[Namesake, ...]:
    """Return what may have replaced those of the laws of which no text says that they ended by a day."""
    wanted = {act_key(number): number for number in numbers if law_year(number)}
    ended = store.numbers_ended(on, principal, list(wanted.values())) if wanted else {}
    found = (_namesake(number, store, on, principal) for key, number in wanted.items() if key not in ended)
    return tuple(one for one in found if one is not None)


def called_so(
    name: str, store: DocumentStore, principal: Principal
) -> Iterator[tuple[str, Mapping[str, Found[Edge]]]]:
    """Go over the laws that legal bases call by a name, the latest first, with those bases, by document.

    One that amends the law of the name is none of them.
    """
    called: defaultdict[str, dict[str, Found[Edge]]] = defaultdict(dict)
    for one in store.amendments.calls(name, principal):
        called[one.what.by_act or ""].setdefault(one.document_id, one)
    for number in sorted(called, key=lambda other: (law_year(other), len(called[other])), reverse=True):
        own = {_key(one.what.phrase) for one in store.amendments.calls(number, principal)}
        if not _amends(own, _key(name)):
            yield number, called[number]


def first_basis(bases: Mapping[str, Found[Edge]], store: DocumentStore, principal: Principal) -> Found[Edge]:
    """Return the basis that is shown of several, by document: that of an act, where there is one."""
    heads = store.heads(principal, ids=list(bases))
    return bases[
        min(heads, key=lambda h: (h.identity.kind is Kind.PROCEDURE, h.identity.number or "", h.id)).id
    ]


def law_year(number: str) -> int:
    """Return the year in a law's number, 0 where it is no law's."""
    match = _LAW.search(number)
    return int(match[1]) if match else 0


def _namesake(number: str, store: DocumentStore, on: date, principal: Principal) -> Namesake | None:
    names: defaultdict[str, list[Edge]] = defaultdict(list)
    for one in store.amendments.calls(number, principal):
        names[_key(one.what.phrase)].append(one.what)
    for key in sorted((k for k in names if not _amends(names, k)), key=lambda k: -len(names[k])):
        name, written = names[key][0].phrase or "", names[key][0].by_act or number
        if found := next(_later(name, number, store, on, principal), None):
            later, bases = found
            return Namesake(written, name, later, first_basis(bases, store, principal), len(bases))
    return None


def _later(
    name: str, number: str, store: DocumentStore, on: date, principal: Principal
) -> Iterator[tuple[str, Mapping[str, Found[Edge]]]]:
    """Go over the later laws of a name, the latest first, with the bases that call them so, by document."""
    for later, bases in called_so(name, store, principal):
        known = law_year(number) < law_year(later) <= on.year and len(bases) >= CALLED_BY
        if known and _may_be_in_force(later, store, on, principal):
            yield later, bases


def _may_be_in_force(number: str, store: DocumentStore, on: date, principal: Principal) -> bool:
    heads = store.heads(principal, number=number)
    return not any(
        h.identity.number
        and act_key(h.identity.number) == act_key(number)
        and h.validity.on(on) is Force.NOT_YET
        for h in heads
    )


def _amends(names: Iterable[str], name: str) -> bool:
    """Tell whether one of a law's names is that of an amendment to the law of a name."""
    whole = re.compile(rf"{re.escape(name)}(?=$|,? (?:va )?(?:bo luat|luat|phap lenh)\b)")
    return _AMENDING in name or any(_AMENDING in other and whole.search(other) for other in names)


def _key(name: str | None) -> str:
    return " ".join(fold(normalise(name or "")).split())
