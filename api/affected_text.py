"""What rests on changed law, as the command and the service write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from assistant.affected import Affected, Reason
    from index.document_store import DocumentHead
    from index.provision_changes import ProvisionChange

_MOST_REASONS: Final = 20
_SHOWN: Final = 3


def affected_json(found: Affected, limit: int) -> dict[str, Any]:
    """Write at most `limit` answers, cards and documents each; the counts are of all there are."""
    cards = [one for one in found.documents if one.is_card]
    others = [one for one in found.documents if not one.is_card]
    return {
        "counts": {
            "changes": len(found.changes),
            "answers": len(found.answers),
            "cards": len(cards),
            "documents": len(others),
        },
        "answers": [
            {
                "id": one.record.id,
                "conversation_id": one.record.conversation_id,
                "asked_at": one.record.asked_at,
                "person": one.record.principal,
                "question": one.record.body["question"],
                "because": _reasons(one.reasons),
            }
            for one in found.answers[:limit]
        ],
        "cards": [{"document": _head(c.head), "because": _reasons(c.reasons)} for c in cards[:limit]],
        "documents": [{"document": _head(d.head), "because": _reasons(d.reasons)} for d in others[:limit]],
    }


def affected_lines(told: dict[str, Any]) -> Iterator[str]:
    """Write what `affected_json` gave for a person at a terminal."""
    for answer in told["answers"]:
        question = " ".join(answer["question"].split())[:80]
        yield f"answer {answer['id']}  {answer['asked_at'][:16]}  {answer['person']}  {question}"
        yield from _because(answer["because"])
    for name in ("cards", "documents"):
        for one in told[name]:
            head = one["document"]
            yield f"{name[:-1]} {head['id']}  {head['number'] or '-'}  {head['title'][:100]}"
            yield from _because(one["because"])


def _because(reasons: Sequence[dict[str, Any]]) -> Iterator[str]:
    for reason in reasons[:_SHOWN]:
        place = f"{reason['place']} " if reason["place"] else ""
        day = f" from {reason['day']}" if reason["day"] else ""
        by = f", by {reason['by']}, {reason['by_locator']}" if reason["by"] else ""
        through = f", through {reason['through']['number']}" if reason["through"] else ""
        yield f"    {reason['locator']}: {place}{reason['act']}: {reason['change']}{day}{by}{through}"
    if (left := len(reasons) - _SHOWN) > 0:
        yield f"    and {left} more"


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {
            **_change(reason.change),
            "locator": reason.locator,
            "through": _head(reason.through) if reason.through else None,
        }
        for reason in list(reasons)[:_MOST_REASONS]
    ]


def _change(change: ProvisionChange) -> dict[str, Any]:
    return {
        "change": change.order or change.kind.value,
        "act": change.act,
        "place": change.place,
        "day": change.day.isoformat() if change.day else None,
        "entered_at": change.at,
        "by": change.by,
        "by_id": change.by_id,
        "by_locator": change.locator,
    }


def _head(head: DocumentHead) -> dict[str, Any]:
    identity = head.identity
    return {"id": head.id, "number": identity.number, "kind": identity.kind.value, "title": head.title}
