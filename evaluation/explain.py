"""Tells of one golden question what became of it: what was found, weighed, chosen, said, and what lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from assistant.answers import document_json
from assistant.context import Context
from assistant.evidence import Evidence
from assistant.pipeline import run
from assistant.spelling import corrections
from assistant.weighing import Weighed
from evaluation.answers import texts_in
from evaluation.errors import NoSuchQuestion
from evaluation.golden import Question, is_same_document, plain, score
from evaluation.golden_retrieval import DEPTH, Found, words_of
from evaluation.office import OPERATOR, Office

_SHOWN = 10
_PLACES = 3
_CUT = 160


def question_of(number: str, questions: Iterable[Question]) -> Question:
    """Return the question with an id. Raises `NoSuchQuestion`."""
    rows = {question.id: question for question in questions}
    if number not in rows:
        some = ", ".join(list(rows)[:5])
        raise NoSuchQuestion(f"there is no question {number!r} in the file; its ids are like {some}")
    return rows[number]


def explain(question: Question, office: Office) -> dict[str, Any]:
    """Answer a question with the steps of the assistant, and tell what each of them did."""
    day = question.as_of or datetime.now(tz=UTC).date()
    context = Context(question.turns, OPERATOR, day, office.tools)
    answer = run(context).to_json()
    texts = texts_in(office.assistant.store)
    evidence = office.tools.retriever.retrieve(context.question, OPERATOR, DEPTH)
    found = [Found(document_json(e.head), words_of(e, texts(e.head.id) or "")) for e in evidence]
    ranked = sorted(context.candidates, key=lambda w: (-w.score, w.fact.provision.ordinal))
    outcome = score(question, answer, texts)
    return {
        "id": question.id,
        "category": question.category,
        "style": question.style,
        "lang": question.lang,
        "asked": list(question.turns),
        "as_of": day.isoformat(),
        "understood": _understood(context),
        "gold": [_gold(question, place, found) for place in range(len(question.gold))],
        "found": [
            _found(question, rank, e, f) for rank, (e, f) in enumerate(zip(evidence, found, strict=True), 1)
        ][:_SHOWN],
        "weighed": len(ranked),
        "chosen": [_fact(ranked, w) for w in context.chosen],
        "status": answer["status"],
        "answer": answer["answer"],
        "correct": outcome.correct,
        "reasons": list(outcome.reasons),
        "carried": asdict(outcome.carried),
        "missing": _missing(question, answer["answer"], ranked, found),
        "timings_ms": answer["timings_ms"],
    }


def _understood(context: Context) -> dict[str, Any]:
    question, tools = context.question, context.tools
    expansions = tools.expander.expand(question.text)
    return {
        "text": question.text,
        "language": question.language,
        "aspects": [aspect.name for aspect in question.aspects],
        "references": {name: row for name, row in asdict(question.references).items() if row},
        "expanded": {e.phrase: list(e.added) for e in expansions},
        "corrected": dict(corrections(question.text, tools.retriever.words(tools.retriever.reach(OPERATOR)))),
        "routed": context.routed.value if context.routed else None,
    }


def _gold(question: Question, place: int, found: Sequence[Found]) -> dict[str, Any]:
    gold = question.gold[place]
    documents = list(dict.fromkeys(str(item.document["id"]) for item in found))
    own = {str(item.document["id"]) for item in found if is_same_document(gold, item.document)}
    return {
        "document": gold.doc,
        "file": gold.file,
        "locator": gold.locator,
        "quote": gold.quote,
        "document_rank": next((rank for rank, d in enumerate(documents, 1) if d in own), None),
        "proof_rank": next((rank for rank, item in enumerate(found, 1) if item.proves(gold)), None),
    }


def _found(question: Question, rank: int, evidence: Evidence, found: Found) -> dict[str, Any]:
    return {
        "rank": rank,
        "score": round(evidence.score, 3),
        "lexical": round(evidence.lexical, 3),
        "dense": round(evidence.dense, 3),
        "reference": round(evidence.reference, 3),
        "document": evidence.head.identity.number or evidence.head.title,
        "locator": evidence.locator,
        "gold": any(is_same_document(gold, found.document) for gold in question.gold),
        "proves": any(found.proves(gold) for gold in question.gold),
    }


def _fact(ranked: Sequence[Weighed], weighed: Weighed) -> dict[str, Any]:
    fact = weighed.fact
    return {
        "rank": ranked.index(weighed) + 1 if weighed in ranked else None,
        "score": round(weighed.score, 3),
        "document": fact.head.identity.number or fact.head.title,
        "locator": fact.provision.locator,
        "aspects": sorted(weighed.aspects),
        "words": sorted(weighed.words, key=lambda word: -weighed.words[word])[:8],
        "text": fact.text if len(fact.text) <= _CUT else f"{fact.text[:_CUT]}…",
    }


def _missing(
    question: Question, answer: str, ranked: Sequence[Weighed], found: Sequence[Found]
) -> list[dict[str, Any]]:
    """Tell of each thing that should have been said and was not where it stood."""
    said = plain(answer)
    rows = []
    for alternatives in question.must_contain if question.answerable else ():
        words = [plain(word) for word in alternatives]
        if any(word in said for word in words):
            continue
        facts = [
            w for w in ranked if _holds(f"{w.fact.text} {w.fact.lead} {w.fact.provision.locator}", words)
        ]
        passages = [rank for rank, item in enumerate(found, 1) if any(_holds(t, words) for t in item.texts)]
        rows.append(
            {
                "wanted": list(alternatives),
                "facts": [_fact(ranked, w) for w in facts[:_PLACES]],
                "facts_in_all": len(facts),
                "passage_ranks": passages[:_PLACES],
            }
        )
    return rows


def _holds(text: str, words: Sequence[str]) -> bool:
    whole = plain(text)
    return any(word in whole for word in words)
