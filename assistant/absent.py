"""Finds the provisions that a question names and that the act it names does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.naming import document_name
from assistant.references import References
from assistant.shelf import Shelf, Volume
from index.document_store import DocumentHead
from index.provisions import Unit

_FIGURES = re.compile(r"\d+")


def absent_places(references: References, named: Sequence[DocumentHead], shelf: Shelf) -> tuple[str, ...]:
    """Return the articles and clauses that a question names and that the one act it names cannot have.

    An article is absent that is numbered beyond the act's last one; a clause that is beyond the last of its
    article, where those are numbered from 1 without a gap. A number that recognition may have lost is not
    judged, nor a place of which another act orders anything: it may have been added. Where more than one act
    is named, held or not, the place may be another one's.
    """
    acts = len(references.numbers) + len(references.short)
    if len(named) != 1 or acts > 1 or named[0].identity.number is None:
        return ()
    head, number = named[0], named[0].identity.number
    return tuple(
        f"{shown} {document_name(head, 'vi')}"
        for locator, shown in _absent(references, shelf.volume(head.id))
        if not shelf.store.amendments.edges_to(number, shelf.principal, locator, issuer=head.identity.issuer)
    )


def _absent(references: References, volume: Volume) -> Iterator[tuple[str, str]]:
    """Go over absent places, each as a locator and as it is said."""
    articles = {_figure(p.locator): p for p in volume.provisions if p.unit is Unit.ARTICLE}
    named = [int(n) for n in references.articles if n.isdigit()]
    for article in named:
        if articles and article > max(articles):
            yield f"Điều {article}", f"Điều {article}"
    if len(named) != 1 or named[0] not in articles:
        return
    above = articles[named[0]]
    below = volume.children.get(above.id, ())
    clauses = [_figure(p.locator.removeprefix(above.locator)) for p in below if p.unit is Unit.CLAUSE]
    unbroken = bool(clauses) and clauses == list(range(1, len(clauses) + 1))
    for clause in (int(n) for n in references.clauses if n.isdigit()):
        if unbroken and clause > len(clauses):
            yield f"{above.locator} khoản {clause}", f"khoản {clause} Điều {named[0]}"


def _figure(locator: str) -> int:
    match = _FIGURES.search(locator)
    return int(match.group()) if match else 0
