"""Keeps the neighbour that is meant: of rows or clauses, the one whose words are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.distinctions import (
    acts_of,
    everyday_acts,
    is_secondary,
    secondary_acts,
    secondary_asked,
    what_is_given,
)
from assistant.question import Part
from assistant.tables import load, stop_words
from assistant.weighing import Weighed
from index.provisions import Unit
from index.vietnamese import fold, folded_terms, normalise, tokens

# Items of one list: none of them is another case than its neighbour.
_LISTED = frozenset({Unit.PAPER, Unit.BASIS})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the parts of a question say.

    `parts` come each with the words of the others, `said` are all words; `everyday` is what everyday words
    say is done, `changes` what may be meant to be done to what another procedure gives.
    """

    parts: tuple[tuple[Part, frozenset[str]], ...]
    said: frozenset[str]
    everyday: frozenset[str]
    changes: frozenset[str]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> _Asked:
        """Read the parts of a question."""

        def beside(part: Part) -> frozenset[str]:
            return _union(other.own for other in parts if other is not part) - part.own

        return cls(
            tuple((part, beside(part)) for part in parts),
            # What all parts are about stands before the first ("Cấp thẻ …: ai ký?"), and is no term of one.
            _union(part.terms.union(folded_terms(part.words)) for part in parts),
            _union(everyday_acts(part.words) for part in parts),
            _union(secondary_asked(normalise(part.words)) for part in parts),
        )


def meant(facts: Sequence[Weighed], parts: Sequence[Part]) -> tuple[Weighed, ...]:
    """Return the facts without those that are about another case than the question, in their order.

    Another case is what has a value that excludes the one asked for ("gia hạn", "cấp II"), and what a
    neighbour outdoes in every part of the question: the neighbour has words of the part that it has not, and
    next to none are the other way round. A row that is named by what everyday words of the question say is
    done is outdone by none that is not. Where every fact is of another case, all stay.
    """
    groups: defaultdict[tuple[str, str], list[Weighed]] = defaultdict(list)
    for fact in facts:
        if _may_differ(fact):
            groups[fact.fact.group].append(fact)
    asked = _Asked.of(parts)
    kept = [w for w in facts if not w.apart and not _is_outdone(w, groups[w.fact.group], asked)]
    return tuple(kept or facts)


def _may_differ(fact: Weighed) -> bool:
    return not fact.apart and fact.fact.provision.unit not in _LISTED


def _is_outdone(fact: Weighed, neighbours: Sequence[Weighed], asked: _Asked) -> bool:
    if not _may_differ(fact):
        return False
    rivals = [other for other in neighbours if other is not fact and _comparable(other, fact)]
    if not rivals:
        return False
    if own := asked.everyday & _acts(fact):
        rivals = [rival for rival in rivals if own <= _acts(rival)]

    def is_outdone_in(part: Part, others: frozenset[str]) -> bool:
        own_case = (rival for rival in rivals if not _is_of_others(rival, fact, others))
        return any(_outdoes(rival, fact, part, asked.said) for rival in own_case)

    return _changes_unasked(fact, rivals, asked) or all(is_outdone_in(*pair) for pair in asked.parts)


def _is_of_others(rival: Weighed, fact: Weighed, others: frozenset[str]) -> bool:
    """Tell whether a rival tells the case of another part, in words of `others` which the fact has not.

    "Giải quyết mấy ngày, phải kiểm tra thực tế thì mấy ngày?": the row of those that are checked is none for
    the first part.
    """
    told = sum(v for word, v in rival.own.items() if word in others and word not in fact.own)
    return bool(told >= load("policy")["selection"]["outdone"])


def _changes_unasked(row: Weighed, rivals: Sequence[Weighed], asked: _Asked) -> bool:
    """Tell whether a row changes, renews or ends what another row gives, and no part speaks of that.

    Of "Cấp thẻ …" and "Gia hạn thẻ …" who asks for the card alone means the first.
    """
    own = secondary_acts(fold(normalise(row.fact.row_name)))
    if not own or own & asked.changes:
        return False
    names = (fold(normalise(rival.fact.row_name)) for rival in rivals)
    given = (
        frozenset(tokens(what_is_given(name))) - stop_words() for name in names if not is_secondary(name)
    )
    return any(words and words <= _words(row) for words in given)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _words(row: Weighed) -> frozenset[str]:
    """Return the folded words of the name of a row that say something."""
    return frozenset(tokens(fold(row.fact.row_name))) - stop_words()


def _acts(row: Weighed) -> frozenset[str]:
    """Return what the name of a row says is done ("Thay đổi, bổ sung, cấp lại …")."""
    return acts_of(fold(normalise(row.fact.row_name)))


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
    own, other = _words(row), _words(base)
    more = own - other
    by_chance = load("policy")["selection"]["said_by_chance"] * len(more)
    return bool(other) and other < own and len(said & more) <= by_chance
