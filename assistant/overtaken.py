"""What newer law says in place of a procedure record that rests on an act out of force."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.aspects import Aspect
from assistant.catalogue import Catalogue
from assistant.facts import Fact
from assistant.newer_words import Saying, sayings
from assistant.references import find_references
from assistant.shelf import Shelf, Volume
from assistant.stale_bases import bases_of, ended_bases
from assistant.subject import Subject, subject_of
from assistant.tables import load
from assistant.weighing import Weigher
from index.document_store import DocumentHead
from index.documents import Kind
from index.endings import Ended
from index.provisions import Provision, Unit
from index.validity import Force
from index.vietnamese import fold

Search = Callable[[str, frozenset[str], int], Sequence[str]]
"""From words to look for in some documents to the ids of the provisions found there, at most so many."""

_FIGURE: Final = re.compile(r"(\d+)\s*(?:\([^)]*\)\s*)?(ngay lam viec|ngay|gio|thang|nam)\b")


@dataclass(frozen=True, slots=True)
class Library:
    """Where newer law is looked for: what is read, what is listed, and the search within some documents."""

    shelf: Shelf
    catalogue: Catalogue
    search: Search


@dataclass(frozen=True, slots=True)
class Newer:
    """What takes the place of one thing that a record says: the facts, and the act that ended its basis."""

    record: DocumentHead
    aspect: Aspect
    facts: tuple[Fact, ...]
    ended: Ended


def newer_law(record: DocumentHead, aspect: Aspect, weigher: Weigher, library: Library) -> Newer | None:
    """Return what the law in force says of one thing, where a record's basis has ended and it is certain.

    It is looked for in the acts that ended the basis, in the law that such an act details, and in those that
    rest on them. It has to be about the record's own procedure, and no other article may say otherwise.
    """
    table, shelf = load("overtaken"), library.shelf
    if aspect.name not in table or record.identity.kind is not Kind.PROCEDURE:
        return None
    day, numbers = weigher.question.as_of, bases_of(shelf.volume(record.id).document)
    ended = ended_bases(numbers, shelf.store.numbers_ended(day, shelf.principal, numbers))
    subject = subject_of(record, weigher.rareness) if ended else None
    if subject is None:
        return None
    for acts in _acts(ended, weigher, library):
        said = look(acts, aspect, subject, weigher, library)
        if said:
            sure = _certain(said, aspect)
            by = next((act for act in ended if act.document_id == said[0].article.document_id), ended[0])
            return Newer(record, aspect, sure, by) if sure else None
    return None


def look(
    acts: Sequence[str], aspect: Aspect, subject: Subject, weigher: Weigher, library: Library
) -> list[Saying]:
    """Return all that some acts, by their ids, say of one thing about a subject."""
    table, shelf = load("overtaken"), library.shelf
    words = " ".join((subject.name, *table[aspect.name]["search"]))
    found = library.search(words, frozenset(acts), table["passages"]) if acts else ()
    return [
        saying
        for article in _articles(found, shelf)
        for saying in sayings(article, aspect, subject, weigher, shelf)
    ]


def figures(text: str) -> frozenset[tuple[int, str]]:
    """Return the times of a text as (number, unit without diacritics)."""
    return frozenset((int(number), unit) for number, unit in _FIGURE.findall(fold(text)))


def _certain(said: Sequence[Saying], aspect: Aspect) -> tuple[Fact, ...]:
    """Return the facts of the article that is nearest; none where another says otherwise and is as near.

    What an article says in several places is said together, in its order. An article that is headed by what
    is asked for goes before others that are as near.
    """
    floor = max(saying.near for saying in said) - load("overtaken")["as_sure"]
    sure = [saying for saying in said if saying.near >= floor]
    sure = [saying for saying in sure if aspect.is_headed(fold(saying.article.heading))] or sure
    best = max(sure, key=lambda saying: saying.near)
    own = [saying for saying in sure if saying.article.id == best.article.id]
    values = frozenset[str]().union(*(saying.values for saying in own))
    if any(not other.values or other.values != values for other in sure if other not in own):
        return ()
    if not values:  # of lists, one
        return best.facts
    return tuple(sorted((f for s in own for f in s.facts), key=lambda fact: fact.provision.ordinal))


def _acts(ended: Sequence[Ended], weigher: Weigher, library: Library) -> Iterator[list[str]]:
    """Go over the ids of acts in force: what took the place of the old ones, then what details the law.

    The law is one of the former, or what one of these details by its title.
    """
    day, shelf, catalogue = weigher.question.as_of, library.shelf, library.catalogue
    first, second = dict[str, None](), dict[str, None]()
    for act in ended:
        head = shelf.head(act.document_id)
        detailed = catalogue.resolve(find_references(head.title), shelf.principal)
        laws = [head, *(law for law in detailed if law.validity.starts == act.on)]
        rest = [h for law in laws for h in catalogue.resting_on(law.identity.number or "", shelf.principal)]
        for one, found in ((head, first), *((other, second) for other in (*laws[1:], *rest))):
            starts = one.validity.starts
            if one.validity.on(day) is Force.IN_FORCE and starts is not None and starts >= act.on:
                found[one.id] = None
    yield list(first)
    yield [i for i in second if i not in first]


def _articles(found: Sequence[str], shelf: Shelf) -> Iterator[Provision]:
    """Go over the articles that some provisions stand in, each once."""
    provisions = shelf.store.provisions_by_id(found, shelf.principal)
    places = [provisions[i] for i in found if i in provisions]
    articles = [_article(shelf.volume(place.document_id), place) for place in places]
    yield from dict.fromkeys(article for article in articles if article is not None)


def _article(volume: Volume, provision: Provision) -> Provision | None:
    at: Provision | None = provision
    while at is not None and at.unit is not Unit.ARTICLE:
        at = volume.by_id.get(at.parent_id or "")
    return at
