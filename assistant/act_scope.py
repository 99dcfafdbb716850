"""Tells what an act is about: by the article on its scope, where that is all that is asked of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.act_endings import ActEndings
from assistant.gathering import facts_at
from assistant.question import Question
from assistant.shelf import Shelf, Volume
from assistant.tables import load
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Provision, Unit
from index.vietnamese import fold, normalise


def act_scope(question: Question, named: Sequence[DocumentHead], shelf: Shelf) -> ActEndings | None:
    """Return what the act that a question names says of its own scope; `None` where that is not asked.

    That is its article on what it regulates, by the heading, else its first one; nothing is asked of a part.
    """
    policy = load("act_questions")
    others = (head for head in named if head.identity.kind is not Kind.PROCEDURE)
    acts = list({head.identity.number or head.id: head for head in others}.values())
    asked = fold(normalise(question.asked))
    if len(acts) != 1 or question.references.articles or not re.search(policy["about"], asked):
        return None
    volume = shelf.volume(acts[0].id)
    first = scope_article(volume) or next((p for p in volume.provisions if p.unit is Unit.ARTICLE), None)
    if first is None:
        return None
    facts = tuple(facts_at(acts[0], volume, volume.within(first), "pinpoint"))
    told = tuple(dict.fromkeys(f.provision.id for f in facts))
    return ActEndings(facts, (told,), alone=True, certain=True) if facts else None


def scope_article(volume: Volume) -> Provision | None:
    """Return the article of an act on what it regulates, by its heading."""
    scope = re.compile(load("act_questions")["scope"])
    articles = (p for p in volume.provisions if p.unit is Unit.ARTICLE)
    return next((p for p in articles if scope.search(fold(p.heading))), None)
