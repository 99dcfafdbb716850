"""What an answer was made from: question, reader, evidence, and all else that decides on its words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.naming import document_name
from assistant.stale_bases import bases_of
from index.access import Principal
from index.cross_encoder import ADAPTER
from index.manifest import Manifest
from index.namesakes import namesakes

if TYPE_CHECKING:
    from assistant.context import Context
    from assistant.conversation import Earlier

_NOT_ANSWERS = "interface."
"""Words of the page and the commands, in `prompts/`, that no answer holds."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What answers on this machine, apart from the documents.

    `chat_model` is its name, or `None`; `prompts` and `policy` are hashes of the words and of the tables,
    those of the operator and what the cross-encoder has learned included.
    """

    version: str
    chat_model: str | None
    prompts: str
    policy: str

    @classmethod
    def now(cls, chat_model: str | None, tables: Iterable[Path] = ()) -> Setup:
        """Describe the running program, with the tables that the operator keeps."""
        own = hashlib.blake2b(_digest("assistant", "data", "").encode(), digest_size=12)
        own.update(_learned())
        for path in tables:
            own.update(path.read_bytes() if path.is_file() else b"")
        return cls(version("thutuc"), chat_model, _digest("prompts", "", _NOT_ANSWERS), own.hexdigest())

    def to_json(self) -> dict[str, Any]:
        """Return the setup as the record keeps it."""
        return {
            "version": self.version,
            "chat_model": self.chat_model,
            "prompts": self.prompts,
            "policy": self.policy,
        }


def provenance(
    principal: Principal,
    turns: tuple[str, ...],
    setup: Setup,
    manifest: Manifest | None,
    work: Context | None,
) -> dict[str, Any]:
    """Return what the record of an answer keeps beside the answer.

    `manifest` is that of the generation that answered, `work` what its steps left; `None` where it came to
    neither.
    """
    return {
        "turns": list(turns),
        "principal": {
            "name": principal.name,
            "clearance": principal.clearance.name.lower(),
            "departments": sorted(principal.departments),
        },
        **setup.to_json(),
        "generation": manifest and {"number": manifest.number, "manifest": _hash(manifest.model_dump_json())},
        "embedding_model": manifest and manifest.header.model_id,
        "earlier": [_earlier(e) for e in work.earlier] if work else [],
        "approval": work.approved.approval.id if work and work.approved else None,
        "evidence": _evidence(work) if work else [],
        "verdicts": [v.to_json() for v in work.verdicts] if work else [],
        "named": sorted(_named(work)) if work else [],
    }


def _named(work: Context) -> set[str]:
    """Return the ids of all documents whose words or names the reader was shown, warnings included.

    When one of them is deleted, or its label raised, the stored answer is not shown again.
    """
    cited = {c.head.id: c.head for c in work.draft.citations}
    nearest = dict.fromkeys(e.head.id for e in work.evidence) if not work.statements else {}
    topics = (
        e.topic.id
        for e in work.earlier
        if e.topic is not None and f"({document_name(e.topic, 'vi')})" in work.question.text
    )
    numbers = [h.identity.number for h in cited.values() if h.identity.number]
    numbers += [n for i in cited for n in bases_of(work.shelf.volume(i).document)]
    ended = work.shelf.store.numbers_ended(work.as_of, work.principal, numbers)
    by = [act.document_id for act in ended.values() if act.document_id]
    numbers += work.question.references.numbers
    by += [one.basis.document_id for one in namesakes(numbers, work.shelf.store, work.as_of, work.principal)]
    return {*cited, *list(nearest)[:3], *topics, *by}


def _earlier(turn: Earlier) -> dict[str, Any]:
    return {"question": turn.question, "topic": turn.topic.id if turn.topic else None}


def _evidence(work: Context) -> list[dict[str, Any]]:
    return [
        {
            "passage": e.passage.key,
            "document": e.head.id,
            "provisions": list(e.passage.provision_ids),
            "locator": e.locator,
            "score": round(e.score, 6),
            "lexical": round(e.lexical, 6),
            "dense": round(e.dense, 6),
            "reference": e.reference,
        }
        for e in work.evidence
    ]


@cache
def _learned() -> bytes:
    """Hash what the cross-encoder has learned."""
    return hashlib.blake2b(ADAPTER.read_bytes(), digest_size=12).digest()


@cache
def _digest(package: str, folder: str, without: str) -> str:
    """Hash the words and tables of a package."""
    place = files(package).joinpath(folder) if folder else files(package)
    told = hashlib.blake2b(digest_size=12)
    for file in sorted(place.iterdir(), key=lambda f: f.name):
        if file.name.endswith((".yaml", ".md")) and file.name != "CHANGELOG.md":
            if without and file.name.startswith(without):
                continue
            told.update(file.name.encode() + b"\0" + file.read_bytes())
    return told.hexdigest()


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
