"""Compares a recorded answer with the one that the same question has today, and says why they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.records import AnswerRecord
from index.access import Clearance, Principal
from index.document_store import DocumentStore

_COMPARED = ("status", "answer", "understood_as", "statements", "warnings", "procedure")
_SETUP = ("generation", "embedding_model", "chat_model", "prompts", "policy", "version", "approval")


class State(StrEnum):
    """What became of a provision that the answer cited, for its reader."""

    SAME = "same"
    VALIDITY = "validity_changed"
    CHANGED = "changed"
    RELABELLED = "relabelled"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class CitedThen:
    """A provision that the answer cited, by its document's name then, and what became of it."""

    document: str
    number: str | None
    locator: str
    state: State

    def to_json(self) -> dict[str, Any]:
        """Return it as `thutuc answers replay --json` shows it."""
        return {
            "document": self.document,
            "number": self.number,
            "locator": self.locator,
            "state": self.state.value,
        }


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded answer beside the one of today.

    `parts` are the members of the answer contract that differ, `causes` the parts of the setup that do, each
    with what it was and what it is; `cited` says what became of each provision.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    parts: tuple[str, ...]
    causes: Mapping[str, tuple[Any, Any]]
    cited: tuple[CitedThen, ...]

    @property
    def same(self) -> bool:
        """Whether today's answer says the same, on the same provisions, with the same warnings."""
        return not self.parts

    @property
    def explained(self) -> bool:
        """Whether anything that was recorded has changed; else a chat model that varies is left."""
        return bool(self.causes) or any(c.state is not State.SAME for c in self.cited)

    def to_json(self) -> dict[str, Any]:
        """Return it as `thutuc answers replay --json` shows it."""
        return {
            "id": self.before["id"],
            "same": self.same,
            "differs_in": list(self.parts),
            "causes": [{"what": k, "before": b, "after": a} for k, (b, a) in self.causes.items()],
            "explained": self.same or self.explained,
            "cited": [c.to_json() for c in self.cited],
            "before": dict(self.before),
            "after": dict(self.after),
        }


def reader_of(record: AnswerRecord) -> Principal:
    """Return who was given an answer, reading as far as then; an old record tells of no departments."""
    kept = record.provenance.get("principal")
    if kept is None:
        operator = Principal.operator()
        old = Principal(record.principal, Clearance(record.clearance))
        return operator if (old.name, old.clearance) == (operator.name, operator.clearance) else old
    level = Clearance[kept["clearance"].upper()]
    return Principal(kept["name"], level, frozenset(kept["departments"]))


def compare(
    record: AnswerRecord, body: Mapping[str, Any], made_from: Mapping[str, Any], store: DocumentStore
) -> Replay:
    """Compare a recorded answer with today's `body`, and what the two were made from."""
    then = record.provenance
    parts = [p for p in _COMPARED if record.body.get(p) != body.get(p)]
    if _cited(record.body) != _cited(body):
        parts.append("citations")
    causes = {c: (then.get(c), made_from.get(c)) for c in _SETUP if then.get(c) != made_from.get(c)}
    return Replay(record.body, body, tuple(parts), causes, tuple(_became(record, store)))


def _cited(body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(c["document"]["id"], c["quote"], c["validity"]["status"]) for c in body["citations"]]


def _became(record: AnswerRecord, store: DocumentStore) -> Iterator[CitedThen]:
    """Go over the provisions that were cited, each once, with what became of them."""
    reader = reader_of(record)
    cited = {c["provision_id"]: c for c in record.body["citations"]}
    documents = sorted({c["document"]["id"] for c in cited.values()})
    readable = {h.id: h for h in store.heads(reader, ids=documents)}
    held = {h.id for h in store.heads(Principal.operator(), ids=documents)}
    provisions = store.provisions_by_id(tuple(cited), reader)
    for identity, citation in cited.items():
        document = citation["document"]
        head = readable.get(document["id"])
        if head is None:
            state = State.RELABELLED if document["id"] in held else State.DELETED
        elif identity not in provisions:
            state = State.CHANGED
        else:
            bounds = [d and d.isoformat() for d in (head.validity.starts, head.validity.ends)]
            same = bounds == [citation["validity"]["from"], citation["validity"]["to"]]
            state = State.SAME if same else State.VALIDITY
        yield CitedThen(document["id"], document["number"], citation["locator"], state)
