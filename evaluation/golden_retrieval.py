"""Measures, on golden questions, whether the documents and the words that prove the answer are found."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from assistant.answers import document_json
from assistant.evidence import Evidence
from assistant.question import understand
from evaluation.answers import texts_in
from evaluation.baselines import Baseline
from evaluation.golden import Gold, Question, is_same_document
from evaluation.measured import Measured
from evaluation.metrics import by_question
from evaluation.office import OPERATOR, Office
from evaluation.slices import ACROSS, AS_ASKED, CONVERSATION, NUMBERS, SEVERAL, Slice, made, names_number
from index.provisions import Provision

DEPTH = 100
PROOFS = tuple(range(1, 11))
"""Numbers of passages among which the proving one is looked for."""
_CODE = frozenset("0123456789")
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found: its document, as `is_same_document` compares it, and its exact words."""

    document: Mapping[str, Any]
    texts: tuple[str, ...]

    def proves(self, gold: Gold) -> bool:
        """Tell whether the gold quote stands in it, whatever the blanks and marks."""
        wanted = squeeze(gold.quote)
        return is_same_document(gold, self.document) and any(wanted in squeeze(text) for text in self.texts)


class Searcher(Protocol):
    """What is measured; it never fails on a question, it finds nothing."""

    name: str

    def find(self, turns: Sequence[str], as_of: date | None) -> Sequence[Found]:
        """Return up to 100 passages for the last of the turns, best first."""
        ...


class Product:
    """The installation's own retriever."""

    name = "thutuc"

    def __init__(self, office: Office) -> None:
        """Measure this office."""
        self._office = office
        self._texts = texts_in(office.assistant.store)

    def find(self, turns: Sequence[str], as_of: date | None) -> Sequence[Found]:
        """Return the passages, each with the words of its provisions."""
        tools = self._office.tools
        question = understand(tuple(turns), as_of or datetime.now(tz=UTC).date(), tools.expander)
        evidence = tools.retriever.retrieve(question, OPERATOR, DEPTH)
        return [Found(document_json(e.head), words_of(e, self._texts(e.head.id) or "")) for e in evidence]


class PlainPipeline:
    """A baseline, asked the whole conversation at once."""

    def __init__(self, baseline: Baseline) -> None:
        """Measure this baseline."""
        self.name = baseline.name
        self._baseline = baseline

    def find(self, turns: Sequence[str], as_of: date | None) -> Sequence[Found]:
        """Return the chunks; a plain pipeline knows nothing of days."""
        return [Found(c.document, (c.text,)) for c in self._baseline.search(" ".join(turns), DEPTH)]


def words_of(evidence: Evidence, text: str) -> tuple[str, ...]:
    """Return the exact words in a passage: runs of neighbouring provisions, and what is searched."""
    return (*(text[start:end] for start, end in _runs(evidence.provisions, text)), evidence.passage.body)


def _runs(provisions: Iterable[Provision], text: str) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for span in sorted((p.span for p in provisions), key=lambda s: (s.start, s.end)):
        if runs and not text[runs[-1][1] : span.start].strip():
            runs[-1] = (runs[-1][0], max(runs[-1][1], span.end))
        else:
            runs.append((span.start, span.end))
    return runs


def squeeze(text: str) -> str:
    """Return the letters and digits of a text in small letters."""
    return "".join(c for c in unicodedata.normalize("NFC", text).casefold() if c.isalnum())


def measure_golden(
    name: str, questions: Sequence[Question], searchers: Sequence[Searcher], tell: Tell = lambda _: None
) -> Iterator[Measured]:
    """Measure every searcher on every slice of the answerable questions."""
    held = {q.id: q for q in questions if q.gold}
    particular = particulars(held.values())
    for searcher in searchers:
        for place in golden_slices(held):
            values = _values(place, held, searcher, tell)
            yield Measured.of((name, place.name, searcher.name), values, place.asked)
            if place.name == AS_ASKED:
                for title, only in particular.items():
                    yield Measured.of((name, title, searcher.name), values, only)


def golden_slices(held: Mapping[str, Question]) -> list[Slice]:
    """Return the questions as asked and typed otherwise, and the bare numbers of their documents."""
    asked = {q: question.turns for q, question in held.items()}
    numbers = {
        q: (question.gold[0].doc,)
        for q, question in held.items()
        if _CODE & set(question.gold[0].doc) and " " not in question.gold[0].doc
    }
    bare = [Slice("bare numbers", numbers)] if numbers else []
    return [Slice(AS_ASKED, asked), *made(asked), *bare]


def particulars(questions: Iterable[Question]) -> dict[str, tuple[str, ...]]:
    """Return the ids of questions by what they ask, and by category, style and language."""
    rows: dict[str, list[str]] = {}
    for question in questions:
        names = [
            NUMBERS if names_number(" ".join(question.turns)) else "",
            SEVERAL if len(question.gold) > 1 else "",
            "several documents" if len(documents_of(question)) > 1 else "",
            ACROSS if _crosses(question) else "",
            CONVERSATION if len(question.turns) > 1 else "",
        ]
        names += [
            f"{part}: {value}" for part in ("category", "style", "lang") if (value := getattr(question, part))
        ]
        for name in filter(None, names):
            rows.setdefault(name, []).append(question.id)
    return {name: tuple(ids) for name, ids in rows.items()}


def documents_of(question: Question) -> tuple[Gold, ...]:
    """Return one gold place for each document that a question needs."""
    return tuple({gold.file: gold for gold in reversed(question.gold)}.values())


def _crosses(question: Question) -> bool:
    """Tell whether the proving words are in another script than the question, or it is English."""
    bengali = any("\u0980" <= c <= "\u09ff" for gold in question.gold for c in gold.quote)
    return question.lang == "en" or (question.lang == "bn") != bengali


def _values(
    place: Slice, held: Mapping[str, Question], searcher: Searcher, tell: Tell
) -> dict[str, dict[str, float]]:
    judgements, ranking = {}, {}
    proofs: dict[str, dict[str, float]] = {f"proof@{k}": {} for k in PROOFS}
    proofs["all_proofs@10"] = {}
    for number, turns in place.asked.items():
        question = held[number]
        found = searcher.find(turns, question.as_of)
        needed = documents_of(question)
        judgements[number] = {gold.file: 1 for gold in needed}
        ranking[number] = list(dict.fromkeys(_key(item, needed) for item in found))
        ranks = proof_ranks(question, found)
        for k in PROOFS:
            proofs[f"proof@{k}"][number] = float(any(rank is not None and rank <= k for rank in ranks))
        proofs["all_proofs@10"][number] = float(
            all(rank is not None and rank <= PROOFS[-1] for rank in ranks)
        )
        tell(1)
    return {**by_question(judgements, ranking), **proofs}


def proof_ranks(question: Question, found: Sequence[Found]) -> list[int | None]:
    """Return, for each gold place, the rank (from 1) of the first passage with its quote."""
    return [
        next((rank for rank, item in enumerate(found, 1) if item.proves(gold)), None)
        for gold in question.gold
    ]


def _key(item: Found, needed: Iterable[Gold]) -> str:
    own = next((gold.file for gold in needed if is_same_document(gold, item.document)), None)
    return own or str(item.document["id"])
