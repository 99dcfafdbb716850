"""Everything known about one question while it is answered, and the tools that the steps work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from assistant.answers import AnswerStatus, Statement
from assistant.apart import Apart
from assistant.approvals import ApprovalBook, Offer
from assistant.bodies import Bodies, built_in
from assistant.cases import Cases
from assistant.catalogue import Catalogue
from assistant.composing import Draft
from assistant.conflicts import Conflict
from assistant.conversation import Earlier
from assistant.evidence import Evidence
from assistant.expansion import Expander
from assistant.generator import Generator
from assistant.judgement import Judgement
from assistant.laws_named import LawNamed
from assistant.overtaking import Overtaking
from assistant.question import Question, understand
from assistant.retrieval import Retriever
from assistant.rewording import Reworded
from assistant.shelf import Shelf
from assistant.tables import load
from assistant.verification import Verdict
from assistant.weighing import Weighed, Weigher
from index.access import Principal
from index.cross_encoder import Score
from index.document_store import DocumentHead, DocumentStore
from index.search import Field


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps work with."""

    store: DocumentStore
    retriever: Retriever
    catalogue: Callable[[], Catalogue]
    expander: Expander
    generator: Generator | None = None
    approvals: ApprovalBook | None = None
    bodies: Bodies = field(default_factory=built_in)
    score: Score | None = None


@dataclass(slots=True)
class Context:
    """Everything known about one question so far; each step adds its part.

    `routed` and `reason` are set where nothing is looked up, as for an answer that an expert `approved`.
    `laws` are those that it asks of by their names alone, `called` is the procedure whose name it spells out,
    `contrast` tells which documents answer the cases that it contrasts,
    `named` are all documents that it names; `told_of_acts` tells that they are what is asked of, `of_force`
    has the ids of the provisions that tell of the force of those that are asked about.
    `candidates` are all facts that were weighed, `chosen` those to be stated, of which `further` ones add to
    the short answer; `statements` are those that held.
    Fields without a default are read only behind the step that sets them.
    """

    turns: tuple[str, ...]
    principal: Principal
    as_of: date
    tools: Tools
    earlier: tuple[Earlier, ...] = ()
    shelf: Shelf = field(init=False)
    question: Question = field(init=False)
    weigher: Weigher = field(init=False)
    routed: AnswerStatus | None = None
    reason: str = ""
    approved: Offer | None = None
    evidence: tuple[Evidence, ...] = ()
    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    similarity: float | None = None
    laws: tuple[LawNamed, ...] = ()
    called: tuple[DocumentHead, ...] = ()
    contrast: Apart = field(default_factory=lambda: Apart({}))
    named: tuple[DocumentHead, ...] = ()
    candidates: tuple[Weighed, ...] = ()
    chosen: tuple[Weighed, ...] = ()
    further: tuple[Weighed, ...] = ()
    cases: Cases | None = None
    silent: tuple[str, ...] = ()
    told_of_acts: bool = False
    of_force: frozenset[str] = frozenset()
    newer: Overtaking = field(default_factory=Overtaking)
    conflicts: tuple[Conflict, ...] = ()
    judgement: Judgement = field(default_factory=lambda: Judgement(AnswerStatus.UNANSWERABLE))
    draft: Draft = field(init=False)
    statements: tuple[Statement, ...] = ()
    reworded: Reworded = field(default_factory=Reworded)
    verdicts: tuple[Verdict, ...] = ()
    warnings: list[str] = field(default_factory=list)
    procedure: dict[str, Any] | None = None
    timings: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the shelf anew: no text outlives the question, nor the label it was read under."""
        self.shelf = Shelf(self.tools.store, self.principal)

    def alone(self, words: str) -> tuple[Evidence, ...]:
        """Return the passages for some words of the question, searched for on their own."""
        question = understand((words,), self.as_of, self.tools.expander)
        most = load("policy")["evidence"]["passages"]
        return self.tools.retriever.retrieve(question, self.principal, most)

    def weighing(self, regardless: frozenset[str] | None) -> Weigher:
        """Return what weighs facts; `regardless` are the documents that count whatever their force."""
        reach = self.tools.retriever.reach(self.principal)
        frequency = partial(reach.document_frequency, Field.BODY_FOLDED)
        return Weigher.of(self.question, self.tools.expander, frequency, reach.count(), regardless)
