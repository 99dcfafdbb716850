"""Names what a question takes for granted and the cited sources do not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from assistant.answers import Citation
from assistant.naming import document_name
from assistant.question import Question
from assistant.tables import load
from index.vietnamese import fold, normalise


def premise_warnings(question: Question, citations: Sequence[Citation]) -> tuple[str, ...]:
    """Return a line for each time limit, fee or date of issue that a question states unlike its sources.

    Said only where the cited words hold a figure of that kind, and none that is the same: a question that
    tells of its own case ("đã nộp 15 ngày") is not taken for a claim. What bodies a question names is not
    compared.
    """
    typed, cited = normalise(question.asked), normalise("\n".join(c.quote for c in citations))
    asked = fold(typed)
    words = _words()[question.language]
    found = [
        words["figure"].format(claimed=claimed, held="; ".join(held[: load("premises")["shown"]]))
        for claimed, held in _figures(typed, cited)
    ]
    if stated := _date(asked):
        for head in {c.head.id: c.head for c in citations}.values():
            issued, number = head.identity.issued_on, head.identity.number
            if issued and number and issued != stated and fold(normalise(number)) in asked:
                name = document_name(head, question.language)
                found.append(
                    words["issued"].format(
                        document=name, claimed=f"{stated:%d/%m/%Y}", held=f"{issued:%d/%m/%Y}"
                    )
                )
    return tuple(dict.fromkeys(found))


def _figures(asked: str, cited: str) -> Iterator[tuple[str, list[str]]]:
    """Go over the figures claimed that stand nowhere in what is cited, with those of their kind that do."""
    folded = fold(asked), fold(cited)
    if (len(folded[0]), len(folded[1])) != (len(asked), len(cited)):
        return  # letters of another script, of which the places do not agree
    for value, claim in _claims():
        held = {_figure(m.group()): cited[slice(*m.span())] for m in value.finditer(folded[1])}
        for match in claim.finditer(folded[0]):
            if held and _figure(match["value"]) not in held:
                yield asked[slice(*match.span("value"))], list(held.values())


def _figure(text: str) -> str:
    """Return a figure in its one form: no leading zeros, no separators of thousands."""
    return re.sub(r"(?<=\d)[.,](?=\d{3})", "", text).lstrip("0").replace("vnd", "dong").replace(" ", "")


def _date(asked: str) -> date | None:
    match = re.search(load("premises")["issued"], asked)
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


@cache
def _words() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = yaml.safe_load(
        files("prompts").joinpath("premises.yaml").read_text(encoding="utf-8")
    )
    return table
