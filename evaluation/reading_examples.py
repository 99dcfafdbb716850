"""Finds what the cross-encoder learns from: the facts weighed for a question, and which of them answer it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.context import Context, Tools
from assistant.pipeline import STEPS, choose
from assistant.relevance import excerpt
from assistant.tables import load
from assistant.weighing import Weighed
from evaluation.datasets import json_rows
from evaluation.errors import BadDataset
from evaluation.office import OPERATOR, Office
from index.cross_encoder import Excerpt
from index.documents import number_key

_READ_MORE = {"most": 6, "close": 0.5}
"""Documents that are read for an example: more facts are wrong, and more questions have their right one."""

_MOST = 110
"""Wrong facts that are kept of an example, the best by their words."""

_Place = Annotated[str, StringConstraints(pattern=r"#-?\d+$")]


class Labelled(BaseModel):
    """A question with the number of the document that answers it, and the places of the facts that do.

    A place is the locator of a provision and the place of the fact in it: "Điều 5 khoản 2#0".
    """

    model_config = ConfigDict(frozen=True)

    question: str = Field(min_length=1)
    document: str = Field(min_length=1)
    places: tuple[_Place, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Example:
    """What was weighed for a question, best first: the excerpts, their scores by words, which are right."""

    question: str
    document: str
    excerpts: tuple[Excerpt, ...]
    scores: tuple[float, ...]
    right: tuple[bool, ...]


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """Read labelled questions, one a line.

    Raises:
        BadDataset: the file cannot be read, a line lacks something, or there is none.
    """
    found = tuple(row for _, row in json_rows(path, Labelled))
    if not found:
        raise BadDataset(f"{path}: no questions")
    return found


def examples(office: Office, questions: Sequence[Labelled]) -> Iterator[Example | None]:
    """Look up each question; `None` where no right fact is found, or no wrong one beside it."""
    tools, day = replace(office.tools, score=None), datetime.now(tz=UTC).date()
    with _reading_more():
        for labelled in questions:
            yield _example(labelled, tools, day)


@contextmanager
def _reading_more() -> Iterator[None]:
    policy = load("policy")
    before = policy["documents"]
    policy["documents"] = {**before, **_READ_MORE}
    try:
        yield
    finally:
        policy["documents"] = before


def _example(labelled: Labelled, tools: Tools, day: date) -> Example | None:
    context = Context((labelled.question,), OPERATOR, day, tools)
    for step in STEPS[: STEPS.index(choose) + 1]:
        step(context)
    weighed = sorted(context.candidates, key=lambda w: -w.score)
    right = _right(labelled, weighed)
    wrong = [at for at in range(len(weighed)) if at not in right]
    if not right or not wrong:
        return None
    kept = sorted({*right, *wrong[:_MOST]})
    return Example(
        context.question.text,
        labelled.document,
        tuple(excerpt(weighed[at].fact) for at in kept),
        tuple(weighed[at].score for at in kept),
        tuple(at in right for at in kept),
    )


def _right(labelled: Labelled, weighed: Sequence[Weighed]) -> frozenset[int]:
    """Return which facts answer: those labelled, and what other documents say in the words of an act.

    Records say the same words ("Không quy định") of different procedures, where they are no answer.
    """
    number, places = number_key(labelled.document), frozenset(labelled.places)
    named = {
        at
        for at, w in enumerate(weighed)
        if _is_of(w, number) and f"{w.fact.provision.locator}#{w.fact.place}" in places
    }
    words = {weighed[at].fact.folded for at in named if not weighed[at].fact.of_record}
    same = {at for at, w in enumerate(weighed) if w.fact.folded in words and not _is_of(w, number)}
    return frozenset(named | same)


def _is_of(weighed: Weighed, number: str) -> bool:
    return number_key(weighed.fact.head.identity.number or "") == number
