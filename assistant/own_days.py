"""Tells the day on which an act takes effect beside a rule that counts from it and does not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.act_endings import own_effect
from assistant.basket import fitting
from assistant.context import Context
from assistant.gathering import facts_at
from assistant.tables import load
from assistant.weighing import Weighed, weigh
from index.document_store import DocumentHead


def tell_own_days(context: Context) -> None:
    """Where a rule of the short answer counts from its act's own day, and that is asked or needed, tell it.

    It goes behind the short answer, before what adds to that.
    """
    if context.routed is not None or context.cases is not None:
        return
    days = tuple(_days(context))
    if not days:
        return
    short = [w for w in context.chosen if w not in context.further]
    further = [w for w in context.chosen if w in context.further and w not in days]
    context.chosen = fitting((*short, *days, *further))
    context.further = tuple(w for w in context.further if w in further)


def _days(context: Context) -> Iterator[Weighed]:
    """Go over what tells the days of the acts that are counted from and whose day is not told yet."""
    table = load("own_days")
    asked = context.question.asks(*table["asked"])
    if not asked and not context.question.asks(*table["needed"]):
        return
    heads: dict[str, DocumentHead] = {}
    for told in (w.fact for w in context.chosen if w not in context.further):
        counted = re.search(table["counted"], told.folded)
        if counted and (asked or re.match(table["since"], counted[0])):
            heads.setdefault(told.head.id, told.head)
    for head in list(heads.values())[: table["acts"]]:
        day = _day(head, context)
        if day is not None and not any(_tells(w, head) for w in context.chosen if w not in context.further):
            yield day


def _day(head: DocumentHead, context: Context) -> Weighed | None:
    """Return the sentence by which an act takes effect."""
    volume = context.shelf.volume(head.id)
    facts = facts_at(head, volume, own_effect(head, context.shelf), "ending")
    found = next((fact for fact in facts if re.search(load("own_days")["day"], fact.folded)), None)
    return None if found is None else weigh(found, context.weigher)


def _tells(weighed: Weighed, head: DocumentHead) -> bool:
    """Tell whether a fact has the day of an act."""
    return (
        weighed.fact.head.id == head.id
        and re.search(load("own_days")["day"], weighed.fact.folded) is not None
    )
