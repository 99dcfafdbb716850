"""What is known of the force of an act or a part of it, as one reader may know it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.act_naming import ActPlace
from index.access import Principal
from index.amendments import within
from index.namesakes import Namesake, namesakes
from index.validity import UNKNOWN, Force, Validity, inside

if TYPE_CHECKING:
    from index.amendments import Edge
    from index.document_store import DocumentStore
    from index.provisions import Provision


def validity_facts(store: DocumentStore, found: ActPlace, day: date, principal: Principal) -> dict[str, Any]:
    """Return the force on a day, the days that set it, and the orders that mean the act or the part."""
    act = found.head.validity if found.head else _ended_elsewhere(store, found.act, day, principal)
    parts = parts_of(store, found, principal) if found.head else []
    own = parts[0].validity if found.place and parts else UNKNOWN
    validity = inside(own, act)
    issuer = found.head.identity.issuer if found.head else None
    ended = act.on(day) is Force.ENDED
    presumed = () if ended or found.place else namesakes([found.act], store, day, principal)
    orders = store.amendments.edges_to(found.act, principal, found.place, issuer=issuer)
    corrections = store.amendments.corrections(found.head.id) if found.head else ()
    return {
        "act": found.act,
        "place": found.place,
        "title": found.head.title if found.head else None,
        "portal_status": found.head.portal_status if found.head else None,
        "force": validity.on(day).value,
        "validity": _as_json(validity),
        "parts": [
            {
                "locator": p.locator,
                "force": inside(p.validity, act).on(day).value,
                "validity": _as_json(inside(p.validity, act)),
            }
            for p in parts
            if p.validity != UNKNOWN and p.locator != found.place
        ],
        "orders": [{"by": f.by, "document_id": f.document_id, **_order(f.what)} for f in orders],
        "perhaps_replaced": [namesake_json(one) for one in presumed],
        "corrections": [
            {"at": c.at, "who": c.who, "place": c.place, "note": c.note, "withdrawn": c.validity is None}
            for c in corrections
        ],
    }


def _ended_elsewhere(store: DocumentStore, act: str, day: date, principal: Principal) -> Validity:
    """Return the validity of an act that is not held, as far as others tell it."""
    for ended in store.numbers_ended(day, principal, [act]).values():
        return Validity(None, ended.on, f"{ended.locator} {ended.by}", ended.by)
    return UNKNOWN


def parts_of(store: DocumentStore, found: ActPlace, principal: Principal) -> list[Provision]:
    """Return the provisions of a held act that lie in the place that is named."""
    assert found.head is not None
    provisions = store.provisions(found.head.id, principal)
    return [p for p in provisions if within(p.locator.replace(",", ""), found.place)]


def namesake_json(one: Namesake) -> dict[str, Any]:
    """Return a law that may have replaced another one of its name, with where it is called so."""
    edge = one.basis.what
    return {
        "number": one.older,
        "by": one.number,
        "name": one.name,
        "confidence": edge.confidence,
        "called_so_by": one.count,
        "source": {
            "by": one.basis.by,
            "document_id": one.basis.document_id,
            "locator": edge.locator,
            "span": [edge.span.start, edge.span.end],
        },
    }


def namesake_line(one: Namesake) -> str:
    """Say in a line for operators which law may have replaced another one of its name."""
    where = f"{one.basis.by}, {one.basis.what.locator}"
    return f"{one.older} (perhaps replaced by {one.number} of the same name, cited in {where})"


def _order(edge: Edge) -> dict[str, Any]:
    return {
        "verb": edge.verb.value,
        "place": edge.place,
        "on": _text(edge.on),
        "locator": edge.by_place if edge.by_act else edge.locator,
        "phrase": edge.phrase,
        "wording": edge.wording,
        "confidence": edge.confidence,
    }


def _as_json(validity: Validity) -> dict[str, str | None]:
    return {
        "starts": _text(validity.starts),
        "ends": _text(validity.ends),
        "basis": validity.basis,
        "ended_by": validity.ended_by,
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
