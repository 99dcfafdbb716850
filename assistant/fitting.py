"""What one part of a question wants, and how well a fact fits it beside fitting the whole question."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.actors import share_of_actor
from assistant.aspects import Aspect
from assistant.body_kinds import names_body_of
from assistant.counted import is_counted, tells_so
from assistant.question import Part
from assistant.tables import load
from assistant.weighing import Weighed, has_cell_of
from index.amendments import within
from index.vietnamese import fold, folded_terms


@dataclass(frozen=True, slots=True)
class Wish:
    """One aspect of one part of a question, wanted from one document, or from whichever says it (`None`).

    `again` tells that another part asks the same of documents that this one may be about too, `alone` that
    nothing else is asked at all. `most` is the most of the words of the part alone that a clause of an act
    has, 0 where they do not tell whose clause it is.
    """

    aspect: Aspect
    part: Part
    document: str | None
    again: bool = False
    alone: bool = False
    most: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether the answer is a list, which is given in its order and without a gap."""
        policy = load("policy")["selection"]
        return self.aspect.name in policy["whole_lists"] or (
            self.alone and self.aspect.name in policy["whole_alone"]
        )


def is_open(aspect: Aspect) -> bool:
    """Tell whether an aspect has no certain form: anything may say it, or any number."""
    return aspect.value is None or aspect.name in load("policy")["selection"]["any_number"]


def fit(weighed: Weighed, wish: Wish) -> float:
    """Return what a fact gives to a wish: words of its part, a number of just what that counts, a hint.

    So does standing in the article that the part names, whatever its force. Where parts ask the same, or what
    has no certain form, a clause counts by its share of what the part says alone: what all parts are about
    stands in the first of them, and long clauses have the most of that.
    """
    policy, part = load("policy")["selection"], wish.part
    timed = wish.aspect.name in policy["timed"]
    own = sum(value for word, value in weighed.words.items() if word in part.terms)
    counts = is_counted(weighed.fact.folded, *part.counted)
    hint = wish.aspect.hint
    hints = hint is not None and hint.search(weighed.fact.folded) is not None
    places = [f"Điều {number}" for number in part.references.articles]
    pinned = any(within(weighed.fact.provision.locator, place) for place in places)
    acts = share_of_actor(weighed.fact, part) if timed and not wish.alone else 0.0
    so = timed and tells_so(weighed.fact.folded, part.manners)
    clause = own_words(weighed, part) / wish.most if wish.most and is_clause(weighed) else 0.0
    return float(
        policy["part"] * own
        + policy["counted"] * counts
        + policy["hint"] * hints
        + policy["pinned"] * pinned
        + policy["actor"] * acts
        + policy["manner"] * so
        + policy["clause"] * clause
        + policy["kind"] * (wish.aspect.name == "body" and names_body_of(weighed.fact, part.words))
        + policy["column"] * has_cell_of(weighed.fact, wish.aspect)
    )


def is_clause(weighed: Weighed) -> bool:
    """Tell whether a fact is words of an act, and neither of a procedure record nor the row of a table."""
    return not weighed.fact.of_record and not weighed.fact.cells


def own_words(weighed: Weighed, part: Part) -> float:
    """Return the weight of the words of the piece that asks which a fact has."""
    return sum(value for word, value in weighed.words.items() if word in part.own)


def beyond(weighed: Weighed, wish: Wish) -> float:
    """Tell what a fact has of a part beyond the name of its procedure: of what asks for no whole of that.

    "Sở thẩm định trong mấy ngày" asks for a step, "phải nộp trước mấy tháng" for no time of the authority.
    """
    policy = load("policy")["selection"]
    fact = weighed.fact  # what it stands under may begin with its own words, where it goes on under them
    name = frozenset(folded_terms(fold(f"{fact.head.title} {fact.provision.heading}")))
    own = sum(v for term, v in weighed.own.items() if term in wish.part.terms and term not in name)
    so = tells_so(weighed.fact.folded, wish.part.manners)
    return float(own + policy["manner"] * so)
