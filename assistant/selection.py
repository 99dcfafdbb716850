"""Chooses the facts of an answer: each thing asked for first, then coverage, against redundancy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.assigning import assigned
from assistant.basket import Basket
from assistant.field_told import telling
from assistant.fitting import Wish
from assistant.question import Question
from assistant.record_fields import unit_of
from assistant.referred import Referred
from assistant.sentences import GOES_ON
from assistant.shortening import opened, shortened, told_leanly
from assistant.siblings import meant
from assistant.tables import load
from assistant.weighing import Weighed, covered_by
from assistant.wishes import Named, Pool, wishes_of
from index.documents import Kind

_STEP = 20
"""Characters by which the items of a list are cut shorter until all have room."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The facts of an answer: the `first` are the best for each thing asked, and the others add to them."""

    first: tuple[Weighed, ...] = ()
    further: tuple[Weighed, ...] = ()

    @property
    def all(self) -> tuple[Weighed, ...]:
        """Every fact, in the order in which they are said."""
        return self.first + self.further


def select(question: Question, candidates: Sequence[Weighed], named: Named, referred: Referred) -> Selection:
    """Return the facts to state, in the order in which they were chosen.

    Each wish has its best fact before any has a second: of a procedure record out of the fields that hold the
    aspect, of acts from each one that the question names. Then each other document that is named, or nearly
    as good, says its best, and what a chosen fact refers to is added (`referred` reads it); what room is left
    goes to facts that add words of the question.
    """
    policy = load("policy")["selection"]
    if not candidates:
        return Selection()
    every = tuple(sorted(candidates, key=lambda w: (-w.score, w.fact.provision.ordinal, w.fact.text)))
    ranked = meant(every, question.parts)
    wishes = wishes_of(question, named, ranked)
    best = _leading(candidates, ranked, policy["leading"], named.every)
    if best not in named.every:
        best = telling(question, best, ranked, policy["leading"])
    pool = Pool(ranked, every, best, named.every | {best}, max(1, len(wishes)), question)
    basket = Basket(policy["characters"])
    _grant(wishes, pool, basket, referred)
    for pick in _others(ranked, basket, named.every):
        basket.take(pick)
    if not basket.chosen:
        basket.take(ranked[0], -math.inf)
    for pick in _referred(every, basket.chosen, referred):
        basket.take(pick)
    while len(basket.chosen) < policy["statements"]:
        speaking = {w.fact.head.id for w in basket.chosen}
        fitting = [w for w in ranked if w.fact.head.id in speaking and basket.fits(w)]
        gains = [_gain(w, basket.chosen) for w in fitting]
        if not gains or max(gains) < policy["least_gain"]:
            break
        basket.take(fitting[gains.index(max(gains))])
    for pick in ranked[: policy["nearly"]]:
        if basket.says(pick) or basket.fits(pick):
            continue
        if _take_cut(pick, basket, question):
            break
    short = tuple(w for w in basket.chosen if w in basket.short) or tuple(basket.chosen[:1])
    if question.references.articles:  # what a named article says is one answer, clause by clause
        groups = {w.fact.group for w in short}
        short = tuple(w for w in basket.chosen if w in short or w.fact.group in groups)
    return Selection(short, tuple(w for w in basket.chosen if w not in short))


def _leading(
    candidates: Sequence[Weighed], ranked: Sequence[Weighed], close: float, named: frozenset[str]
) -> str:
    """Return the document that answers first: the best one found, unless another's facts say far more.

    A procedure whose name the question has in full gives way to none of which it has less; if it is the only
    one that is named, it goes before a better one found.
    """
    held = {w.fact.head.id for w in ranked}
    alone = [w for w in ranked if {w.fact.head.id} == named and w.fact.of_record]
    if alone and alone[0].aim == 1 and alone[0].score >= close * ranked[0].score:
        return alone[0].fact.head.id
    found = next(w for w in candidates if w.fact.head.id in held)
    own = max(w.score for w in ranked if w.fact.head.id == found.fact.head.id)
    other = ranked[0]
    both = {found.fact.head.identity.kind, other.fact.head.identity.kind} == {Kind.PROCEDURE}
    meant = both and found.aim > other.aim
    return found.fact.head.id if meant or own >= close * other.score else other.fact.head.id


def _grant(wishes: Sequence[Wish], pool: Pool, basket: Basket, referred: Referred) -> None:
    """Put the best of each wish into the basket, then lists as far as their room goes, then more.

    A list has what room the short answers leave, and the best fact of all where that answers itself; all are
    said in the order of the wishes. The best of each,
    the lists, and the measures that these leave to other provisions make the short answer.
    """
    picks, question = _granted(wishes, pool), pool.question
    lists = [wish for wish in wishes if wish.whole or pool.is_titled(wish)]
    single = [wish for wish in wishes if wish not in lists]
    for index, wish in enumerate(single):
        floor = basket.room - basket.room / (len(wishes) - index)
        for pick in picks[wish][:1]:
            basket.take(_to_the_point(pick, wish, question), floor)
        for pick in unit_of(wish.aspect, picks[wish]):
            basket.take(pick, floor)
    for wish in single:
        _take_any(picks[wish], basket, question)
    if not lists:
        _take_read(pool, basket, 1, load("policy")["relevance"]["ahead"])
    elif _is_the_answer(pool):
        basket.take(pool.ranked[0])
    for index, wish in enumerate(lists):
        _list(picks[wish], basket, basket.room - basket.room / (len(lists) - index))
    _go_on(pool.every, basket)
    for pick in [told for w in basket.chosen for told in referred.measures(w)]:
        basket.take(pick)
    basket.close_short()
    _take_read(pool, basket, load("policy")["relevance"]["told"])
    basket.order([pick for wish in wishes for pick in picks[wish]])
    if single and not lists:
        basket.take(pool.ranked[0])
    for turn in zip_longest(*(picks[wish][1:] for wish in single)):
        for pick in turn:
            if pick is not None:
                basket.take(pick)


def _is_the_answer(pool: Pool) -> bool:
    """Tell whether the best fact of all says a value itself, as reading finds too: it goes before a list."""
    best = pool.ranked[0]
    read = best.relevance is not None and best.relevance >= load("policy")["relevance"]["before_lists"]
    return read and bool(best.aspects) and best.fact.head.id == pool.first


def _to_the_point(pick: Weighed, wish: Wish, question: Question) -> Weighed:
    """Return the fact that alone answers, where it is long cut to the part that has all its values."""
    most = load("policy")["selection"]["to_the_point"]
    if not wish.alone or wish.aspect.value is None or len(pick.fact.text) <= most:
        return pick
    cut = shortened(pick, most, question)
    values = wish.aspect.value
    whole = cut is not None and len(values.findall(cut.fact.folded)) == len(values.findall(pick.fact.folded))
    return cut if cut is not None and whole else pick


def _take_any(picks: Sequence[Weighed], basket: Basket, question: Question) -> None:
    """Take the best of a wish that found no room in its share, cut if need be, else another that fits."""
    if not picks or basket.says(picks[0]) or basket.take(picks[0]):
        return
    if not _take_cut(picks[0], basket, question):
        any(basket.take(pick) for pick in picks[1:] if not _is_other_row(pick, picks[0]))


def _is_other_row(pick: Weighed, best: Weighed) -> bool:
    """Tell whether a fact is another row of the table of the best one: another case, and no second best."""
    return bool(pick.fact.cells and best.fact.cells) and pick.fact.group == best.fact.group


def _take_cut(pick: Weighed, basket: Basket, question: Question) -> bool:
    """Take a fact cut to the room that is left; tell whether it is in."""
    cut = (told_leanly if pick.fact.cells else shortened)(pick, basket.spare(pick), question)
    return cut is not None and basket.take(cut)


def _take_read(pool: Pool, basket: Basket, most: int, ahead: float = -math.inf) -> None:
    """Take what reading found to answer best, of the documents that speak: no wish may have asked for it.

    So many of them at most; each is by so much more relevant than all that was taken before.
    """
    said = {id(w.fact) for w in basket.chosen}
    speaking = {w.fact.head.id for w in basket.chosen} or {pool.first}
    read = [(w.relevance, w) for w in pool.ranked if w.relevance is not None and w.fact.head.id in speaking]
    bar = max((odds for odds, w in read if id(w.fact) in said), default=-math.inf) + ahead
    bar = max(bar, load("policy")["relevance"]["least"])
    for _, pick in sorted((pair for pair in read if pair[0] >= bar), key=lambda pair: -pair[0])[:most]:
        if not basket.says(pick) and not basket.take(pick):
            _take_cut(pick, basket, pool.question)


def _granted(wishes: Sequence[Wish], pool: Pool) -> dict[Wish, list[Weighed]]:
    """Return what grants each wish; of several parts that ask the same each has its own fact first.

    What has no certain form is granted part by part, in their order; so is what is asked in another language,
    whose words meet those of the texts too loosely to tell the parts from one another.
    """
    found: dict[Wish, list[Weighed]] = {}
    for wish in wishes:
        same = [w for w in wishes if w.again and w.aspect == wish.aspect] if wish.again else [wish]
        if wish.aspect.value is None or len(same) == 1 or pool.question.language != "vi":
            others = [w for w in same if w in found and w.part != wish.part]
            found[wish] = pool.grant(wish, said=[pick for w in others for pick in found[w][:1]])
        elif wish not in found:
            found |= assigned(same, {w: pool.grant(w, more=len(same)) for w in same})
    return found


def _list(items: Sequence[Weighed], basket: Basket, floor: float) -> None:
    """Put the items of a list into the basket, long ones cut where not all have room; `floor` is left.

    How each item begins goes before how any goes on.
    """
    room = basket.room - floor
    for item in items if _cost(items, basket) <= room else _all_begun(items, basket, room):
        basket.take(item, floor)
    for item in items:
        if any(item.fact.goes_on_after(w.fact) for w in basket.chosen):
            basket.take(item, floor)


def _all_begun(items: Sequence[Weighed], basket: Basket, room: float) -> list[Weighed]:
    """Return how each item of a list begins, cut to the most characters at which all of them have room.

    What room is then left goes to them in their order.
    """
    begun = [item for item in items if not item.fact.text.startswith(GOES_ON)]
    policy, cut = load("policy")["selection"], list(begun)
    levels = range(policy["fact_characters"], policy["shortest_part"], -_STEP)
    ways = [_openings(item, levels[-1]) for item in begun]
    for most in levels:
        if _cost(cut, basket) <= room:
            break
        cut = [_begun(item, own, most) for item, own in zip(begun, ways, strict=True)]
    spare = room - _cost(cut, basket)
    for index, (item, own) in enumerate(zip(begun, ways, strict=True)):
        longer = (item, *(_begun(item, own, most) for most in levels))
        length = len(cut[index].fact.text)
        best = max(
            (w for w in longer if len(w.fact.text) <= length + max(spare, 0)),
            key=lambda w: len(w.fact.text),
            default=cut[index],
        )
        spare -= len(best.fact.text) - length
        cut[index] = best
    return cut


def _openings(item: Weighed, least: int) -> list[tuple[int, Weighed]]:
    """Return how an item can begin, with the characters it was given, from `least` on."""
    rooms = range(least, len(item.fact.text), _STEP)
    return [(room, cut) for room in rooms if (cut := opened(item, room)) is not None]


def _begun(item: Weighed, ways: Sequence[tuple[int, Weighed]], most: int) -> Weighed:
    """Return how an item begins, in so many characters or as few more as it can be cut to."""
    return next((cut for room, cut in ways if room >= most), item)


def _cost(items: Sequence[Weighed], basket: Basket) -> int:
    """Count the characters that the items of a list take, what stands above several once."""
    own = sum(len(item.fact.text) for item in items)
    around = {item.fact.group: basket.cost(item) - len(item.fact.text) for item in items}
    return own + sum(around.values())


def _go_on(every: Sequence[Weighed], basket: Basket) -> None:
    """Take the rest of each sentence that says nothing yet of what is asked, as far as there is room."""
    begun = [w for w in basket.chosen if not w.aspects]
    while begun:
        last = begun.pop()
        rest = next((w for w in every if w.fact.goes_on_after(last.fact)), None)
        if rest is not None and basket.take(rest) and not rest.aspects:
            begun.append(rest)


def _referred(ranked: Sequence[Weighed], chosen: Sequence[Weighed], referred: Referred) -> list[Weighed]:
    """Return the short facts that chosen ones refer to ("điều kiện quy định tại điểm b khoản 1 Điều này")."""
    policy = load("policy")["selection"]
    floor = policy["referred_score"] * ranked[0].score
    wanted = [(w.fact.head.id, place) for w in chosen for place in referred.places(w)]
    return [
        w
        for document, place in dict.fromkeys(wanted)
        for w in ranked
        if w.fact.head.id == document
        and w.fact.provision.locator == place
        and w.score >= floor
        and len(w.fact.text) <= policy["referred_characters"]
    ]


def _others(ranked: Sequence[Weighed], basket: Basket, named: frozenset[str]) -> Iterator[Weighed]:
    """Go over the best facts of documents that have not spoken: named ones, and those nearly as good.

    A second procedure record is most often a near twin of the first, and has to be as good to be heard.
    """
    policy = load("policy")["selection"]
    records = any(w.fact.of_record for w in basket.chosen)
    for document in dict.fromkeys(w.fact.head.id for w in ranked):
        if document in {w.fact.head.id for w in basket.chosen}:
            continue
        own = [w for w in ranked if w.fact.head.id == document and basket.fits(w)]
        for pick in sorted(own, key=lambda w: -len(w.aspects))[:1]:
            twin = records and pick.fact.of_record
            floor = policy["other_record" if twin else "other_document"] * ranked[0].score
            if document in named or (pick.score >= floor and pick.aspects):
                yield pick


def _gain(candidate: Weighed, chosen: Sequence[Weighed]) -> float:
    """Return what a fact adds to those chosen: new words and aspects in full, its own score in part.

    A point of a list that has less of the question than one that has spoken, and nothing more, tells another
    case than the one asked for, and adds nothing.
    """
    policy = load("policy")["weighing"]
    known = covered_by(chosen)
    aspects = frozenset[str]().union(*(fact.aspects for fact in chosen))
    fresh = sum(max(0.0, value - known.get(word, 0.0)) for word, value in candidate.words.items())
    lacking = len(candidate.aspects - aspects)
    if any(candidate.fact.group == w.fact.group and candidate.own.keys() < w.own.keys() for w in chosen):
        return 0.0
    best = max(w.score for w in chosen)
    near = min(1.0, candidate.score / best) if best else 0.0
    same = any(candidate.fact.provision.heading == w.fact.provision.heading for w in chosen)
    bonus = policy["same_article"] * near if same else 0.0
    return float(near * (policy["overlap"] * fresh + policy["aspect"] * lacking + bonus))
