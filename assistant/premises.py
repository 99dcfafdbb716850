"""Names what a question takes for granted and the cited sources do not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from assistant.answers import Citation
from assistant.naming import document_name
from assistant.question import Question
from assistant.tables import load, words_shown
from index.document_store import DocumentHead
from index.validity import Force
from index.vietnamese import fold, normalise


def premise_warnings(question: Question, citations: Sequence[Citation]) -> tuple[str, ...]:
    """Return a line for each thing that a question takes for granted and its sources say otherwise.

    Time limits, fees, percentages and the level of a people's committee are compared with the cited words:
    said only where these hold one of that kind, and none that is the same. A question that tells of its own
    case ("đã nộp 15 ngày") is not taken for a claim. Dates of issue and of effect, and that an act has ended,
    are compared with the act that the question names.
    """
    typed, cited = normalise(question.asked), normalise("\n".join(c.quote for c in citations))
    asked = fold(typed)
    words = words_shown("premises")[question.language]
    found = [
        words["figure"].format(claimed=claimed, held="; ".join(held[: load("premises")["shown"]]))
        for claimed, held in _figures(typed, cited)
    ]
    for head in {c.head.id: c.head for c in citations}.values():
        found += [
            words[key].format(document=document_name(head, question.language), claimed=claimed, held=held)
            for key, claimed, held in _of_act(head, asked, fold(cited), question.as_of)
        ]
    return tuple(dict.fromkeys(found))


def _of_act(head: DocumentHead, asked: str, cited: str, day: date) -> Iterator[tuple[str, str, str]]:
    """Go over what a question states of an act unlike what is known of it: which words, claimed, held.

    A part of an act may begin on another day: a day that the cited words have is not contradicted.
    """
    told = _told_of(head, asked)
    for key, held in (("issued", head.identity.issued_on), ("in_force", head.validity.starts)):
        stated = _date(told, load("premises")[key])
        if stated and held and stated != held and not _is_in(stated, cited):
            yield key, f"{stated:%d/%m/%Y}", f"{held:%d/%m/%Y}"
    ended = re.search(load("premises")["ended"], told)
    if ended and head.validity.starts and head.validity.on(day) is Force.IN_FORCE:
        yield "ended", ended.group(), f"{head.validity.starts:%d/%m/%Y}"


def _told_of(head: DocumentHead, asked: str) -> str:
    """Return what a question says behind the number of an act and before that of another; "" if not named."""
    number = fold(normalise(head.identity.number or ""))
    short = re.match(r"\d+/\d{4}(?=/)", number)
    for name in filter(None, (number, short.group() if short else "")):
        before, found, behind = asked.partition(name)
        if found and not re.match(r"[\w/-]", behind) and not re.search(r"[\d/]$", before):
            return re.split(r"\b\d+/\d{4}(?:/|\b)(?<![/.-]\d{2}/\d{4})", behind)[0]
    return ""


def _is_in(day: date, cited: str) -> bool:
    written = rf"0?{day.day}(?:[/.-]| thang )0?{day.month}(?:[/.-]| nam ){day.year}"
    return re.search(rf"(?<!\d){written}", cited) is not None


def _figures(asked: str, cited: str) -> Iterator[tuple[str, list[str]]]:
    """Go over the figures claimed that stand nowhere in what is cited, with those of their kind that do."""
    folded = fold(asked), fold(cited)
    if (len(folded[0]), len(folded[1])) != (len(asked), len(cited)):
        return  # letters of another script, of which the places do not agree
    for value, claim in _claims():
        held = {one_form(m.group()): cited[slice(*m.span())] for m in value.finditer(folded[1])}
        for match in claim.finditer(folded[0]):
            if held and one_form(match["value"]) not in held:
                yield asked[slice(*match.span("value"))], list(held.values())


def one_form(text: str) -> str:
    """Return a folded figure in its one form: no leading zeros, no thousands' separators, one unit's name."""
    text = re.sub(r"(?<=\d)[.,](?=\d{3})", "", text).lstrip("0")
    for written, meant in load("premises")["same"].items():
        text = text.replace(written, meant)
    return text.replace(" ", "")


def _date(asked: str, pattern: str) -> date | None:
    match = re.search(pattern, asked)
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


@cache
def _claims() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = load("premises")["claims"].values()
    return tuple(
        (re.compile(r["value"]), re.compile(r["claimed"].replace("{value}", r["value"]))) for r in rows
    )
