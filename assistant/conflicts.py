"""Finds texts in force that say otherwise of the same: the higher one is followed, else the later one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from assistant.distinctions import contradicted, distinctions
from assistant.facts import Fact
from assistant.naming import document_name, provision_name
from assistant.premises import one_form
from assistant.shelf import Shelf
from assistant.tables import load, stop_words, words_shown
from assistant.weighing import Weighed
from index.documents import Identity
from index.endings import act_key
from index.vietnamese import fold, tokens

_SENTENCE: Final = re.compile(r"(?<=[.;])\s+")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts of the same matter with other values; `followed` is higher than the other, or else later."""

    followed: Weighed
    other: Weighed
    values: tuple[str, str]
    higher: bool


def rank_of(identity: Identity) -> int | None:
    """Return the rank of a kind of act, 1 the highest; `None` for what does not bind (a letter, a record)."""
    issuer = fold(identity.issuer or "")
    for row in load("conflicts")["ranks"]:
        if identity.kind.value in row["kinds"] and re.search(row.get("issuer", ""), issuer):
            return int(row["rank"])
    return None


def find_conflicts(
    chosen: Sequence[Weighed], candidates: Sequence[Weighed], day: date, shelf: Shelf
) -> tuple[Conflict, ...]:
    """Return where a fact that is chosen and another one, of another act in force on the day, say otherwise.

    They have to be worded nearly alike, and the act that is not followed has to rest on the other one, or on
    one that it ended: acts of other fields are worded alike too. One for each pair of acts.
    """
    found: dict[frozenset[str], Conflict] = {}
    others = [w for w in candidates if w.aspects and _binds(w, day)]
    for one in chosen:
        if not _binds(one, day):
            continue
        for other in others:
            pair = frozenset({one.fact.head.id, other.fact.head.id})
            if len(pair) == 1 or pair in found:
                continue
            values = apart(one.fact, other.fact)
            conflict = _ordered(one, other, values) if values is not None else None
            if conflict is not None and _related(conflict, day, shelf):
                found[pair] = conflict
    return tuple(found.values())


def _related(conflict: Conflict, day: date, shelf: Shelf) -> bool:
    """Tell whether the act that is not followed names the other one, or an act that this one ended."""
    followed, other = conflict.followed.fact.head, conflict.other.fact.head
    references = shelf.store.amendments.references_from(other.id, shelf.principal)
    named = {*other.legal_bases, *(r.act for r in references if r.act)}
    if act_key(followed.identity.number or "") in map(act_key, named):
        return True
    ended = shelf.store.numbers_ended(day, shelf.principal, sorted(named))
    return any(act.document_id == followed.id for act in ended.values())


def settled(chosen: Sequence[Weighed], conflicts: Sequence[Conflict]) -> tuple[Weighed, ...]:
    """Return what was chosen with both sides of each conflict, the one that is followed first."""
    order = list(chosen)
    for conflict in conflicts:
        pair = [conflict.followed, conflict.other]
        at = min(order.index(w) for w in pair if w in order)
        order = [w for w in order if w not in pair]
        order[at:at] = pair
    return tuple(order)


def conflict_warnings(conflicts: Sequence[Conflict], language: str) -> tuple[str, ...]:
    """Return a sentence for each conflict: who says what, and which is followed."""
    words = words_shown("warnings")[language]
    said = [
        words["conflict_higher" if conflict.higher else "conflict_later"].format(
            followed=_name(conflict.followed, language),
            other=_name(conflict.other, language),
            value=conflict.values[0],
            instead=conflict.values[1],
            act=document_name(conflict.followed.fact.head, language),
        )
        for conflict in conflicts
    ]
    return tuple(line[:1].upper() + line[1:] for line in said)


def _name(weighed: Weighed, language: str) -> str:
    fact = weighed.fact
    return provision_name(fact.head, fact.provision, fact.provision.locator, language)


def _binds(weighed: Weighed, day: date) -> bool:
    return weighed.fact.in_force(day) and rank_of(weighed.fact.head.identity) is not None


def _ordered(one: Weighed, other: Weighed, values: tuple[str, str]) -> Conflict | None:
    """Put the side that is followed first; nothing where neither rank nor day tells which that is."""
    ranks = rank_of(one.fact.head.identity), rank_of(other.fact.head.identity)
    assert ranks[0] is not None
    assert ranks[1] is not None
    if ranks[0] != ranks[1]:
        first = ranks[0] < ranks[1]
    else:
        day, its_day = one.fact.head.identity.issued_on, other.fact.head.identity.issued_on
        if day is None or its_day is None or day == its_day or _issuer(one) != _issuer(other):
            return None
        first = day > its_day
    by_rank = ranks[0] != ranks[1]
    if first:
        return Conflict(one, other, values, higher=by_rank)
    return Conflict(other, one, values[::-1], higher=by_rank)


def _issuer(weighed: Weighed) -> str:
    return fold(weighed.fact.head.identity.issuer or "")


def apart(one: Fact, other: Fact) -> tuple[str, str] | None:
    """Return the values in which two facts differ, where a sentence of each is of the same matter."""
    for words, values in _sentences(one.folded_lead, one.folded):
        for others, stated in _sentences(other.folded_lead, other.folded):
            share = len(words & others) / len(words | others)
            if share < load("conflicts")["alike"]:
                continue
            for kind in values.keys() & stated.keys():
                if not values[kind].keys() & stated[kind].keys() and not _of_other_cases(one, other):
                    return _shown(values[kind]), _shown(stated[kind])
    return None


def _of_other_cases(one: Fact, other: Fact) -> bool:
    first, second = (distinctions(f"{fact.folded_lead} {fact.folded}") for fact in (one, other))
    return bool(contradicted(first, second)) or first.keys() != second.keys()


def _shown(values: Mapping[str, str]) -> str:
    """Return figures as they are said, with the diacritics of their units."""
    units = load("conflicts")["units"]
    return ", ".join(
        re.sub("[a-z ]+", lambda m: f" {units.get(m.group().strip(), m.group())}", v) for v in values.values()
    )


@lru_cache(maxsize=4096)
def _sentences(lead: str, folded: str) -> tuple[tuple[frozenset[str], dict[str, dict[str, str]]], ...]:
    """Return the sentences that state a value: their words without figures, and the values by kind."""
    return tuple(_read(lead, folded))


def _read(lead: str, folded: str) -> Iterator[tuple[frozenset[str], dict[str, dict[str, str]]]]:
    table = load("conflicts")
    for sentence in _SENTENCE.split(folded):
        if re.search(table["of_itself"], sentence):
            continue
        undated = re.sub(table["dates"], " ", sentence)
        values = {
            kind: {one_form(figure): figure for figure in re.findall(pattern, undated)}
            for kind, pattern in table["values"].items()
        }
        stated = {kind: row for kind, row in values.items() if row}
        words = frozenset(t for t in tokens(f"{lead} {sentence}") if t.isalpha()) - stop_words()
        if stated and len(words) >= table["least_words"]:
            yield words, stated
