"""Scores answers against the golden questions: facts that must be said, facts that must not, and the source.

An answerable question counts when every list of `must_contain` has one of its alternatives in the answer,
nothing of `must_not_contain` occurs, a gold document is cited and the answer has at most 1,200 characters.
An unanswerable one counts when the status abstains and nothing of `must_not_contain` is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict

from evaluation.datasets import json_lines, json_rows
from evaluation.errors import BadDataset
from evaluation.out_of_force import unmarked
from evaluation.statements import Carried, carried
from index.vietnamese import fold

LONGEST = 1200
"""Characters of an answer that is still read."""
ABSTAINING = frozenset({"unanswerable", "out_of_scope", "refused", "clarification", "partial"})
DECLINED = ABSTAINING - {"partial"}

_ARTICLE = re.compile(r"\bdieu (\d+[a-z]?)\b")
_NOT_FLAT = frozenset({"question", "reasons", "carried"})
_BLANKS = re.compile(r"\s+")
_NOT_WORDS = re.compile(r"[\W_]+")

Texts = Callable[[str], str | None]
"""From a document's id to its text as ingested; `None` where there is none."""


class Gold(BaseModel):
    """Where a fact stands: the file, the document's number or code, the place in it, and a proving quote."""

    model_config = ConfigDict(frozen=True)

    file: str
    doc: str
    locator: str
    quote: str


class Question(BaseModel):
    """A golden question; `question` is a list where it is a conversation."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str | list[str]
    answerable: bool
    lang: str = ""
    style: str = ""
    category: str = ""
    as_of: date | None = None
    gold: tuple[Gold, ...] = ()
    must_contain: tuple[tuple[str, ...], ...] = ()
    must_not_contain: tuple[str, ...] = ()

    @property
    def turns(self) -> tuple[str, ...]:
        """Return the turns of the conversation; most have one."""
        return (self.question,) if isinstance(self.question, str) else tuple(self.question)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question; `reasons` say why it does not count, and are empty where it does.

    `correct_any_case` compares without regard to upper and lower case. `exact_quotes` of `quotes` stand
    letter for letter in the document they are taken from (0 of 0 where no texts were at hand). `gold_places`
    counts the gold places that are cited; `unmarked` the citations out of force of which no warning says so;
    `brief_correct` is of the short answer alone; `carried` what the citations carry of the statements.
    """

    question: Question
    status: str
    correct: bool
    correct_any_case: bool
    gold_document: bool
    gold_article: bool
    gold_quote: bool
    gold_places: int
    carried: Carried
    length: int
    words: int
    brief_correct: bool
    brief_words: int
    quotes: int
    exact_quotes: int
    unmarked: int
    milliseconds: float | None
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the line of the per-question report."""
        return {
            "question_id": self.question.id,
            **{name: getattr(self.question, name) for name in ("category", "lang", "style", "answerable")},
            **{name: getattr(self, name) for name in self.__slots__ if name not in _NOT_FLAT},
            **asdict(self.carried),
            "reasons": list(self.reasons),
        }


def read_questions(path: Path) -> tuple[Question, ...]:
    """Read golden questions, one a line.

    Raises:
        BadDataset: the file cannot be read, a line lacks something, or an id occurs twice.
    """
    questions: dict[str, Question] = {}
    for where, question in json_rows(path, Question):
        if question.id in questions:
            raise BadDataset(f"{where}: question {question.id!r} is there twice")
        questions[question.id] = question
    if not questions:
        raise BadDataset(f"{path}: no questions")
    return tuple(questions.values())


def read_answers(path: Path) -> dict[str, dict[str, Any]]:
    """Read answers in the product's own form, by their `question_id`. Raises `BadDataset`."""
    answers: dict[str, dict[str, Any]] = {}
    for where, row in json_lines(path):
        number = row.get("question_id")
        if not isinstance(number, str):
            raise BadDataset(f"{where}: 'question_id' is missing")
        answers[number] = row
    return answers


def score(question: Question, answer: Mapping[str, Any] | None, texts: Texts | None = None) -> Outcome:
    """Score one answer; a question without one is wrong."""
    answer = answer or {}
    said = plain(str(answer.get("answer") or ""))
    brief = plain(str(answer.get("brief") or ""))
    status = str(answer.get("status") or "none")
    citations: Sequence[Mapping[str, Any]] = answer.get("citations") or ()
    from_gold = [(g, c) for g in question.gold for c in citations if is_same_document(g, c["document"])]
    about = _about_words(question, said, str)
    any_case = _about_words(question, said, str.casefold)
    rest: list[str] = []
    if question.answerable:
        if question.gold and not from_gold:
            rest.append("no gold document cited: " + ", ".join(dict.fromkeys(g.doc for g in question.gold)))
        if len(said) > LONGEST:
            rest.append(f"{len(said)} characters, over {LONGEST}")
        if status in DECLINED or status == "none" or status.startswith("error"):
            rest.append(f"status {status}")
    elif status not in ABSTAINING:
        rest.append(f"answered an unanswerable question: status {status}")
    exact, quotes = _exact(citations, texts)
    total = (answer.get("timings_ms") or {}).get("total")
    return Outcome(
        question=question,
        status=status,
        correct=not about and not _counting(rest),
        correct_any_case=not any_case and not _counting(rest),
        gold_document=bool(from_gold),
        gold_article=any(is_same_place(g.locator, str(c.get("locator") or "")) for g, c in from_gold),
        gold_quote=any(_overlaps(g.quote, str(c.get("quote") or "")) for g, c in from_gold),
        gold_places=sum(
            any(g is gold and is_same_place(g.locator, str(c.get("locator") or "")) for g, c in from_gold)
            for gold in question.gold
        ),
        carried=carried(answer),
        length=len(said),
        words=len(said.split()),
        brief_correct=not _about_words(question, brief, str) and not _counting(rest),
        brief_words=len(brief.split()),
        quotes=quotes,
        exact_quotes=exact,
        unmarked=unmarked(answer),
        milliseconds=float(total) if total is not None else None,
        reasons=(*about, *rest) if about or _counting(rest) else (),
    )


def _counting(reasons: Sequence[str]) -> list[str]:
    """Leave out what explains a failure but is no rule of its own."""
    return [reason for reason in reasons if not reason.startswith("status ")]


def _about_words(question: Question, said: str, case: Callable[[str], str]) -> list[str]:
    text = case(said)
    reasons = []
    if question.answerable:
        for alternatives in question.must_contain:
            if not any(case(plain(word)) in text for word in alternatives):
                reasons.append("missing: " + " | ".join(alternatives))
    reasons += [
        f"must not be said: {word}" for word in question.must_not_contain if case(plain(word)) in text
    ]
    return reasons


def plain(text: str) -> str:
    """Return the text in NFC with each run of blanks as one."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def is_same_document(gold: Gold, document: Mapping[str, Any]) -> bool:
    """Tell whether a cited document is the gold one: by the end of its path, or by its number."""
    wanted = PurePosixPath(unicodedata.normalize("NFC", gold.file)).parts
    source = unicodedata.normalize("NFC", str(document.get("source") or "").replace("\\", "/"))
    if wanted and PurePosixPath(source).parts[-len(wanted) :] == wanted:
        return True
    number = unicodedata.normalize("NFC", str(document.get("number") or "")).casefold()
    return bool(number) and number == unicodedata.normalize("NFC", gold.doc).casefold()


def is_same_place(gold: str, cited: str) -> bool:
    """Tell whether a cited place lies in one of the gold places: the same Điều, or the same named part.

    Gold places are parted by `;`, and a procedure record's fields go by their key ("trinh_tu_thuc_hien").
    """
    place = _words(cited)
    for part in gold.split(";"):
        wanted = _words(part)
        article = _ARTICLE.search(wanted)
        head = f"dieu {article.group(1)}" if article else wanted
        if head and f" {head} " in f" {place} ":
            return True
    return False


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()


def _overlaps(gold: str, cited: str) -> bool:
    wanted, shown = _words(gold), _words(cited)
    return bool(wanted and shown) and (wanted in shown or shown in wanted)


def _exact(citations: Sequence[Mapping[str, Any]], texts: Texts | None) -> tuple[int, int]:
    if texts is None:
        return 0, 0
    found = [str(c["quote"]) in (texts(str(c["document"]["id"])) or "") for c in citations]
    return sum(found), len(found)
