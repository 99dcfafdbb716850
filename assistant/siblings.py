"""Keeps the neighbour that is meant: of rows or clauses, the one whose words are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from assistant.fact_names import row_name
from assistant.question import Part
from assistant.tables import load, stop_words
from assistant.weighing import Weighed
from index.provisions import Unit
from index.vietnamese import fold, folded_terms, tokens

# Items of one list: none of them is another case than its neighbour.
_LISTED = frozenset({Unit.PAPER, Unit.BASIS})


def meant(facts: Sequence[Weighed], parts: Sequence[Part]) -> tuple[Weighed, ...]:
    """Return the facts without those that are about another case than the question, in their order.

    Another case is what has a value that excludes the one asked for ("gia hạn", "cấp II"), and what a
    neighbour outdoes in every part of the question: the neighbour has words of the part that it has not, and
    next to none are the other way round. Where every fact is of another case, all stay.
    """
    groups: defaultdict[tuple[str, str], list[Weighed]] = defaultdict(list)
    for fact in facts:
        if _may_differ(fact):
            groups[fact.fact.group].append(fact)
    kept = [w for w in facts if not w.apart and not _is_outdone(w, groups[w.fact.group], parts)]
    return tuple(kept or facts)


def _may_differ(fact: Weighed) -> bool:
    return not fact.apart and fact.fact.provision.unit not in _LISTED


def _is_outdone(fact: Weighed, neighbours: Sequence[Weighed], parts: Sequence[Part]) -> bool:
    if not _may_differ(fact):
        return False
    rivals = [other for other in neighbours if other is not fact and _comparable(other, fact)]
    if not rivals:
        return False
    # What all parts are about stands before the first ("Cấp thẻ …: ai ký, mấy ngày?"), and is no term of one.
    said = frozenset[str]().union(*(part.terms.union(folded_terms(part.words)) for part in parts))
    return all(any(_outdoes(rival, fact, part, said) for rival in rivals) for part in parts)


def _comparable(one: Weighed, other: Weighed) -> bool:
    """Tell whether two neighbours answer the same of different cases.

    Rows of one table do, and points under one lead or clauses worded alike with a value of one kind.
    """
    policy = load("policy")["selection"]
    if one.fact.cells and other.fact.cells:
        return True
    if not one.aspects & other.aspects & frozenset(policy["contrasted"]):
        return False
    if one.fact.lead and one.fact.lead == other.fact.lead:
        return True
    words, others = frozenset(one.fact.folded.split()), frozenset(other.fact.folded.split())
    return bool(len(words & others) >= policy["alike"] * len(words | others))


def _outdoes(better: Weighed, other: Weighed, part: Part, said: frozenset[str]) -> bool:
    """Tell whether one says a case of the part that the other does not: a pair of words, not one by chance.

    "thời hạn" of a question meets the "hạn" of "gia hạn".
    """
    policy = load("policy")["selection"]
    more = {word: v for word, v in better.own.items() if word in part.terms and word not in other.own}
    less = sum(v for word, v in other.own.items() if word in part.terms and word not in better.own)
    rows = bool(better.fact.cells and other.fact.cells)
    if rows and better.aim - other.aim >= policy["aimed"] and not less:
        return True
    if rows and _says_more(other, better, said):
        return True
    gained = sum(more.values())
    told = gained >= policy["outdone"] and any("_" in word for word in more)
    return bool(told and less <= policy["outdone_share"] * gained)


def _says_more(row: Weighed, base: Weighed, said: frozenset[str]) -> bool:
    """Tell whether the name of a row has all words of another's and more, of which next to nothing is `said`.

    Words that a part holds none of in any case ("lại") tell nothing.
    """
    own, other = (frozenset(tokens(fold(row_name(w.fact)))) - stop_words() for w in (row, base))
    more = own - other
    by_chance = load("policy")["selection"]["said_by_chance"] * len(more)
    return bool(other) and other < own and len(said & more) <= by_chance
