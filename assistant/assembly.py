"""Puts the assistant together for one home folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from assistant.answers import Answer, AnswerStatus
from assistant.approvals import ApprovalBook
from assistant.bodies import Bodies, built_in
from assistant.catalogue import Catalogue
from assistant.context import Context, Tools
from assistant.conversation import Earlier
from assistant.errors import BadQuestion, RecordNotFound
from assistant.evidence import Evidence
from assistant.expansion import Expander
from assistant.generation_settings import open_generator
from assistant.generator import Generator
from assistant.judgement import Judgement
from assistant.pipeline import run
from assistant.privacy import mask
from assistant.provenance import Setup, provenance
from assistant.question import understand
from assistant.question_vector import EncodeQuery
from assistant.records import AnswerRecord, AnswerRecords
from assistant.replay import Replay, compare, reader_of
from assistant.retrieval import Retriever
from assistant.wording import status_message
from index.access import Principal
from index.cross_encoder import Score
from index.document_store import DocumentStore
from index.errors import NoGeneration
from index.generation import Generation
from index.generation_reader import GenerationReader
from index.reach import Reaches
from index.settings import Settings, load_settings
from index.store_opening import open_store
from index.upkeep import renew
from index.vietnamese import normalise

_LOOKED_UP = frozenset({"answered", "partial", "clarification", "unanswerable"})
"""The outcomes of turns that a conversation goes on from; small talk and refused ones are none."""


@dataclass(slots=True)
class Assistant:
    """Answers questions over one store; safe to use from several threads."""

    store: DocumentStore
    generation: Callable[[], Generation]
    encode: EncodeQuery | None
    records: AnswerRecords
    expander: Expander
    generator: Generator | None = None
    approvals: ApprovalBook | None = None
    bodies: Bodies = field(default_factory=built_in)
    tables: tuple[Path, ...] = ()
    score: Score | None = None
    _catalogue: tuple[int, Catalogue] | None = None
    _reaches: Reaches = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Follow what each principal may search."""
        self._reaches = Reaches(self.store, self.generation)

    def answer(
        self,
        question: str | Sequence[str],
        principal: Principal,
        as_of: date | None = None,
        conversation_id: str | None = None,
        again: str | None = None,
    ) -> Answer:
        """Answer a question, or the last of the turns of a conversation, and keep the record.

        With a `conversation_id` of an earlier answer, the question goes on from there; asked `again` (the id
        of the answer it had), it goes on from what was said before that one. What is somebody's own
        in it is masked before anything else sees it; the answer that is returned has it as it was typed.

        Raises:
            RecordNotFound: there is no such conversation of this principal.
        """
        typed = (question,) if isinstance(question, str) else tuple(question)
        turns = tuple(mask(turn) for turn in typed)
        day = as_of or datetime.now(tz=UTC).date()
        earlier = self.earlier(conversation_id, principal, again) if conversation_id else ()
        answer, made_from = self._answered(turns, principal, day, earlier)
        answer = replace(answer, conversation_id=conversation_id or answer.id)
        self.records.add(answer.to_json(), principal, datetime.now(tz=UTC).isoformat(), made_from)
        return replace(answer, question=typed[-1] if typed else "")

    def replay(self, record_id: str) -> Replay:
        """Ask a recorded question again, as its reader and of its day; nothing is recorded.

        Raises:
            RecordNotFound: there is no such record.
        """
        record = self.records.any_of(record_id)
        reader, kept = reader_of(record), record.provenance
        turns = tuple(kept.get("turns") or [record.body["question"]])
        past = kept.get("earlier", [])
        topics = sorted({e["topic"] for e in past if e["topic"]})
        heads = {h.id: h for h in self.store.heads(reader, ids=topics)}
        earlier = tuple(Earlier(e["question"], heads.get(e["topic"])) for e in past)
        day = date.fromisoformat(record.body["as_of"])
        answer, made_from = self._answered(turns, reader, day, earlier)
        return compare(record, json.loads(json.dumps(answer.to_json())), made_from, self.store)

    def _answered(
        self, turns: tuple[str, ...], principal: Principal, day: date, earlier: tuple[Earlier, ...]
    ) -> tuple[Answer, dict[str, Any]]:
        """Answer masked turns; return with the answer what it was made from."""
        manifest = work = None
        try:
            manifest = self.generation().manifest
            asked = Context(turns, principal, day, self.tools(), earlier)
            answer, work = run(asked), asked
        except BadQuestion:
            answer = _failed(AnswerStatus.ERROR_BAD_QUESTION, turns, day)
        except NoGeneration:
            answer = _failed(AnswerStatus.ERROR_NOT_READY, turns, day)
        return answer, provenance(principal, turns, self.setup, manifest, work)

    def earlier(
        self, conversation_id: str, principal: Principal, before: str | None = None
    ) -> tuple[Earlier, ...]:
        """Return the turns of a conversation that were looked up, with what each was answered from.

        With `before`, an answer's id, those before that one alone. What may not be read any more is no topic.
        Raises `RecordNotFound`.
        """
        said = self.records.conversation(conversation_id, principal)
        past = tuple(takewhile(lambda record: record.id != before, said))
        looked_up = [r for r in past if r.body["status"] in _LOOKED_UP]
        first = {r.id: r.body["citations"][0]["document"]["id"] for r in looked_up if r.body["citations"]}
        heads = {h.id: h for h in self.store.heads(principal, ids=sorted(set(first.values())))}
        return tuple(Earlier(r.body["question"], heads.get(first.get(r.id, ""))) for r in looked_up)

    def search(self, question: str, principal: Principal, k: int = 10) -> tuple[Evidence, ...]:
        """Return the best `k` passages for a question. Raises `BadQuestion` and `NoGeneration`."""
        understood = understand((question,), datetime.now(tz=UTC).date())
        return self.tools().retriever.retrieve(understood, principal, k)

    def record(self, record_id: str, principal: Principal) -> dict[str, Any]:
        """Return a stored answer, while all that it shows may still be read. Raises `RecordNotFound`."""
        found = self.records.record(record_id, principal)
        if not self._readable(found, principal):
            raise RecordNotFound("no such answer")
        return found.body

    def conversation(self, conversation_id: str, principal: Principal) -> tuple[AnswerRecord, ...]:
        """Return the answers of a conversation, without those that show what may not be read any more.

        Raises:
            RecordNotFound: there is no such conversation of this principal, or nothing of it is left.
        """
        past = self.records.conversation(conversation_id, principal)
        if left := tuple(r for r in past if self._readable(r, principal)):
            return left
        raise RecordNotFound("no such conversation")

    def forget(self, conversation_id: str, principal: Principal) -> int:
        """Delete a conversation and return how many answers it had. Raises `RecordNotFound`."""
        return self.records.forget_conversation(conversation_id, principal)

    def _readable(self, record: AnswerRecord, principal: Principal) -> bool:
        named = sorted(record.named)
        return not named or len(self.store.heads(principal, ids=named)) == len(named)

    @property
    def setup(self) -> Setup:
        """What answers here, apart from the documents."""
        return Setup.now(self.generator.name if self.generator else None, self.tables)

    def close(self) -> None:
        """Let go of the store and the records."""
        if self.approvals is not None:
            self.approvals.close()
        self.records.close()
        self.store.close()

    def tools(self) -> Tools:
        """Return what the steps of an answer work with."""
        retriever = Retriever(
            self.store,
            self._reaches.of,
            self.encode,
            self._current,
            self.expander,
            self._reaches.vocabulary,
            self.bodies,
        )
        return Tools(
            self.store,
            retriever,
            self._current,
            self.expander,
            self.generator,
            self.approvals,
            self.bodies,
            self.score,
        )

    def _current(self) -> Catalogue:
        """Return the catalogue of the store as it is now."""
        with self._lock:
            known = self._catalogue
            later = self.store.changes_since(known[0] if known else 0)
            if known is None or later:
                revision = later[-1].revision if later else 0
                known = self._catalogue = (revision, Catalogue(self.store))
            return known[1]


def _failed(status: AnswerStatus, turns: tuple[str, ...], day: date) -> Answer:
    asked = turns[-1] if turns else ""
    return Answer(
        id=f"{status.value}-{datetime.now(tz=UTC).timestamp():.6f}",
        status=status,
        question=asked,
        understood_as=normalise(asked),
        language="vi",
        as_of=day,
        message=status_message(Judgement(status), "vi"),
        timings_ms={"total": 0.0},
    )


def open_assistant(home: Path) -> Assistant:
    """Open the assistant over a home folder.

    Raises:
        ModelUnavailable: the embedding model, or the chat model that is set, is not on this machine.
        SchemaMismatch: another version wrote the store.
    """
    from index.embedding import header_of, open_embedder, score_of  # noqa: PLC0415 - heavy, and not for every import

    settings = load_settings(home)
    embedder = open_embedder(settings)
    store, header = open_store(settings), header_of(embedder)
    renew(settings.home, store, header)
    reader = GenerationReader(settings.home, header)
    answers = settings.home / "answers.sqlite"
    records = AnswerRecords(answers, settings.record_days)
    assistant = assemble(settings, store, reader.current, embedder.encode_query, records)
    assistant.score = score_of(embedder)
    assistant.approvals = ApprovalBook(answers)
    return assistant


def assemble(
    settings: Settings,
    store: DocumentStore,
    generation: Callable[[], Generation],
    encode: EncodeQuery | None,
    records: AnswerRecords,
) -> Assistant:
    """Put an assistant together with the tables and the chat model of a home.

    Raises:
        ModelUnavailable: the chat model that is set is not on this machine.
    """
    abbreviations, bodies = settings.home / "abbreviations.yaml", settings.home / "bodies.yaml"
    return Assistant(
        store=store,
        generation=generation,
        encode=encode,
        records=records,
        expander=Expander(abbreviations),
        generator=open_generator(settings),
        bodies=Bodies(bodies),
        tables=(abbreviations, bodies),
    )
