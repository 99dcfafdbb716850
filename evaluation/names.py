"""Asks a home about its own articles and procedures by their names: what is asked for so has one right place.

Nobody has to label anything, so any corpus can be asked; questions that tell a case are not measured.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import yaml

from assistant.answers import Answer, AnswerStatus
from evaluation.office import OPERATOR, Office
from index.amendments import within
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Unit
from index.validity import Force
from index.vietnamese import fold, normalise

_SEED: Final = 11
_READ: Final = 1000
"""Characters of an article that an answer has room for, about."""
_NUMBER = re.compile(r"\s*Điều\s+\S+\s*", re.IGNORECASE)
_CODE = re.compile(r"\s*\(\d\.\d{6}\)\s*$")
_SPEAKING = frozenset({AnswerStatus.ANSWERED, AnswerStatus.PARTIAL})


@dataclass(frozen=True, slots=True)
class Named:
    """A question made of a name, and where its answer stands: a place in one of some documents.

    `kind` is `article`, or what is asked of a record or an act; `length` counts the characters of an article.
    """

    kind: str
    question: str
    documents: frozenset[str]
    place: str
    length: int = 0

    def holds(self, document: str, locator: str) -> bool:
        """Tell whether a citation stands where the answer does."""
        return document in self.documents and within(locator, self.place)


class Placed(Protocol):
    """A question with the places where its answer stands; made wrongly, it counts right answers as wrong."""

    @property
    def kind(self) -> str:
        """What the questions are grouped by."""

    @property
    def question(self) -> str:
        """What is asked."""

    @property
    def length(self) -> int:
        """Characters of what answers it, 0 where they are not counted."""

    def holds(self, document: str, locator: str) -> bool:
        """Tell whether a citation stands where the answer does."""


@cache
def data() -> dict[str, Any]:
    """Return `evaluation/data/names.yaml`."""
    text = (Path(__file__).parent / "data" / "names.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def asked_of(kind: str, name: str) -> list[str]:
    """Return what is asked of an act of a name, by the kind of question."""
    return [str(asked).format(name=name) for asked in data()["acts"][kind]]


def article_questions(office: Office, day: date, most: int) -> list[Named]:
    """Return questions made of the headings of articles in force that no other act has, at most so many."""
    held: defaultdict[str, list[Named]] = defaultdict(list)
    acts: defaultdict[str, set[str]] = defaultdict(set)
    for head in office.assistant.store.heads(OPERATOR):
        if head.identity.kind is Kind.PROCEDURE:
            continue
        for heading, named in _articles(office, head):
            acts[heading].add(head.id)
            if head.validity.on(day) is Force.IN_FORCE:
                held[heading].append(named)
    alone = [row[0] for heading, row in sorted(held.items()) if len(acts[heading]) == 1 and len(row) == 1]
    return some(alone, most)


def _articles(office: Office, head: DocumentHead) -> Iterator[tuple[str, Named]]:
    least, longest = data()["words"]
    for provision in office.assistant.store.provisions(head.id, OPERATOR):
        name = normalise(_NUMBER.sub("", provision.heading)).strip(" .")
        if provision.unit is not Unit.ARTICLE or not least <= len(name.split()) <= longest:
            continue
        asked = next((a for begins, a in data()["articles"] if re.match(begins, name)), None)
        if asked is not None:
            length = provision.span.end - provision.span.start
            question = asked.format(name=name)
            yield fold(name), Named("article", question, frozenset({head.id}), provision.locator, length)


def record_questions(office: Office, most: int) -> list[Named]:
    """Return what is asked of procedures by their names, for at most so many of them."""
    heads = [h for h in office.assistant.store.heads(OPERATOR) if h.identity.kind is Kind.PROCEDURE]
    same: defaultdict[str, set[str]] = defaultdict(set)
    for head in heads:
        same[record_name(head)].add(head.id)
    return [
        Named(kind, asked.format(name=name), frozenset(same[name]), field)
        for name in some(sorted(same), most)
        for kind, (asked, field) in data()["records"].items()
    ]


def record_name(head: DocumentHead) -> str:
    """Return the name of a procedure as it stands in a sentence, without its code."""
    name = _CODE.sub("", normalise(head.title)).strip(" .")
    name = re.sub(r"^Thủ tục\s+", "", name, flags=re.IGNORECASE)
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


_Row = TypeVar("_Row")


def some(rows: Sequence[_Row], most: int) -> list[_Row]:
    """Return at most so many of some rows, in no order, and always the same."""
    return random.Random(_SEED).sample(rows, min(most, len(rows)))


def asked_by_name(
    questions: Sequence[Placed],
    ask: Callable[[str], Answer],
    step: Callable[[Placed], None] = lambda named: None,
) -> dict[str, dict[str, float]]:
    """Ask all questions; return by kind, as shares, what their answers were led by and hold.

    `led`: the first statement cites the place; `cited`: any does; `declined`: nothing was answered; `told`:
    how much of an article or clause is in the answer, up to what there is room for; `beside`: what of the
    answer is from elsewhere.
    """
    rows: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    for named in questions:
        rows[named.kind].append(_outcome(named, ask(named.question)))
        step(named)
    return {
        kind: {"asked": len(found)} | {key: sum(r[key] for r in found) / len(found) for key in found[0]}
        for kind, found in rows.items()
    }


def _outcome(named: Placed, answer: Answer) -> dict[str, float]:
    right, lengths = [], []
    for statement in answer.statements:
        cited = [answer.citations[number] for number in statement.citations]
        right.append(any(named.holds(c.head.id, c.provision.locator) for c in cited))
        lengths.append(len(statement.text))
    told = sum(length for length, ok in zip(lengths, right, strict=True) if ok)
    return {
        "led": float(bool(right) and right[0]),
        "cited": float(any(right)),
        "declined": float(answer.status not in _SPEAKING),
        "told": min(1.0, told / min(named.length, _READ)) if named.length else float(any(right)),
        "beside": 1 - told / sum(lengths) if lengths else 0.0,
    }
