"""Judges whether the evidence answers this question, or only resembles it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assistant.answers import AnswerStatus
from assistant.aspects import TERMS, Aspect
from assistant.cases import Cases, turning_point
from assistant.counted import is_counted, nouns_counted
from assistant.field_told import unset, untold
from assistant.foreign_terms import said_in
from assistant.judgement import Judgement
from assistant.missing import Gaps
from assistant.quantities import Quantity, counted, is_typed_plain
from assistant.question import Question
from assistant.record_fields import is_way
from assistant.tables import load, stop_words_of
from assistant.unanswered import unanswered
from assistant.weighing import Weighed, covered_by
from index.provisions import Unit
from index.vietnamese import fold, normalise, tokens


def judge(
    question: Question, chosen: Sequence[Weighed], gaps: Gaps, of_force: frozenset[str] = frozenset()
) -> Judgement:
    """Say how far the chosen facts answer the question.

    There is no answer without facts, with facts that share too little with the question, where no document
    that is named is held or spoken of, where those that speak of it say neither what is counted in it nor, if
    its force is asked about, its end, where an article is named of one that is not held and nobody quotes
    anew, or where the facts are of another place or year. A counted thing that was asked for (a fee, a time
    limit, a sum, a number of people) has to be stated, by a fact that is about what was asked; a name or
    specific word that no fact has leaves the answer partial. `of_force` are the ids of provisions that tell
    of the force of the acts that are asked about, whatever else is asked.
    """
    policy = load("policy")["answerability"]
    said = " ".join(w.fact.said for w in chosen)
    unheard = tuple(n for n in gaps.documents if fold(n) not in said)
    if unheld := _unheld(question, chosen, gaps.documents, unheard):
        return Judgement(AnswerStatus.UNANSWERABLE, unheld)
    if gaps.elsewhere:
        return Judgement(AnswerStatus.UNANSWERABLE, gaps.elsewhere, "elsewhere")
    wanted, missing = _counted(question, chosen, of_force)
    untold = _untold(question, chosen)
    wanted, missing = wanted | set(untold), (*missing, *untold)
    covered = _covered(question, chosen)
    foreign = _is_foreign(question, chosen)
    of_act = any(w.fact.provision.id in of_force for w in chosen)
    nothing = question.language == "vi" and covered <= 0  # also where the texts know no word of the question
    far = covered < _least(question, chosen, gaps) or gaps.terms < policy["least_terms"]
    too_little = nothing or (far and not any(w.titled or w.opened or _is_read(w) for w in chosen))
    too_little = too_little and not (of_act and foreign)
    if too_little and not missing and foreign:
        return Judgement(AnswerStatus.PARTIAL, reason="doubted")
    lacking = bool(missing) and len(missing) == len(wanted)
    if not chosen or too_little or (lacking and not any(_is_read(w, "read_surely") for w in chosen)):
        return Judgement(AnswerStatus.UNANSWERABLE, missing)
    unsaid = (*(f"“{name}”" for name in gaps.unsaid), *(() if missing else unanswered(question, chosen)))
    unsaid += _unnamed(question, chosen, of_force)
    if missing or unsaid or unheard:
        return Judgement(AnswerStatus.PARTIAL, (*missing, *unheard, *unsaid))
    return Judgement(AnswerStatus.ANSWERED)


def _unnamed(question: Question, chosen: Sequence[Weighed], of_force: frozenset[str]) -> tuple[str, ...]:
    """Return that what replaced an act is missing, where only the table on the act's own page tells of it."""
    told = [w.fact.provision for w in chosen if w.fact.provision.id in of_force]
    rows = bool(told) and all(provision.unit is Unit.TABLE_ROW for provision in told)
    asks = rows and re.search(load("act_orders")["replaced_by"], fold(normalise(question.asked)))
    return ("successor",) if asks else ()


def _unheld(
    question: Question, chosen: Sequence[Weighed], documents: tuple[str, ...], unheard: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the documents that are named and not held, where nothing of what others say of them answers."""
    named = question.references
    count = len((*named.numbers, *named.codes, *named.short))
    if unheard and len(unheard) >= count:
        return unheard
    if documents and len(documents) >= count and _is_only_mentioned(question, chosen, documents):
        return documents
    if named.articles and not question.asks("validity") and not _quotes_anew(chosen):
        held = len(documents) < count and _speaks_of_place(question, chosen, documents)
        return () if held else documents
    return ()


def _is_only_mentioned(question: Question, chosen: Sequence[Weighed], documents: Sequence[str]) -> bool:
    """Tell whether others name acts that are not held, and tell neither what is counted there nor their end.

    "Quyết định 5/QĐ công bố bao nhiêu thủ tục?": one that amends it names it, and has numbers of its own. Nor
    does what names it in passing say whether it is in force, or until when what it grants goes on; the day
    that stands behind its number is that of its issue.
    """
    nouns = nouns_counted(fold(question.asked)) if question.asks("amount") else frozenset[str]()
    telling = [w.fact for w in chosen if any(fold(number) in w.fact.said for number in documents)]
    if nouns:
        return not any(is_counted(fact.folded, *nouns) for fact in telling)
    policy = load("policy")["answerability"]
    ends = policy["force_told"]
    if question.asks("date") and not question.asks("validity"):
        rest = (re.sub(policy["cited_with_day"], " ", fact.said) for fact in telling)
        return not any(re.search(policy["day"], words) for words in rest)
    return question.asks("validity") and not any(re.search(ends, fact.said) for fact in telling)


def _quotes_anew(chosen: Sequence[Weighed]) -> bool:
    """Tell whether an act that is held quotes the new wording of one that is not."""
    return any(w.fact.provision.is_quoted for w in chosen)


def _speaks_of_place(question: Question, chosen: Sequence[Weighed], documents: Sequence[str]) -> bool:
    """Tell whether a fact speaks of the article that is named of an act that is not held."""
    return any(
        all(fold(number) in w.fact.said for number in documents)
        and all(re.search(rf"\b(?:dieu|article) {n}\b", w.fact.said) for n in question.references.articles)
        for w in chosen
    )


def judge_cases(question: Question, chosen: Sequence[Weighed], gaps: Gaps, cases: Cases) -> Judgement:
    """Say how far facts of several cases answer: all told at once, or the question is asked back."""
    turns_on = (turning_point(cases, question.language),)
    if not cases.facts:
        return Judgement(AnswerStatus.CLARIFICATION, turns_on, cases=cases.names)
    told = judge(question, chosen, gaps)
    if told.status is AnswerStatus.ANSWERED:
        return Judgement(told.status, turns_on, "cases")
    return told


def _least(question: Question, chosen: Sequence[Weighed], gaps: Gaps) -> float:
    """Return the share of a question that its evidence must have in common with it.

    Much of a short question, less of one that tells of a case; of one in another language only what has a
    translation can be met, and nothing is asked of one that names its document. Of a Vietnamese one that an
    act in another language answers, it is of what has a name there (`Weigher.reading`).
    """
    policy = load("policy")["answerability"]["least_coverage"]
    if _is_foreign(question, chosen):
        return float(policy["foreign"])
    if question.references.names_document:
        return gaps.known * float(policy["named"][question.language])
    shares = [policy["short"], policy["long"], policy["rambling"]]
    least = float(np.interp(gaps.length, policy["lengths"], shares))
    return gaps.known * gaps.translated * least


def _counted(
    question: Question, chosen: Sequence[Weighed], of_force: frozenset[str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the things asked for that a text would state, and the counted ones that no fact states.

    A quantity of a kind of its own says more than the general one, and less than a fee or fine.
    """
    policy = load("policy")["answerability"]
    related = _related(chosen)
    have = frozenset(a for w in related for a in w.aspects)
    have |= {"validity"} if any(w.fact.provision.id in of_force for w in chosen) else frozenset()
    have |= TERMS & {a for w in chosen for a in w.aspects}  # which are of the very paper that is asked of
    have |= {a.name for a in question.aspects for w in related if _is_read(w) and a.value and _tells(a, w)}
    if not any("penalty" in w.aspects and _is_fine(w, question) for w in related):
        have -= {"penalty"}
    asked = [a.name for a in question.aspects if a.value and _is_meant(a.name, question.asked)]
    aspects = [name for name in asked if name in policy["must_have"]]
    kinds = {k.name: k for k in counted(question.asked)}
    if "benefit" in kinds:
        aspects = [name for name in aspects if name != "fee"]
    if {"benefit", "price"} & set(kinds) or {"fee", "penalty"} & set(aspects):
        kinds = {name: kind for name, kind in kinds.items() if name not in {"money", "sum"}}
    plainly = len(question.parts) > 1 and any(
        part.asks("amount") and not counted(part.words) for part in question.parts
    )
    if (kinds and not plainly) or len(aspects) > 1:
        aspects = [name for name in aspects if name != "amount"]
    unstated = [k.name for k in kinds.values() if not any(_states(w, k, question) for w in related)]
    others = [name for name in asked if name in policy["beside"] and name in have]
    missing = (*(name for name in aspects if name not in have), *unstated)
    return frozenset((*aspects, *kinds, *others)), missing


def _covered(question: Question, chosen: Sequence[Weighed]) -> float:
    """Return the share of a question that its evidence has in common with it.

    Of an act in another language it is what one fact has: each has a name for some word of the question.
    """
    if _is_foreign(question, chosen):
        language = chosen[0].fact.head.language
        return max(sum(w.words.values()) for w in chosen if w.fact.head.language == language)
    return sum(covered_by(chosen).values())


def _is_foreign(question: Question, chosen: Sequence[Weighed]) -> bool:
    """Tell whether what leads is an act in another language than the question: their words cannot meet."""
    return bool(chosen) and chosen[0].fact.head.language != question.language == "vi"


def _is_read(weighed: Weighed, bound: str = "read") -> bool:
    """Tell whether reading a fact with the question found that it answers, whatever words they share."""
    least = load("policy")["answerability"][bound]
    return weighed.relevance is not None and bool(weighed.relevance >= least)


def _tells(aspect: Aspect, weighed: Weighed) -> bool:
    """Tell whether a fact has a value of an aspect that is of one paper, whatever it calls the paper."""
    return aspect.name in TERMS and aspect.answered_by(weighed.fact.folded)


def _states(weighed: Weighed, kind: Quantity, question: Question) -> bool:
    """Tell whether a fact states a quantity of a kind; where a heading asks for it, of what that names."""
    if not kind.stated_by(weighed.fact):
        return False
    return not kind.headed or _is_of_thing(weighed, question, load("policy")["answerability"]["headed"])


def _is_fine(weighed: Weighed, question: Question) -> bool:
    """Tell whether a fact that sets a fine sets it for the conduct that the question tells of.

    The most that may be fined in a whole field is no fine of a conduct.
    """
    policy, fact = load("policy")["answerability"]["conduct"], weighed.fact
    of_field = re.search(
        policy["of_field"], f"{fold(fact.provision.heading)} ; {fact.folded_lead} ; {fact.folded}"
    )
    if of_field and not re.search(policy["of_field_asked"], fold(question.asked)):
        return False
    return _is_of_thing(weighed, question, policy)


def _is_of_thing(weighed: Weighed, question: Question, policy: Mapping[str, Any]) -> bool:
    """Tell whether a fact has so many of the words by which the question tells what it asks of.

    `policy` has the `least` share of them, and the words that are `beside` them.
    """
    plain = is_typed_plain(question.asked)
    typed = tokens(question.searched)
    light = stop_words_of(typed) | frozenset(policy["beside"].split())
    fact = weighed.fact
    said = normalise(f"{fact.text} {fact.lead} {fact.provision.heading}").casefold()
    have = frozenset(tokens(fold(said) if plain else said))
    folded = frozenset(map(fold, have))
    words = [w for w in dict.fromkeys(typed) if w.isalpha() and fold(w) not in light]
    if question.language == "vi" and fact.head.language != "vi":
        known = said_in(fact.head.language, question.searched)
        named = frozenset(word for expansion in known for word in expansion.phrase.split())
        words = [w for w in words if fold(w) in named]
    met = [w for w in words if w in have or (fold(w) in weighed.words and fold(w) not in folded)]
    return bool(len(met) >= policy["least"] * len(words))


def _untold(question: Question, chosen: Sequence[Weighed]) -> tuple[str, ...]:
    """Return what is asked for by its name and what the record that answers has no line for.

    Where the question has the whole name of a record, an act that leads has to set it, too.
    """
    if not chosen or not any(w.fact.of_record and (w is chosen[0] or w.aim == 1) for w in chosen):
        return ()
    found = untold(question, chosen) if chosen[0].fact.of_record else unset(question, chosen)
    return tuple(aspect.name for aspect in found)


def _related(chosen: Sequence[Weighed]) -> list[Weighed]:
    """Return the facts that have enough of what the best one has: a fee for something else is none.

    A column of a record has no words of its own: it is about what the record is, as its best fact tells it.
    """
    shares = [sum(w.words.values()) for w in chosen]
    of_record: dict[str, float] = {}
    for weighed, share in zip(chosen, shares, strict=True):
        of_record[weighed.fact.head.id] = max(of_record.get(weighed.fact.head.id, 0.0), share)
    about = [
        of_record[w.fact.head.id] if is_way(w) else share for w, share in zip(chosen, shares, strict=True)
    ]
    floor = load("policy")["answerability"]["related"] * max(about, default=0.0)
    return [w for w, share in zip(chosen, about, strict=True) if share >= floor]


def _is_meant(name: str, asked: str) -> bool:
    """Tell whether an aspect, recognised without diacritics, stands there with them: "phát" is no fine."""
    words = load("policy")["answerability"]["spelled"].get(name)
    return not words or is_typed_plain(asked) or re.search(words, normalise(asked).casefold()) is not None
