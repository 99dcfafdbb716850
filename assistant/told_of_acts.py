"""Tells of acts themselves where they are asked of, and what a question asks beside their force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from assistant.act_endings import ActEndings, act_endings
from assistant.act_on_matter import act_on_matter
from assistant.act_scope import act_scope
from assistant.context import Context
from assistant.facts import Fact
from assistant.laws_named import parts_beside_force
from assistant.question import Question
from assistant.weighing import Weighed, Weigher, weigh


def told_of_acts(context: Context, weigher: Weigher) -> ActEndings:
    """Return what is told where an act itself is asked for: what it is about, which one it is, its force."""
    question, catalogue = context.question, context.tools.catalogue()
    laws = tuple(law.head for law in context.laws if law.head is not None)
    scope = act_scope(question, (*context.named, *(h for h in laws if h not in context.named)), context.shelf)
    if scope is not None:
        return scope
    acts = partial(catalogue.acts, context.principal)
    found = act_on_matter(question, context.evidence, acts, context.shelf, weigher.rareness)
    return found or act_endings(context)


def beside_force(question: Question) -> Question:
    """Return a question with what it asks beside the force of acts; as it is where it asks nothing else.

    "NĐ A còn dùng không, văn bản nào thay, hồ sơ cũ có phải làm lại không?": the clause that ends A tells the
    first two, and nothing of the third.
    """
    parts = parts_beside_force(question)
    if not parts or len(parts) == len(question.parts):
        return question
    aspects = tuple(dict.fromkeys(aspect for part in parts for aspect in part.aspects))
    return replace(question, parts=parts, aspects=aspects)


def weighed_beside(
    candidates: Iterable[Weighed], asking: Weigher, ended: Sequence[Fact], moved: Sequence[Fact]
) -> tuple[Weighed, ...]:
    """Return what was weighed, weighed anew for what is asked beside force.

    Clauses that tell of the force of acts (`ended`) are no answer to that; transitional ones (`moved`) are.
    """
    told = {fact.provision.id for fact in ended} - {fact.provision.id for fact in moved}
    return tuple(weigh(w.fact, asking) for w in candidates if w.fact.provision.id not in told)
