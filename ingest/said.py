"""What one act says of others, by its own words alone: which it ends, what it orders, what it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from index.act_properties import own_properties, stated_end
from index.amendments import Edge, Order, Reference
from index.documents import Document, Identity, Kind
from index.endings import Ending, names_one_act
from index.provisions import Provision
from ingest.edges import edges as edges_of
from ingest.effect import ended_acts
from ingest.mentions import references
from ingest.namings import namings, namings_of_record
from ingest.note_orders import note_orders
from ingest.reading import Draft
from ingest.transitions import transitions

RULES: Final = 6
"""Version of the rules by which orders and references are read; after another one all acts are read again."""

_BINDING: Final = frozenset(
    {
        *(Kind.CONSTITUTION, Kind.CODE, Kind.LAW, Kind.ORDINANCE, Kind.RESOLUTION, Kind.DECREE),
        *(Kind.DECISION, Kind.DIRECTIVE, Kind.CIRCULAR, Kind.JOINT_CIRCULAR),
    }
)
"""Kinds that can end another act (Luật Ban hành văn bản quy phạm pháp luật); a letter or a record cannot."""

ENDABLE: Final = _BINDING | {Kind.CONSOLIDATED}
"""Kinds that another act can end."""

SAYING: Final = ENDABLE | {Kind.PROCEDURE}
"""Kinds that say something of other acts; of the others nothing is read."""

_WHOLE: Final = 0.98
"""Confidence of an ending of a whole act."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one act says of others: which it ends, what it orders of parts, and what it refers to.

    Among what it ends it may be itself, by its own number: where the table of its properties says since when.
    `starts` is the day from which the act was taken to be in force: orders without a day count from it.
    """

    endings: tuple[Ending, ...] = ()
    edges: tuple[Edge, ...] = ()
    references: tuple[Reference, ...] = ()
    starts: date | None = None


def said_by(document: Document, provisions: Sequence[Provision]) -> Said:
    """Read what a document says of others out of its provisions, which are all that it has."""
    kind = document.identity.kind
    if kind not in SAYING:
        return Said(starts=document.validity.starts)
    drafts = drafts_of(provisions)
    if kind is Kind.PROCEDURE:
        return _said_by_record(document, provisions, drafts)
    if kind is Kind.CONSOLIDATED:
        said = _said_by_consolidated(document, drafts)
    else:
        said = _said_by_act(document, drafts)
    return replace(said, endings=(*said.endings, *_own_end(document.identity, provisions)))


def _own_end(identity: Identity, provisions: Sequence[Provision]) -> Iterator[Ending]:
    """Go over the end that the table of its properties states of an act; none before the act was issued."""
    number, issued = identity.number, identity.issued_on
    end = stated_end(own_properties(provisions, number))
    if number is None or end is None or end.day is None or (issued and end.day <= issued):
        return
    issuer = None if names_one_act(number) else identity.issuer
    if issuer or names_one_act(number):
        yield Ending(number, end.day, end.row.locator, Order.EXPIRES.value, issuer)


def _said_by_record(document: Document, provisions: Sequence[Provision], drafts: Sequence[Draft]) -> Said:
    """Read a record of a procedure: it orders nothing, but rests on what it names."""
    bases = () if document.card is None else document.card.bases
    places = {provision.id: provision.locator for provision in provisions}
    rows = [Reference(places[base.provision_id], "", base.number) for base in bases if base.number]
    named = references(document.text, drafts, document.identity)
    called = namings_of_record(bases, provisions)
    return Said((), called, (*rows, *named), document.validity.starts)


def _said_by_consolidated(document: Document, drafts: Sequence[Draft]) -> Said:
    text, identity = document.text, document.identity
    orders = (*note_orders(text, drafts, identity), *namings(text, drafts))
    return Said((), orders, references(text, drafts, identity), document.validity.starts)


def _said_by_act(document: Document, drafts: Sequence[Draft]) -> Said:
    text, identity, starts = document.text, document.identity, document.validity.starts
    acts = ended_acts(text, drafts, identity, starts)
    meant = [(act, None if names_one_act(act.number) else identity.issuer) for act in acts]
    known = [(act, issuer) for act, issuer in meant if issuer or names_one_act(act.number)]
    days = ((act.on or starts, act, issuer) for act, issuer in known)  # ended by its own start, it has ended
    spans = {draft.locator: draft.span for draft in reversed(drafts)}
    whole = [
        Edge(Order(act.verb), act.number, "", act.on, act.locator, spans[act.locator], _WHOLE, issuer)
        for act, issuer in known
    ]
    return Said(
        tuple(Ending(act.number, on, act.locator, act.verb, issuer) for on, act, issuer in days if on),
        (
            *whole,
            *edges_of(text, drafts, identity, starts, document.title),
            *transitions(text, drafts, identity, starts, [act.number for act in acts]),
            *namings(text, drafts),
        ),
        references(text, drafts, identity),
        starts,
    )


def drafts_of(provisions: Sequence[Provision]) -> tuple[Draft, ...]:
    """Return provisions as the drafts that the readers of orders take, without pages."""
    places = {provision.id: place for place, provision in enumerate(provisions)}
    return tuple(
        Draft(
            unit=provision.unit,
            locator=provision.locator,
            heading=provision.heading,
            span=provision.span,
            parent=None if provision.parent_id is None else places[provision.parent_id],
            lead=provision.lead,
            cells=provision.cells,
            amends=provision.amends,
        )
        for provision in provisions
    )
