"""Asks a home about its own acts: which law of a name applies, since when one is in force, what about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from evaluation.names import Named, asked_of, some
from evaluation.office import OPERATOR, Office
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind
from index.namesakes import called_so, law_year
from index.provisions import Provision, Unit
from index.validity import Force
from index.vietnamese import fold

_LAW: Final = re.compile(r"Luật (?P<name>\D+?) số \d")
_DATED: Final = re.compile(r"/(?:19|20)\d\d/")


def act_questions(office: Office, day: date, most: int) -> list[Named]:
    """Return questions about acts in force on a day with their places; at most so many of a kind.

    `law` asks for a law by its name, `effect` since when an act is in force, `scope` what it is about. A law
    of whose name another document calls a later one is left out, as are acts held twice.
    """
    store = office.assistant.store
    held: defaultdict[str, list[DocumentHead]] = defaultdict(list)
    for head in store.heads(OPERATOR):
        if head.identity.number and head.language == "vi" and head.identity.kind is not Kind.PROCEDURE:
            held[head.identity.number].append(head)
    alone = [row[0] for _, row in sorted(held.items()) if len(row) == 1]
    asked: defaultdict[str, list[Named]] = defaultdict(list)
    for head in (h for h in alone if h.validity.on(day) is Force.IN_FORCE):
        for kind, name, place in _told(head, store.provisions(head.id, OPERATOR)):
            if kind != "law" or not _has_later(name, head, store):
                asked[kind] += [Named(kind, q, frozenset({head.id}), place) for q in asked_of(kind, name)]
    return [named for _, row in sorted(asked.items()) for named in some(row, most)]


def _has_later(name: str, head: DocumentHead, store: DocumentStore) -> bool:
    own = law_year(head.identity.number or "")
    return any(law_year(number) > own for number, _ in called_so(f"luật {name}", store, OPERATOR))


def _told(head: DocumentHead, provisions: tuple[Provision, ...]) -> Iterator[tuple[str, str, str]]:
    """Go over the kinds of question that an act has an answer to, what it is called there, and the place."""
    number, law = str(head.identity.number), _LAW.match(head.title)
    called = f"{head.identity.kind.value} {number}"
    if head.validity.basis and head.validity.ended_by is None:
        if law is not None:
            yield "law", law["name"], head.validity.basis
        if _DATED.search(number):
            yield "effect", called, head.validity.basis
    scopes = [p for p in provisions if p.unit is Unit.ARTICLE and "pham vi dieu chinh" in fold(p.heading)]
    if len(scopes) == 1 and _DATED.search(number):
        yield "scope", called, scopes[0].locator
