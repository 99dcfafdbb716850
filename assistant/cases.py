"""Tells near twins among procedures apart: where the question does not, each is told, or it asks back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.evidence import Evidence
from assistant.facts import Quote
from assistant.shelf import Shelf, Volume
from assistant.tables import load
from assistant.weighing import Weighed, Weigher
from assistant.whole_lists import is_field
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Unit
from index.vietnamese import fold, normalise, tokens

_CODE = re.compile(r"\(\s*\d\.\d{6}[^)]*\)")
_BRACKETS = re.compile(r"\([^()]*\)")

Weigh = Callable[[frozenset[str]], Sequence[Weighed]]


@dataclass(frozen=True, slots=True)
class Cases:
    """The procedures that a question fits alike and that answer it unlike.

    `turns_on` is what tells them apart, `names` what they are called; `facts` answer each of them, each under
    the name of its case, and are empty where there are too many to tell.
    """

    turns_on: str
    names: tuple[str, ...]
    facts: tuple[Weighed, ...] = ()


def find_cases(weigher: Weigher, evidence: Sequence[Evidence], shelf: Shelf, weigh: Weigh) -> Cases | None:
    """Return the cases of a question, or nothing where one procedure fits best or all say the same.

    `weigh` gives the weighed facts of some documents, by their ids. Compared are time limits and fees, which
    stand in one table in every record, and the bodies that carry the procedure out, where to submit too.
    """
    table = load("cases")
    question = weigher.question
    asked = {a.name for a in question.aspects}
    compared = asked & set(table["aspects"])
    if not compared or asked - compared - set(table["beside"]) or question.references.names_document:
        return None
    if any(part.manners & frozenset(table["of_steps"]) for part in question.parts):
        return None
    heads = _twins(weigher, evidence)
    if len(heads) < 2:  # noqa: PLR2004 - one is no choice
        return None
    weighed = weigh(frozenset(head.id for head in heads))
    bodies = compared & set(table["by_body"])
    rows = {
        head.id: (_rows(head, weighed, table["rows"]) if compared - bodies else [])
        + (_body(head, weighed) if bodies else [])
        for head in heads
    }
    heads = [head for head in heads if rows[head.id]]
    values = {_values(rows[head.id], compared - bodies) for head in heads}
    if len(values) < 2:  # noqa: PLR2004
        return None
    differing = _differing([_words(head) for head in heads])
    turns_on = next((name for name, p in table["turns_on"].items() if re.search(p, differing)), "case")
    names = tuple(_name(head) for head in heads[: table["named"]])
    if len(heads) > table["most"]:
        return Cases(turns_on, names)
    facts = [_of_case(w, shelf.volume(head.id)) for head in heads for w in rows[head.id]]
    return Cases(turns_on, names, tuple(facts))


def turning_point(cases: Cases, language: str) -> str:
    """Return what the cases turn on, in a language."""
    return str(load("cases")["names"][language][cases.turns_on])


def _twins(weigher: Weigher, evidence: Sequence[Evidence]) -> list[DocumentHead]:
    """Return the best procedure and those of nearly the same name and score that the question fits as well.

    The question fits two names alike if it has none of the words in which they differ, nor a word that
    stands for one of them. A name that has no word more than another is the one that is meant.
    """
    table = load("cases")
    best: dict[str, Evidence] = {}
    for item in evidence:
        best.setdefault(item.head.id, item)
    ranked = sorted(best.values(), key=lambda item: (-item.score, item.head.id))
    if not ranked or ranked[0].head.identity.kind is not Kind.PROCEDURE:
        return []
    first, *others = ranked
    typed = weigher.meant(*weigher.stead) | frozenset(map(fold, tokens(weigher.question.searched)))
    own = _words(first.head)
    found = [first.head]
    for item in others:
        if item.head.identity.kind is not Kind.PROCEDURE or item.score < table["near"] * first.score:
            continue
        words = _words(item.head)
        apart = (own - words, words - own)
        if (
            all(apart)
            and not typed & (apart[0] | apart[1])
            and _alike(first.head, item.head) >= table["alike"]
        ):
            found.append(item.head)
    return found


def _rows(head: DocumentHead, weighed: Sequence[Weighed], most: int) -> list[Weighed]:
    """Return the ways to submit of a record, the best first."""
    own = [w for w in weighed if w.fact.head.id == head.id and w.fact.provision.unit is Unit.CHANNEL]
    return sorted(own, key=lambda w: (-w.score, w.fact.provision.ordinal))[:most]


def _body(head: DocumentHead, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Return what a record says of the body that carries it out."""
    own = [w for w in weighed if w.fact.head.id == head.id and is_field(w, "body") and not w.fact.is_lead]
    return sorted(own, key=lambda w: w.fact.provision.ordinal)[:1]


def _values(rows: Sequence[Weighed], compared: set[str]) -> frozenset[str]:
    """Return what the rows say of what is compared, as their table has it, and what has no table."""
    headers = load("policy")["row_headers"]
    patterns = [headers[aspect] for aspect in sorted(compared)]
    return frozenset(
        fold(f"{header} {value}")
        for row in rows
        for header, value in row.fact.cells
        if any(re.search(pattern, fold(header)) for pattern in patterns)
    ) | frozenset(row.fact.folded for row in rows if not row.fact.cells)


def _of_case(weighed: Weighed, volume: Volume) -> Weighed:
    """Return a row under the name of its procedure, which it then cites too."""
    name = volume.provisions[0]  # a record begins with its name
    words = volume.words(name).strip()
    lead = f"{' '.join(normalise(words).split())}:"
    quotes = (*weighed.fact.quotes, Quote(name, words))
    return replace(weighed, fact=replace(weighed.fact, lead=lead, folded_lead=fold(lead), quotes=quotes))


def _name(head: DocumentHead) -> str:
    return " ".join(_CODE.sub("", normalise(head.title)).split())


def _words(head: DocumentHead) -> frozenset[str]:
    return frozenset(map(fold, tokens(_name(head))))


def _alike(first: DocumentHead, second: DocumentHead) -> float:
    """Return the share of words that two names have in common, what stands in brackets left out."""
    own, other = (frozenset(map(fold, tokens(_BRACKETS.sub(" ", _name(head))))) for head in (first, second))
    return len(own & other) / max(len(own), len(other), 1)


def _differing(names: Sequence[frozenset[str]]) -> str:
    """Return the words that some of the names have and others have not."""
    shared = frozenset.intersection(*names)
    return " ".join(sorted(frozenset[str]().union(*names) - shared))
