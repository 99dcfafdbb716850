"""Lists that are told whole: the clauses of an article, the papers or steps of a procedure record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.aspects import Aspect
from assistant.facts import Fact
from assistant.question import Part
from assistant.tables import load
from assistant.weighing import Weighed
from index.amendments import within
from index.provisions import Unit
from index.vietnamese import fold, folded_terms


def article_list(
    aspect: Aspect,
    found: Sequence[Weighed],
    valued: Sequence[Weighed],
    ranked: Sequence[Weighed],
    every: Sequence[Weighed],
) -> list[Weighed]:
    """Return the whole list that the best fact is an item of, in its order; half a list misleads.

    An article that is headed as such a list ("Hồ sơ đề nghị …") is one, clause by clause; of several the one
    whose heading has most of the question. `found` are the best facts and `valued` all that can answer;
    `ranked` are those of the question's case, `every` those of others too.
    """
    policy = load("policy")["listing"]
    near = [w for w in valued if w.score >= policy["score"] * valued[0].score]
    headed = [w for w in near if aspect.is_headed(fold(w.fact.provision.heading))]
    best = max(headed, key=lambda w: w.score + policy["aim"] * w.aim, default=None)
    if best is not None and (items := _clauses(best.fact, ranked)):
        return items
    first = best or (found[0] if found else None)
    if first is None or not first.fact.lead:
        return list(found)
    return _in_order(w for w in every if w.fact.group == first.fact.group)


def titled_article(ranked: Sequence[Weighed], part: Part) -> tuple[str, str] | None:
    """Return the document and heading of the article that a part asks for by its heading, where there is one.

    Of several, the one that is called most nearly so; of those called alike, the one with the best fact.
    """
    titled = (w for w in ranked if part in w.titled)
    best = max(titled, key=lambda w: (w.titled[part], w.score), default=None)
    return best.fact.article if best else None


def titled_list(article: tuple[str, str], every: Sequence[Weighed]) -> list[Weighed]:
    """Return all that an article says, in its order, but points of other cases."""
    own = [w for w in every if w.fact.article == article and not w.fact.is_lead]
    return _in_order(_of_the_case(own))


def opened_clause(ranked: Sequence[Weighed], part: Part, aspect: Aspect) -> Weighed | None:
    """Return a fact of the clause that a part asks an aspect of by how it opens, where there is one.

    Of several, one that such questions alone ask for ("trừ các trường hợp sau đây"), else the one that opens
    most nearly so; of those alike, the one with the best fact.
    """
    opened = [
        (w.opening.asked is not None, w.opened[part], w.score, w)
        for w in ranked
        if part in w.opened and w.opening and aspect.name in w.opening.answers
    ]
    return max(opened, key=lambda row: row[:3])[3] if opened else None


def is_titled_closer(
    article: tuple[str, str], clause: Weighed, ranked: Sequence[Weighed], part: Part
) -> bool:
    """Tell whether a part asks for an article by its heading at least as nearly as for a clause.

    A word that is defined is not told by what has it for a heading, nor is an exception.
    """
    closest = max(w.titled.get(part, 0.0) for w in ranked if w.fact.article == article)
    opening = clause.opening
    alone = opening is not None and (opening.defines or opening.asked is not None)
    return not alone and closest >= clause.opened[part]


def clause_list(clause: Weighed, every: Sequence[Weighed]) -> list[Weighed]:
    """Return all that a clause says, in its order."""
    at, document = clause.opening, clause.fact.head.id
    own = [w for w in every if at and w.fact.head.id == document and not w.fact.is_lead]
    return _in_order(w for w in own if at and within(w.fact.provision.locator, at.place))


def record_list(aspect: Aspect, own: Sequence[Weighed], part: Part) -> list[Weighed]:
    """Return the rows of a record's field that lists an aspect, each once and in the record's order.

    First come those under the case that is asked of ("Trường hợp ủy quyền: …"): that whose words the question
    has, beside those of the procedure's name. Then what everybody brings, the application before all.
    """
    policy = load("policy")["listing"]
    field = next((f for f in aspect.fields if any(is_field(w, f) for w in own)), None)
    rows = _in_order(w for w in own if field and is_field(w, field) and not w.fact.is_lead)
    general, condition, application = (
        re.compile(policy[name]) for name in ("of_every_case", "condition", "application")
    )
    said: dict[str, float] = {}
    for row in rows:
        above = frozenset(folded_terms(row.fact.folded_lead)) - frozenset(folded_terms(row.fact.context))
        case = [word for word in above & row.words.keys() & part.terms if not general.fullmatch(word)]
        said[row.fact.lead] = sum(row.words[word] for word in case)
    best = max(said, key=lambda lead: said[lead], default="")
    meant = bool(rows) and said[best] >= policy["case"]

    def place(row: Weighed) -> tuple[bool, bool, bool]:
        under, words = meant and row.fact.lead == best, fold(row.fact.text)
        conditional = bool(row.fact.lead) or condition.search(words) is not None
        return (not under, conditional, application.match(words) is None)

    once = {(row.fact.lead, row.fact.text): row for row in reversed(rows)}
    return sorted(reversed(once.values()), key=place)


def is_field(weighed: Weighed, part: str) -> bool:
    """Tell whether a fact stands in a field of a record (`fields` of the policy)."""
    provision = weighed.fact.provision
    if part in ("channel", "paper", "basis"):
        return provision.unit == Unit(part)
    return provision.heading in load("policy")["fields"][part]


def _clauses(fact: Fact, ranked: Sequence[Weighed]) -> list[Weighed]:
    """Return all that an article lists, clause by clause; none where each clause is a list of its own."""
    article = [w for w in ranked if w.fact.article == fact.article and not w.fact.is_lead]
    case = re.compile(load("policy")["listing"]["own_case"])
    clauses = [w for w in article if w.fact.provision.unit is Unit.CLAUSE and w.fact.place == 0]
    items = {w.fact.provision.id for w in clauses if not case.match(w.fact.folded)}
    return _in_order(_of_the_case(article)) if len(items) > 1 else []


def _of_the_case(items: Sequence[Weighed]) -> list[Weighed]:
    """Return items without the points of other cases than the one that has most of the question."""
    policy = load("policy")["listing"]
    case = re.compile(policy["point_case"])
    points: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for item in items:
        if item.fact.place == 0 and case.match(item.fact.folded):
            points[item.fact.group][item.fact.provision.id] = sum(item.own.values())
    other = {
        provision
        for group in points.values()
        for provision, own in group.items()
        if own + policy["case"] <= max(group.values())
    }
    return [item for item in items if item.fact.provision.id not in other]


def _in_order(items: Iterable[Weighed]) -> list[Weighed]:
    return sorted(items, key=lambda w: (w.fact.provision.ordinal, w.fact.place))
