"""What each part of a question wants of which document, and the facts that grant it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.actors import share_of_actor
from assistant.aspects import Aspect
from assistant.counted import TOTAL, is_counted, manners_asked, tells_so
from assistant.facts import Fact
from assistant.question import Part, Question
from assistant.tables import load
from assistant.weighing import Weighed
from assistant.whole_lists import (
    article_list,
    clause_list,
    is_field,
    is_titled_closer,
    opened_clause,
    record_list,
    titled_article,
    titled_list,
)
from index.amendments import within
from index.documents import Kind
from index.vietnamese import fold, folded_terms


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


@dataclass(frozen=True, slots=True)
class Wish:
    """One aspect of one part of a question, wanted from one document, or from whichever says it (`None`).

    `again` tells that another part asks the same of documents that this one may be about too, `alone` that
    nothing else is asked at all.
    """

    aspect: Aspect
    part: Part
    document: str | None
    again: bool = False
    alone: bool = False

    @property
    def whole(self) -> bool:
        """Whether the answer is a list, which is given in its order and without a gap."""
        policy = load("policy")["selection"]
        return self.aspect.name in policy["whole_lists"] or (
            self.alone and self.aspect.name in policy["whole_alone"]
        )


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
        open_worth = self._open_worth(wish, allowed)

        def worth(weighed: Weighed) -> float:
            return weighed.score + fit(weighed, wish) + open_worth(weighed)

        of_case = [w for w in allowed if wish.part not in w.against]
        ranked = sorted(of_case or allowed, key=lambda w: -worth(w))
        own = [w for w in ranked if w.fact.head.id == (wish.document or self.first)]
        if own and own[0].fact.head.identity.kind is Kind.PROCEDURE:
            rows = (
                record_list(aspect, own, wish.part) if wish.whole else _of_fields(wish, own, self.asked, more)
            )
            if wish.again:
                rows.sort(key=lambda w: -worth(w))
            if rows:
                return rows + self._of_acts(wish, ranked)
        valued = [w for w in ranked if aspect.name in w.aspects]
        if aspect.value is None:  # anything may say it; an article that is about it scores more
            fits = worth if self.shares > 1 else _score
            valued = [w for w in ranked if fits(w) >= policy["open_score"] * fits(ranked[0])]
        valued = [w for w in valued if w.fact.head.id in self.heard] or valued
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

    def _open_worth(self, wish: Wish, allowed: Sequence[Weighed]) -> Callable[[Weighed], float]:
        """Return what tells a record's facts apart for what has no certain form, beside other things asked.

        No value can be looked for, so the words of the part beyond the name of the procedure stand for it; and
        what a fact has of the other parts, and the values that they ask for, is none to this one.
        """
        if wish.alone or wish.whole or not is_open(wish.aspect) or len(self.question.parts) == 1:
            return lambda _: 0.0
        weighing = load("policy")["weighing"]
        most = max((_beyond(w, wish) for w in allowed if _of_record(w)), default=0.0)
        others = [p for p in self.question.parts if p != wish.part]
        foreign = frozenset[str]().union(*(p.own for p in others)) - wish.part.own
        names = {a.name for a in wish.part.aspects}
        asked_for = sum(a.value is not None for a in self.question.aspects) or 1

        def worth(weighed: Weighed) -> float:
            if not _of_record(weighed) or not most:
                return 0.0
            words = sum(value for word, value in weighed.words.items() if word in foreign)
            values = len(weighed.aspects - names) / asked_for
            share = _beyond(weighed, wish) / most - values
            return float(weighing["aspect"] * share - weighing["overlap"] * words)

        return worth

    def _of_acts(self, wish: Wish, ranked: Sequence[Weighed]) -> list[Weighed]:
        """Return what an act nearly as good as the record says of a wish: a record may be behind it."""
        policy = load("policy")["selection"]
        if wish.document is not None or wish.whole or wish.aspect.value is None:
            return []
        best = self.ranked[0].score
        acts = [w for w in self.ranked if w.fact.head.identity.kind is not Kind.PROCEDURE]
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


def wishes_of(question: Question, named: Named, held: frozenset[str]) -> list[Wish]:
    """Return what is wanted of which document: of those a part names, else of all where two are named."""
    every = named.every & held
    several = every if len(every) > 1 and not any(named.of.values()) else frozenset()
    found = []
    alone = len(question.parts) == 1 and len(question.parts[0].aspects) == 1
    for part in question.parts:
        documents: list[str | None] = [*sorted(named.of[part] & held or several)] or [None]
        others = [p for p in question.parts if p is not part and _may_share(named.of[part], named.of[p])]
        asked = {aspect.name for other in others for aspect in other.aspects}
        found += [
            Wish(aspect, part, document, aspect.name in asked, alone)
            for aspect in part.aspects
            for document in documents
        ]
    return found


def _may_share(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two parts may be answered by one document: one names none, or both the same."""
    return not one or not other or bool(one & other)


def is_open(aspect: Aspect) -> bool:
    """Tell whether an aspect has no certain form: anything may say it, or any number."""
    return aspect.value is None or aspect.name in load("policy")["selection"]["any_number"]


def _of_record(weighed: Weighed) -> bool:
    return weighed.fact.head.identity.kind is Kind.PROCEDURE


def _score(weighed: Weighed) -> float:
    return weighed.score


def fit(weighed: Weighed, wish: Wish) -> float:
    """Return what a fact gives to a wish: words of its part, a number of just what that counts, a hint.

    So does standing in the article that the part names, whatever its force.
    """
    policy, part = load("policy")["selection"], wish.part
    own = sum(value for word, value in weighed.words.items() if word in part.terms)
    counts = any(is_counted(weighed.fact.folded, noun) for noun in part.counted)
    hint = wish.aspect.hint
    hints = hint is not None and hint.search(weighed.fact.folded) is not None
    places = [f"Điều {number}" for number in part.references.articles]
    pinned = any(within(weighed.fact.provision.locator, place) for place in places)
    timed = wish.aspect.name in policy["timed"]
    acts = share_of_actor(weighed.fact, part) if timed and not wish.alone else 0.0
    so = timed and tells_so(weighed.fact.folded, manners_asked(fold(part.words)))
    return float(
        policy["part"] * own
        + policy["counted"] * counts
        + policy["hint"] * hints
        + policy["pinned"] * pinned
        + policy["actor"] * acts
        + policy["manner"] * so
    )


def _beyond(weighed: Weighed, wish: Wish) -> float:
    """Tell what a fact has of a part beyond the name of its procedure: of what asks for no whole of that.

    "Sở thẩm định trong mấy ngày" asks for a step, "phải nộp trước mấy tháng" for no time of the authority.
    """
    policy = load("policy")["selection"]
    name = frozenset(folded_terms(weighed.fact.context))
    own = sum(v for term, v in weighed.own.items() if term in wish.part.terms and term not in name)
    so = tells_so(weighed.fact.folded, manners_asked(fold(wish.part.words)))
    return float(own + policy["manner"] * so)


def _step_first(wish: Wish, rows: Sequence[Weighed], own: Sequence[Weighed]) -> list[Weighed]:
    """Return the step that tells a part before the record's own column: it has more beyond the name."""
    policy, aspect = load("policy")["selection"], wish.aspect
    ways = manners_asked(fold(wish.part.words))
    if aspect.name not in policy["told_by_steps"] or TOTAL in ways or (wish.alone and not ways):
        return []
    certain = aspect.hint if aspect.hint is not None else aspect.value
    steps = [w for w in own if is_field(w, "step") and certain and certain.search(w.fact.folded)]
    best = max(steps, key=lambda w: (_beyond(w, wish), w.score), default=None)
    had = max((_beyond(w, wish) for w in rows if not is_field(w, "step")), default=0.0)
    least = policy["told_by_steps"][aspect.name]
    return [best] if best is not None and _beyond(best, wish) >= had + least else []


def _of_fields(wish: Wish, own: Sequence[Weighed], heard: str, more: int) -> list[Weighed]:
    """Return the facts of a record's fields that hold an aspect, from the field that says it best."""
    policy, aspect = load("policy")["selection"], wish.aspect
    found: list[Weighed] = []
    certain = aspect.hint if aspect.name in policy["steps_by_hint"] else None
    for at, part in enumerate(aspect.fields):
        rows = [w for w in own if is_field(w, part)]
        if certain is not None and part == "step" and part in aspect.fields[at + 1 :]:
            rows = [w for w in rows if certain.search(w.fact.folded)]
        if found:  # the step that says the very figure of the record's own column says whose time it is
            same = math.inf if _leaves_out_unit(found[0]) else policy["same_value"]
            rows.sort(key=lambda w: (-same if _agrees(aspect, w, found[0]) else 0.0) - w.score)
        if part == "step":
            rows = _of_whole_dossier(rows, heard)
        if part == "channel":
            rows = _whole_time_first(aspect, rows, heard)
        if part == "paper":
            rows = _paper_first(wish, rows)
        own_field = part in policy["whatever_it_says"]
        found += [
            w
            for w in rows
            if (own_field and not re.fullmatch(rf"\W*{policy['unknown']}\W*", w.fact.folded))
            or aspect.name in w.aspects
            or aspect.value is None
        ][: policy["rows"][part] + more]
        if found and (part not in policy["goes_on_after"] or _asks_for_whole(wish)):
            break
    first = _step_first(wish, found, own)
    return [*first, *(w for w in found if w not in first)]


def unit_of(aspect: Aspect, picks: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """Return the step that says the unit which the column of the first pick leaves out, if there is one."""
    if not picks or not _leaves_out_unit(picks[0]):
        return ()
    return tuple(w for w in picks[1:2] if _agrees(aspect, w, picks[0]))


def _leaves_out_unit(weighed: Weighed) -> bool:
    pattern = load("policy")["selection"]["unit_left_out"]
    return bool(weighed.fact.cells) and re.search(pattern, weighed.fact.folded) is not None


def _of_whole_dossier(steps: list[Weighed], asked: str) -> list[Weighed]:
    """Return the steps, those last that tell what becomes of a dossier that lacks something.

    They have a time and a place of their own, which are asked for where the question speaks of that alone.
    """
    policy = load("policy")["selection"]
    if re.search(policy["lacking_asked"], asked):
        return steps
    lacking = re.compile(policy["lacking"])
    return sorted(steps, key=lambda w: lacking.search(w.fact.folded) is not None)


def _asks_for_whole(wish: Wish) -> bool:
    """Tell whether a part asks for the time of all of a procedure: its column tells that, and no step does."""
    return wish.aspect.name in load("policy")["selection"]["timed"] and TOTAL in manners_asked(
        fold(wish.part.words)
    )


def _paper_first(wish: Wish, rows: list[Weighed]) -> list[Weighed]:
    """Return papers, those first that are called as the part that asks for a form calls one.

    "Đơn theo mẫu số mấy" asks for the form of the application, whatever else shares more of its words.
    """
    policy = load("policy")["selection"]
    if wish.aspect.name not in policy["of_paper"]:
        return rows
    named = frozenset(m.group() for m in re.finditer(policy["paper_named"], fold(wish.part.words)))
    begins = policy["paper_begins"]

    def is_named(weighed: Weighed) -> bool:
        name = fold(weighed.fact.cells[0][1]) if weighed.fact.cells else weighed.fact.folded
        begun = re.match(rf"{begins}(?P<name>{policy['paper_named']})", name)
        return begun is not None and begun["name"] in named

    return sorted(rows, key=lambda w: not is_named(w)) if named else rows


def _whole_time_first(aspect: Aspect, rows: list[Weighed], asked: str) -> list[Weighed]:
    """Return ways to submit, those last that say what one stage takes of the time that their column tells.

    A stage that the question names is asked for.
    """
    stages = load("policy")["selection"]["stage"]
    if aspect.name not in stages:
        return rows

    def is_stage(weighed: Weighed) -> bool:
        found = None if weighed.fact.cells else re.search(stages[aspect.name], weighed.fact.folded)
        return found is not None and found["stage"] not in asked

    return sorted(rows, key=is_stage)


def _agrees(aspect: Aspect, one: Weighed, other: Weighed) -> bool:
    """Tell whether two facts have a value of an aspect in common: the same figure of the same unit."""
    if aspect.value is None:
        return False
    mine, theirs = ({m.group() for m in aspect.value.finditer(w.fact.folded)} for w in (one, other))
    return any(_same(_figures(a), _figures(b)) for a in mine for b in theirs)


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two figures are the same; a column may leave out the unit ("Thời hạn: 5")."""
    units = {one[1], other[1]} - {""}
    return bool(one[0]) and one[0] == other[0] and len(units) <= 1


def _figures(value: str) -> tuple[str, str]:
    """Return the figure of a value without a leading zero, and its unit: "07 (bảy) ngày" is "7 ngày"."""
    figure, last = re.search(r"0*(\d+)", value), value.rsplit(" ", 1)[-1]
    return (figure.group(1) if figure else "", "" if last.isdigit() else last)


def _is_effect_clause(weighed: Weighed) -> bool:
    """Tell whether a fact stands in the article that sets its act's own force, and ends that of others."""
    basis = weighed.fact.head.validity.basis
    return basis is not None and within(weighed.fact.provision.locator, basis.split(" khoản ")[0])
