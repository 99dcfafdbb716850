"""What each part of a question wants of which document, and the facts that grant it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.aspects import Aspect
from assistant.counted import is_counted
from assistant.facts import Fact
from assistant.fitting import Wish, beyond, fit, is_clause, is_open, own_words
from assistant.quantities import counted
from assistant.question import Part, Question
from assistant.record_fields import rows_of_fields
from assistant.tables import load
from assistant.transitions import is_transitional, speaks_of_before
from assistant.weighing import Weighed
from assistant.whole_lists import (
    article_list,
    clause_list,
    is_titled_closer,
    opened_clause,
    record_list,
    titled_article,
    titled_list,
)
from index.amendments import within
from index.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Named:
    """The ids of the documents that a question names: all of them, and those that each part names."""

    every: frozenset[str]
    of: Mapping[Part, frozenset[str]]

    def reworded(self, pinpointed: Sequence[Fact], question: Question) -> Named:
        """Return the same with the acts that gave a provision that is named its words.

        An act of which nothing that is named is in force any more has no say beside them, unless the force is
        asked about.
        """
        newer = {fact.head.id for fact in pinpointed} - self.every
        if not newer:
            return self
        in_force = {f.head.id for f in pinpointed if f.in_force(question.as_of)}
        old = frozenset() if question.asks("validity") else self.every - in_force
        told = {part: (ids - old) | newer if ids else ids for part, ids in self.of.items()}
        return Named((self.every - old) | newer, told)

    def only(self, parts: Sequence[Part], gone: frozenset[str]) -> Named:
        """Return the same of some parts of the question: what these name, else all that is not `gone`."""
        of = {part: ids for part, ids in self.of.items() if part in parts}
        named = frozenset[str]().union(*of.values())
        return self if len(of) == len(self.of) else Named(named or self.every - gone, of)


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates, best first; `first` is the best document, `heard` those that have a say.

    `every` holds those of other cases too: a list is given whole.
    """

    ranked: tuple[Weighed, ...]
    every: tuple[Weighed, ...]
    first: str
    heard: frozenset[str]
    shares: int
    question: Question

    @property
    def asked(self) -> str:
        """The question, folded."""
        return fold(self.question.searched)

    def is_titled(self, wish: Wish) -> bool:
        """Tell whether an article or a clause answers a wish as a whole: it is asked for by its name."""
        return bool(self._named_whole(wish))

    def _named_whole(self, wish: Wish) -> list[Weighed]:
        """Return all of the article or clause that a wish asks for by its heading, or by how it opens."""
        article = self._article(wish) if wish.aspect.name in load("policy")["titled"]["told_whole"] else None
        clause = opened_clause(self.ranked, wish.part, wish.aspect) if wish.document is None else None
        if clause is not None and not (article and is_titled_closer(article, clause, self.ranked, wish.part)):
            return clause_list(clause, self.every)
        return titled_list(article, self.every) if article else []

    def _article(self, wish: Wish) -> tuple[str, str] | None:
        """Return the article that the part of a wish asks for by its heading."""
        return titled_article(self.ranked, wish.part) if wish.document is None else None

    def grant(self, wish: Wish, said: Sequence[Weighed] = (), more: int = 0) -> list[Weighed]:
        """Return what answers a wish: rows of its fields in a record, else the best facts with a value.

        A fact of another case than the part's answers no wish of it. So many `more` are found as other parts
        ask the same ("A trong mấy ngày, B trong mấy ngày"); `said` are those that others have had.
        """
        policy = load("policy")["selection"]
        aspect, article = wish.aspect, self._article(wish)
        if told := self._named_whole(wish):
            return told

        allowed = [w for w in self.ranked if wish.document in (None, w.fact.head.id) and w not in said]
        if self._is_beside_force(wish):
            allowed = [w for w in allowed if not self._is_of_force(w)] or allowed
        open_worth = self._open_worth(wish, allowed)

        def worth(weighed: Weighed) -> float:
            return weighed.score + fit(weighed, wish) + open_worth(weighed)

        of_case = [w for w in allowed if wish.part not in w.against]
        ranked = sorted(of_case or allowed, key=lambda w: -worth(w))
        if rules := _ruling(aspect, ranked):
            return rules
        own = [w for w in ranked if w.fact.head.id == (wish.document or self.first)]
        if own and own[0].fact.of_record:
            rows = (
                record_list(aspect, own, wish.part)
                if wish.whole
                else rows_of_fields(wish, own, self.asked, more)
            )
            if wish.again:
                rows.sort(key=lambda w: -worth(w))
            if rows:
                return self._nearer_clauses(wish, ranked, rows) + rows + self._of_acts(wish, ranked)
        valued = [w for w in ranked if aspect.name in w.aspects]
        if aspect.name in policy["any_number"]:
            valued = [w for w in valued if is_counted(w.fact.folded, *wish.part.counted)] or valued
            kinds = counted(wish.part.words) if self.shares > 1 else ()
            valued = [w for w in valued if any(kind.stated_by(w.fact) for kind in kinds)] or valued
        if aspect.value is None:  # anything may say it; an article that is about it scores more
            fits = worth if self.shares > 1 else _score
            valued = [w for w in ranked if fits(w) >= policy["open_score"] * fits(ranked[0])]
        valued = [w for w in valued if w.fact.head.id in self.heard] or [
            w for w in valued if not (own and own[0].fact.of_record and w.fact.of_record)
        ]
        valued = [w for w in valued if w.fact.article == article] or valued
        found = valued if aspect.name == "validity" else []
        found = [w for w in found if _is_effect_clause(w)][: policy["effect"]]
        most = max(2, policy["values"] // (len(self.heard) * self.shares)) + more
        by_document = [
            [w for w in valued if w.fact.head.id == document]
            for document in dict.fromkeys(w.fact.head.id for w in valued)
        ]
        share = policy["as_good"][self.question.language]
        timed = self.shares > 1 and aspect.name in policy["timed"]  # whose time it is counts
        level = worth if wish.again or timed else _score
        good = [
            [w for w in row if level(w) >= share * level(row[min(more, len(row) - 1)])][:most]
            for row in by_document
        ]
        found += [w for turn in zip_longest(*good) for w in turn if w is not None]
        return article_list(aspect, found, valued, self.ranked, self.every) if wish.whole else found

    def _is_beside_force(self, wish: Wish) -> bool:
        """Tell whether a part asks for what the article on an act's own force does not tell.

        Where no part asks for the force, that article may tell what has no certain form ("văn bản nào?").
        """
        of_force = frozenset(load("policy")["selection"]["of_force"])
        if of_force & {aspect.name for aspect in wish.part.aspects}:
            return False
        return wish.aspect.value is not None or self.question.asks("validity")

    def _is_of_force(self, weighed: Weighed) -> bool:
        """Tell whether a fact stands in the article on its act's own force, as was read or as it is headed.

        Or it is of matters begun before the law changed, and the question is not.
        """
        headed = fold(weighed.fact.provision.heading)
        if _is_effect_clause(weighed) or re.search(load("policy")["selection"]["effect_headed"], headed):
            return True
        return is_transitional(headed) and not speaks_of_before(self.question)

    def _open_worth(self, wish: Wish, allowed: Sequence[Weighed]) -> Callable[[Weighed], float]:
        """Return what tells a record's facts apart for what has no certain form, beside other things asked.

        No value can be looked for, so the words of the part beyond the name of the procedure stand for it;
        what a fact has of the other parts, and the values that they ask for, is none to this one.
        """
        if wish.alone or wish.whole or not is_open(wish.aspect) or len(self.question.parts) == 1:
            return lambda _: 0.0
        weighing = load("policy")["weighing"]
        most = max((beyond(w, wish) for w in allowed if w.fact.of_record), default=0.0)
        others = [p for p in self.question.parts if p != wish.part]
        foreign = frozenset[str]().union(*(p.own for p in others)) - wish.part.own
        names = {a.name for a in wish.part.aspects}
        asked_for = sum(a.value is not None for a in self.question.aspects) or 1

        def worth(weighed: Weighed) -> float:
            if not weighed.fact.of_record or not most:
                return 0.0
            words = sum(value for word, value in weighed.words.items() if word in foreign)
            values = len(weighed.aspects - names) / asked_for
            share = beyond(weighed, wish) / most - values
            return float(weighing["aspect"] * share - weighing["overlap"] * words)

        return worth

    def _nearer_clauses(
        self, wish: Wish, ranked: Sequence[Weighed], rows: Sequence[Weighed]
    ) -> list[Weighed]:
        """Return the clause of an act that says a value in the words of the part, where the record does not.

        "…, chấp thuận không quá mấy ngày?": the column of a record has a time, and says not what it is for.
        """
        policy = load("policy")["selection"]
        if wish.document is not None or wish.aspect.value is None or wish.whole or self.shares == 1:
            return []
        most = max(own_words(w, wish.part) for w in self.ranked)
        told = [w for w in self.ranked if w.fact.of_record and wish.aspect.name in w.aspects]
        of_record = max((own_words(w, wish.part) for w in (*told, *rows)), default=0.0)
        least = max(policy["nearer_clause"] * most, policy["nearer_than_record"] * of_record)
        clauses = [w for w in ranked if is_clause(w) and wish.aspect.name in w.aspects]
        return [w for w in clauses if most and own_words(w, wish.part) >= least][:1]

    def _of_acts(self, wish: Wish, ranked: Sequence[Weighed]) -> list[Weighed]:
        """Return what an act nearly as good as the record says of a wish: a record may be behind it."""
        policy = load("policy")["selection"]
        if wish.document is not None or wish.whole or wish.aspect.value is None:
            return []
        best = self.ranked[0].score
        acts = [w for w in self.ranked if not w.fact.of_record]
        if not acts or acts[0].score < policy["other_document"] * best:
            return []
        said = [
            w
            for w in ranked
            if w.fact.head.id == acts[0].fact.head.id
            and wish.aspect.name in w.aspects
            and w.score >= policy["of_act"] * best
        ]
        return said[: policy["of_act_facts"]]


def wishes_of(question: Question, named: Named, ranked: Sequence[Weighed]) -> list[Wish]:
    """Return what is wanted of which document: of those a part names, else of all where two are named."""
    held = frozenset(w.fact.head.id for w in ranked)
    every = named.every & held
    several = every if len(every) > 1 and not any(named.of.values()) else frozenset()
    found = []
    alone = len(question.parts) == 1 and len(question.parts[0].aspects) == 1
    for part in question.parts:
        documents: list[str | None] = [*sorted(named.of[part] & held or several)] or [None]
        others = [p for p in question.parts if p is not part and _may_share(named.of[part], named.of[p])]
        asked = {aspect.name for other in others for aspect in other.aspects}
        most = max((own_words(w, part) for w in ranked if is_clause(w)), default=0.0) if others else 0.0
        for aspect in part.aspects:
            again = aspect.name in asked
            told = most if again or aspect.value is None else 0.0
            found += [Wish(aspect, part, document, again, alone, told) for document in documents]
    return found


def _ruling(aspect: Aspect, ranked: Sequence[Weighed]) -> list[Weighed]:
    """Return the rules that say whether something must be done or may be, where that is asked."""
    policy = load("policy")["selection"]
    if aspect.name not in policy["by_rule"]:
        return []
    floor = policy["ruled_score"] * max((w.score for w in ranked), default=0.0)
    heard = [w for w in ranked if w.score >= floor]
    nearest = max((w.ruled for w in heard), default=0.0)
    least = max(policy["ruled"], policy["as_good"]["vi"] * nearest)
    return [w for w in heard if w.ruled >= least][: policy["values"]]


def _may_share(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two parts may be answered by one document: one names none, or both the same."""
    return not one or not other or bool(one & other)


def _score(weighed: Weighed) -> float:
    return weighed.score


def _is_effect_clause(weighed: Weighed) -> bool:
    """Tell whether a fact stands in the article that sets its act's own force, and ends that of others."""
    basis = weighed.fact.head.validity.basis
    return basis is not None and within(weighed.fact.provision.locator, basis.split(" khoản ")[0])
