"""The document of each sentence of a question, where they are about different things and do not name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.aspects import asked
from assistant.evidence import Evidence
from assistant.question import Part, Question
from assistant.tables import load
from assistant.weighing import Weigher
from index.vietnamese import fold, folded_terms

Search = Callable[[str], Sequence[Evidence]]


@dataclass(frozen=True, slots=True)
class Apart:
    """The ids of the documents that answer parts which name none, and the passages found of them besides."""

    of: Mapping[Part, frozenset[str]]
    evidence: tuple[Evidence, ...] = ()


def apart(
    question: Question,
    evidence: Sequence[Evidence],
    weigher: Weigher,
    named: Mapping[Part, frozenset[str]],
    search: Search,
) -> Apart:
    """Tell which sentences of a question are about another document than the rest of it.

    One with words of its own which the document of the whole question has not is searched for alone. Another
    document is meant where it is found far before that one, has as much of those words, and has most of them:
    of words that no document has together ("bằng CĐ thì mấy năm?") some other one always has more. A sentence
    that says next to nothing ("còn lệ phí bao nhiêu?"), or nothing that was not said before, goes on about
    that of the one before it; where that names its document, so does one that only puts another case ("còn
    bè gỗ?").
    """
    policy = load("policy")["apart"]
    sentences = _sentences(question.parts)
    telling = [
        sentence
        for sentence in sentences
        if _names(sentence, named) or sum(_own(sentence, weigher).values()) >= policy["content"]
    ]
    if len(telling) < 2 or not evidence:  # noqa: PLR2004 - one is what the whole question is about
        return Apart({})
    every = frozenset[str]().union(*named.values())
    main = every or frozenset({evidence[0].head.id})
    found: dict[Part, frozenset[str]] = {}
    further: list[Evidence] = []
    about, before = frozenset[str](), frozenset[str]()
    for sentence in sentences:
        if sentence in telling:
            same = _names(sentence, named) or not _names_more(sentence, before, weigher)
            same = same or bool(about & every and not _asks(sentence))
            own = [] if same else _other(sentence, evidence, weigher, main, search)
            further += [item for item in own if item not in evidence]
            about = frozenset(item.head.id for item in own) or _names(sentence, named) or main - every
        before |= _said(sentence)
        found |= {part: about for part in sentence if about and not named[part]}
    elsewhere = any(documents - main for documents in found.values())
    return Apart(found, tuple(further)) if elsewhere else Apart({})


def _sentences(parts: Sequence[Part]) -> list[tuple[Part, ...]]:
    found: list[tuple[Part, ...]] = []
    for part in parts:
        if found and not part.begins:
            found[-1] = (*found[-1], part)
        else:
            found.append((part,))
    return found


def _names(sentence: Sequence[Part], named: Mapping[Part, frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*(named[part] for part in sentence))


def _other(
    sentence: Sequence[Part],
    evidence: Sequence[Evidence],
    weigher: Weigher,
    main: frozenset[str],
    search: Search,
) -> list[Evidence]:
    """Return the passages of what a sentence is about; none where the `main` documents may be meant."""
    policy, own = load("policy")["apart"], _own(sentence, weigher)
    known = max(_covers(evidence, own, weigher, main).values(), default=0.0)
    alone = search(" ".join(part.words for part in sentence)) if known < policy["known"] else ()
    if not alone or alone[0].head.id in main:
        return []
    best = alone[0].head.id
    near = max((item.score for item in alone if item.head.id in main), default=0.0)
    met = _covers(alone, own, weigher, frozenset({best}))[best]
    far = near <= policy["near"] * alone[0].score
    apart_from = far and met >= max(known, policy["met"])
    return [item for item in alone if apart_from and item.head.id == best]


def _own(sentence: Sequence[Part], weigher: Weigher) -> dict[str, float]:
    """Return the words of a sentence that name something, with their weight in the question."""
    asking = frozenset(load("policy")["titled"]["asking"].split())
    said = _said(sentence)
    return {
        term: weight
        for term, weight in weigher.weights.items()
        if term in said and not asking & set(term.split("_"))
    }


def _names_more(sentence: Sequence[Part], before: frozenset[str], weigher: Weigher) -> bool:
    """Tell whether a sentence has words that those before it have not: "còn mất giấy phép thì …" has none."""
    own = _own(sentence, weigher)
    fresh = sum(weight for term, weight in own.items() if "_" not in term and term not in before)
    return not before or fresh >= float(load("policy")["apart"]["fresh"])


def _asks(sentence: Sequence[Part]) -> bool:
    """Tell whether a sentence says itself what it asks for."""
    return any(aspect.name != "other" for part in sentence for aspect in asked(part.words))


def _said(sentence: Sequence[Part]) -> frozenset[str]:
    return frozenset(term for part in sentence for term in (*part.terms, *folded_terms(part.words)))


def _covers(
    evidence: Iterable[Evidence], own: Mapping[str, float], weigher: Weigher, wanted: frozenset[str]
) -> dict[str, float]:
    """Tell which share of some words each document has in its best passage, by their weight."""
    whole, found = sum(own.values()) or 1.0, dict[str, float]()
    for item in evidence:
        if item.head.id in wanted:
            words = fold(f"{item.passage.title} {item.passage.body}")
            had = weigher.matched(weigher.terms(words), frozenset())
            share = sum(min(had.get(term, 0.0), weight) for term, weight in own.items()) / whole
            found[item.head.id] = max(found.get(item.head.id, 0.0), share)
    return found
