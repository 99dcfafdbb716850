"""Several procedures that one question names by their names: each is found, if need be by its own search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.evidence import Evidence
from assistant.question import Part
from assistant.subject import core_of, speaks_of_act
from assistant.tables import load, stop_words
from index.document_store import DocumentHead
from index.documents import Kind
from index.vietnamese import fold, normalise

_WORD = re.compile(r"\w+")
_TAKEN = ""
"""What stands for a word that names another thing; no word is empty."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A procedure that a question names, and the characters from `start` to `end` by which it does."""

    head: DocumentHead
    start: int
    end: int

    @property
    def code(self) -> str:
        """Its procedure code."""
        return self.head.identity.number or ""


@dataclass(frozen=True, slots=True)
class _Fit:
    """How a name lies in a question: from which word to which, how many of its words, and which share of it.

    `whole` is the share of all of the name, what says which cases are meant included.
    """

    first: int
    last: int
    words: int
    share: float
    whole: float


def things_in(
    asked: str, evidence: Sequence[Evidence], search: Callable[[str], Sequence[Evidence]]
) -> tuple[tuple[Thing, ...], tuple[Evidence, ...]]:
    """Return the procedures that a question names, in its order, with the passages found of them besides.

    What is left of the question beside a procedure that was found is searched for on its own (`search`),
    where it speaks of something that a body does: the better named one hides the other.
    """
    folded = fold(asked)
    if len(folded) != len(asked):
        return (), ()
    policy = load("policy")["several"]
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]
    pool, further = list(evidence), list[Evidence]()
    things: list[Thing] = []
    while len(things) < policy["most"]:
        left = [_TAKEN if _is_taken(start, things) else word for word, start, _ in words]
        best = _best(left, pool)
        if best is None:
            rest = " ".join(asked[s:e] for word, (_, s, e) in zip(left, words, strict=True) if word)
            if not things or further or not speaks_of_act(fold(rest)):
                break
            further = [item for item in search(rest) if item not in pool]
            pool += further
            if not further:
                break
            continue
        fit, head = best
        things.append(Thing(head, words[fit.first][1], words[fit.last][2]))
    meant = {thing.head.id for thing in things}
    own = tuple(item for item in further if item.head.id in meant)
    return tuple(sorted(things, key=lambda thing: thing.start)), own


def of_its_kind(part: Part, named: Sequence[DocumentHead]) -> frozenset[str]:
    """Return the act that a part names by its kind alone ("luật có hiệu lực từ ngày nào"), by its id.

    It is one of several that the question names, the only one of that kind.
    """
    kinds = load("policy")["several"]["kinds"]
    called = {kind for kind, words in kinds.items() if not part.terms.isdisjoint(words.split())}
    meant = [head.id for head in named if head.identity.kind.value in called]
    return frozenset(meant) if len(meant) == 1 and len(named) > 1 else frozenset()


def published_record(
    part: Part, named: Sequence[DocumentHead], evidence: Sequence[Evidence]
) -> frozenset[str]:
    """Return the procedure record that a part speaks of as published, beside acts that are named, by its id.

    "Theo Thông tư …, cơ quan nào cấp; thủ tục đang công bố giải quyết mấy ngày?" asks the second of the
    record that was found first.
    """
    policy = load("policy")["several"]
    records = any(head.identity.kind is Kind.PROCEDURE for head in named)
    if not named or records or part.references.names_document:
        return frozenset()
    if not re.search(policy["published"], fold(part.words)):
        return frozenset()
    found = (e.head.id for e in evidence if e.head.identity.kind is Kind.PROCEDURE)
    return frozenset([first]) if (first := next(found, None)) is not None else frozenset()


def _is_taken(start: int, things: Iterable[Thing]) -> bool:
    return any(thing.start <= start < thing.end for thing in things)


def _best(words: Sequence[str], pool: Iterable[Evidence]) -> tuple[_Fit, DocumentHead] | None:
    """Return the record whose name has most words in the question; of equals the one found first."""
    heads = dict.fromkeys(item.head for item in pool if item.head.identity.kind is Kind.PROCEDURE)
    fits = [(fit, head) for head in heads if (fit := _fit(words, head.title)) is not None]
    return max(fits, key=lambda found: (found[0].words, found[0].whole), default=None)


def _fit(words: Sequence[str], title: str) -> _Fit | None:
    """Return how the name of a procedure lies in a question; none where the question does not name it."""
    policy, stop = load("policy")["several"], stop_words()
    name = core_of(title).split()
    own = [word for word in name if word not in stop]
    blocks = SequenceMatcher(None, words, name, autojunk=False).get_matching_blocks()[:-1]
    if not blocks or len(own) < policy["least_words"]:
        return None
    anchor = max(range(len(blocks)), key=lambda index: blocks[index].size)
    low = high = anchor
    while low and blocks[low].a - blocks[low - 1].a - blocks[low - 1].size <= policy["gap"]:
        low -= 1
    while high + 1 < len(blocks) and blocks[high + 1].a - blocks[high].a - blocks[high].size <= policy["gap"]:
        high += 1
    met = [w for b in blocks[low : high + 1] for w in words[b.a : b.a + b.size] if w not in stop]
    share = len(met) / len(own)
    if len(met) < policy["least_words"] or share < policy["least_share"]:
        return None
    every = set(_WORD.findall(fold(normalise(title)))) - stop
    whole = len(every & set(words)) / len(every)
    return _Fit(blocks[low].a, blocks[high].a + blocks[high].size - 1, len(met), share, whole)
