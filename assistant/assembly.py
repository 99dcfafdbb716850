"""Puts the assistant together for one home folder."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answers import Answer, AnswerStatus
from assistant.catalogue import Catalogue
from assistant.errors import BadQuestion, RecordNotFound
from assistant.evidence import Evidence
from assistant.expansion import Expander
from assistant.generation_settings import open_generator
from assistant.generator import Generator
from assistant.pipeline import Context, Tools, run
from assistant.question import understand
from assistant.records import AnswerRecords
from assistant.retrieval import Retriever
from assistant.wording import status_message
from index.access import Principal
from index.document_store import DocumentStore
from index.errors import NoGeneration
from index.generation import Generation
from index.generation_reader import GenerationReader
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.vietnamese import normalise
from index.vocabulary import Vocabulary

EncodeQuery = Callable[[str], NDArray[np.float32]]


@dataclass(slots=True)
class Assistant:
    """Answers questions over one store; safe to use from several threads."""

    store: DocumentStore
    generation: Callable[[], Generation]
    encode: EncodeQuery | None
    records: AnswerRecords
    expander: Expander
    generator: Generator | None = None
    _catalogue: tuple[int, Catalogue] | None = None
    _words: dict[tuple[int, frozenset[str]], Vocabulary] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(
        self, question: str | Sequence[str], principal: Principal, as_of: date | None = None
    ) -> Answer:
        """Answer a question, or the last of the turns of a conversation, and keep the record."""
        turns = (question,) if isinstance(question, str) else tuple(question)
        day = as_of or datetime.now(tz=UTC).date()
        try:
            answer = run(Context(turns, principal, day, self._tools()))
        except BadQuestion:
            answer = _failed(AnswerStatus.ERROR_BAD_QUESTION, turns, day)
        except NoGeneration:
            answer = _failed(AnswerStatus.ERROR_NOT_READY, turns, day)
        self.records.add(answer.to_json(), principal, datetime.now(tz=UTC).isoformat())
        return answer

    def search(self, question: str, principal: Principal, k: int = 10) -> tuple[Evidence, ...]:
        """Return the best `k` passages for a question. Raises `BadQuestion` and `NoGeneration`."""
        understood = understand((question,), datetime.now(tz=UTC).date())
        return self._tools().retriever.retrieve(understood, principal, k)

    def record(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer, while everything it cites may still be read. Raises `RecordNotFound`."""
        body = self.records.get(record_id, principal)
        cited = {c["document"]["id"] for c in body["citations"]}
        if cited and len(self.store.heads(principal, ids=sorted(cited))) < len(cited):
            raise RecordNotFound("no such answer")
        return body

    def close(self) -> None:
        """Let go of the store and the records."""
        self.records.close()
        self.store.close()

    def _tools(self) -> Tools:
        retriever = Retriever(
            self.store, self.generation, self.encode, self._current, self.expander, self._vocabulary
        )
        return Tools(self.store, retriever, self._current, self.expander, self.generator)

    def _current(self) -> Catalogue:
        """Return the catalogue of the store as it is now."""
        with self._lock:
            known = self._catalogue
            later = self.store.changes_since(known[0] if known else 0)
            if known is None or later:
                revision = later[-1].revision if later else 0
                known = self._catalogue = (revision, Catalogue(self.store))
            return known[1]

    def _vocabulary(self, principal: Principal) -> Vocabulary:
        """Return the words of what a principal may read, counted once for each generation and reach."""
        generation = self.generation()
        key = (generation.manifest.number, generation.scope(principal).labels)
        with self._lock:
            if key not in self._words:
                older = [k for k in self._words if k[0] != key[0]]
                for k in older:
                    del self._words[k]
                self._words[key] = generation.vocabulary(principal)
            return self._words[key]


def _failed(status: AnswerStatus, turns: tuple[str, ...], day: date) -> Answer:
    asked = turns[-1] if turns else ""
    return Answer(
        id=f"{status.value}-{datetime.now(tz=UTC).timestamp():.6f}",
        status=status,
        question=asked,
        understood_as=normalise(asked),
        language="vi",
        as_of=day,
        message=status_message(status, "vi"),
        timings_ms={"total": 0.0},
    )


def open_assistant(home: Path) -> Assistant:
    """Open the assistant over a home folder.

    Raises:
        ModelUnavailable: the embedding model, or the chat model that is set, is not on this machine.
        SchemaMismatch: another version wrote the store.
    """
    from index.embedding import header_of, open_embedder  # noqa: PLC0415 - heavy, and not for every import

    settings = load_settings(home)
    embedder = open_embedder(settings)
    reader = GenerationReader(settings.home, header_of(embedder))
    return Assistant(
        store=SqliteStore.open(settings.database),
        generation=reader.current,
        encode=embedder.encode_query,
        records=AnswerRecords(settings.home / "answers.sqlite"),
        expander=Expander(settings.home / "abbreviations.yaml"),
        generator=open_generator(settings),
    )
