"""What the reader of a document should check: dates that contradict each other, laws that may be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from assistant.naming import act_name, document_name, place_name
from assistant.shelf import Shelf
from assistant.tables import words_shown
from index.act_properties import State, state_of
from index.amendments import ENDING, Order
from index.document_store import DocumentHead
from index.documents import Kind
from index.endings import act_key
from index.namesakes import Namesake, namesakes
from index.validity import Force

_YEAR: Final = re.compile(r"/((?:19|20)\d\d)/")
_CHANGES: Final = ENDING | {Order.ADDS, Order.REPHRASES, Order.CORRECTS}
_MOST: Final = 3
"""Laws told of that may be replaced; those that an old record names beside are as old."""


def act_doubts(
    head: DocumentHead, bases: Sequence[str], shelf: Shelf, on: date, language: str
) -> tuple[str, ...]:
    """Return what is doubtful about a document on a day, in one of the languages of answers.

    `bases` are the numbers of the acts that it rests on. Only what the shelf's principal may read is told.
    """
    words = words_shown("warnings")[language]
    number = head.identity.number or head.id
    presumed = presumptions([number, *bases], shelf, on, language, act_key(number))
    return (*_contradictions(head, shelf, words), *_label(head, shelf, on, words), *presumed)


def label_doubts(heads: Sequence[DocumentHead], shelf: Shelf, on: date, language: str) -> Iterator[str]:
    """Go over what the labels on the pages of documents tell of an end that is otherwise not known."""
    words = words_shown("warnings")[language]
    for head in heads:
        for told in _label(head, shelf, on, words):
            yield words["doubt"].format(document=document_name(head, language), doubt=told)


def presumptions(
    numbers: Sequence[str], shelf: Shelf, on: date, language: str, own: str = ""
) -> Iterator[str]:
    """Go over the laws of the same name that may have replaced laws.

    `own` is the key of the document spoken of: of the other laws it is said that it names them. Without it
    each is spoken of itself.
    """
    words = words_shown("warnings")[language]
    for one in namesakes(numbers, shelf.store, on, shelf.principal)[:_MOST]:
        spoken_of = not own or act_key(one.older) == own
        yield words["presumed" if spoken_of else "presumed_basis"].format(
            older=act_name(one.older, language),
            newer=act_name(one.number, language),
            name=one.name,
            by=_basis_name(one, shelf, language),
        )


def _basis_name(one: Namesake, shelf: Shelf, language: str) -> str:
    head = shelf.head(one.basis.document_id)
    return f"{document_name(head, language)}, {place_name(one.basis.what.locator, language)}"


def _label(head: DocumentHead, shelf: Shelf, on: date, words: Mapping[str, str]) -> Iterator[str]:
    """Say what a page's label tells of an end that is otherwise not known: no day, or no part that ended."""
    state = state_of(head.portal_status or "")
    if head.validity.on(on) is Force.ENDED or state in {State.NOT_YET, State.OTHER}:
        return
    if state is not State.PARTLY:
        yield words["label_ended"].format(label=head.portal_status)
    elif not _changed_in_part(head, shelf):
        yield words["label_partly"].format(label=head.portal_status)


def _changed_in_part(head: DocumentHead, shelf: Shelf) -> bool:
    number, issuer = head.identity.number, head.identity.issuer
    if number is None:
        return False
    orders = shelf.store.amendments.edges_to(number, shelf.principal, issuer=issuer)
    return any(order.what.place and order.what.verb in ENDING for order in orders)


def _contradictions(head: DocumentHead, shelf: Shelf, words: Mapping[str, str]) -> Iterator[str]:
    """Go over what cannot be: no consolidated text is asked, whose dates are those of several acts."""
    if head.identity.kind in {Kind.CONSOLIDATED, Kind.PROCEDURE}:
        return
    issued, validity = head.identity.issued_on, head.validity
    day = words["date"]
    year = _YEAR.search(head.identity.number or "")
    if issued and year and int(year[1]) != issued.year:
        yield words["number_year"].format(number=head.identity.number, issued=f"{issued:{day}}")
    if issued and validity.starts and issued > validity.starts:
        yield words["issued_late"].format(issued=f"{issued:{day}}", starts=f"{validity.starts:{day}}")
    if validity.starts and validity.ends and validity.ends <= validity.starts:
        yield words["ends_first"].format(
            ends=f"{validity.ends:{day}}", starts=f"{validity.starts:{day}}", basis=validity.basis or ""
        )
    own = issued.year if issued else int(year[1]) if year else None
    later = {
        edge.act: edge.locator
        for edge in shelf.store.amendments.edges_from(head.id, shelf.principal)
        if edge.verb in _CHANGES and (found := _YEAR.search(edge.act)) and own and int(found[1]) > own
    }
    for act, locator in later.items():
        yield words["changes_later"].format(act=act, locator=locator)
