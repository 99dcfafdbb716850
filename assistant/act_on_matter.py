"""Finds the act that regulates a matter, where that is what is asked for: "Nghị định nào quy định về …?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.act_endings import ActEndings, own_effect
from assistant.act_scope import scope_article
from assistant.evidence import Evidence
from assistant.facts import Fact
from assistant.gathering import facts_at
from assistant.question import Question
from assistant.shelf import Shelf
from assistant.tables import load, stop_words
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Provision
from index.validity import OUT_OF_FORCE
from index.vietnamese import fold, folded_terms, normalise

Rareness = Callable[[str], float]
_PAIR = 0.5
"""What a pair of words counts beside a word as rare, as in `weighing`."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The kind of act that is asked for ("" any), and the words and pairs of words of the matter, weighed."""

    kind: str
    weights: dict[str, float]

    def share(self, text: str) -> float:
        """Tell which share of the matter a text has, by the rareness of its words."""
        had = frozenset(folded_terms(text))
        whole = sum(self.weights.values())
        return sum(v for term, v in self.weights.items() if term in had) / whole if whole else 0.0


def act_on_matter(
    question: Question,
    evidence: Sequence[Evidence],
    acts: Callable[[], Sequence[DocumentHead]],
    shelf: Shelf,
    rareness: Rareness,
) -> ActEndings | None:
    """Return what the acts on a matter say of their scope and effect; `None` where none is asked for.

    `acts` returns those that may be read; `None` also where none of them is on the matter. It is the act in
    force on the question's day whose title and article on its scope have most of the matter; several where
    they have it alike.
    """
    wanted = _wanted(question, rareness)
    if wanted is None:
        return None
    policy = load("act_questions")
    of_kind = [h for h in acts() if _is_asked(h, wanted.kind, question)]
    by_title = sorted(of_kind, key=lambda h: wanted.share(h.title), reverse=True)[: policy["looked_at"]]
    found = dict.fromkeys(e.head for e in evidence if _is_asked(e.head, wanted.kind, question))
    places = {
        head: scope_article(shelf.volume(head.id))
        for head in dict.fromkeys((*islice(found, policy["looked_at"]), *by_title))
    }
    shares = {head: wanted.share(f"{head.title} {_words(head, at, shelf)}") for head, at in places.items()}
    best = max(shares.values(), default=0.0)
    if best < policy["matter"]:
        return None
    near = [h for h, share in shares.items() if share >= best - policy["near"]][: policy["acts"]]
    facts: list[Fact] = []
    told: list[tuple[str, ...]] = []
    for head in near:
        effect = own_effect(head, shelf)
        first = [at] if (at := places[head]) else []
        own = tuple(facts_at(head, shelf.volume(head.id), [*first, *effect], "pinpoint"))
        scope = next((f.provision.id for f in own), "")
        facts += own
        told.append(tuple(dict.fromkeys((scope, *(place.id for place in effect)))))
    return ActEndings(tuple(facts), tuple(told), alone=True, certain=True) if facts else None


def _wanted(question: Question, rareness: Rareness) -> _Wanted | None:
    policy = load("act_questions")
    asked = " ".join(fold(normalise(question.asked)).split())
    for pattern in policy["on_matter"]:
        if match := re.search(pattern, asked):
            beside = stop_words() | frozenset(policy["beside"].split())
            terms = [term for term in folded_terms(match["matter"]) if not beside & set(term.split("_"))]
            weights = {term: rareness(term) * (_PAIR if "_" in term else 1.0) for term in terms}
            return _Wanted(policy["by_kind"][match["kind"]], weights)
    return None


def _is_asked(head: DocumentHead, kind: str, question: Question) -> bool:
    own = head.identity.kind
    of_kind = own.value == kind if kind else own not in {Kind.PROCEDURE, Kind.OTHER}
    amends = re.search(load("act_questions")["amending"], fold(normalise(head.title))) is not None
    return of_kind and not amends and head.validity.on(question.as_of) not in OUT_OF_FORCE


def _words(head: DocumentHead, article: Provision | None, shelf: Shelf) -> str:
    return shelf.volume(head.id).words(article) if article else ""
