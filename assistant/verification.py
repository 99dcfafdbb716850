"""Checks each statement against the words it cites, deterministically."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assistant.answers import Citation, Statement
from index.vietnamese import normalise

_FIGURE = re.compile(r"\d+(?:[./,-]\d+)*(?:/[\w-]+)?")
_NEGATION = re.compile(r"\b(không|chưa|trừ|cấm|not|no)\b", re.IGNORECASE)


class Lacking(StrEnum):
    """What a statement may have that its citations have not."""

    FIGURE = "figure"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Fault:
    """A word of a statement that nothing it cites carries."""

    kind: Lacking
    word: str


def supported(statement: Statement, citations: Sequence[Citation]) -> bool:
    """Tell whether every figure and every negation of a statement stands in what it cites."""
    return not faults(statement.text, [citations[i] for i in statement.citations])


def faults(text: str, cited: Sequence[Citation]) -> tuple[Fault, ...]:
    """Return what of a text its citations do not carry, each once.

    Figures are numbers, dates, durations, money, codes and document numbers; those of the citation's own
    name (locator, number and title of its document, the act it amends) are supported by being that name.
    """
    basis = normalise(
        " ".join(
            f"{c.quote} {c.provision.locator} {c.head.identity.number or ''} {c.head.title} "
            f"{c.provision.amends or ''} {_cells(c)}"
            for c in cited
        )
    )
    said = normalise(text)
    figures = {_plain(f) for f in _FIGURE.findall(basis)}
    negations = {n.casefold() for n in _NEGATION.findall(basis)}
    found = [Fault(Lacking.FIGURE, f) for f in _FIGURE.findall(said) if _plain(f) not in figures]
    found += [Fault(Lacking.NEGATION, n) for n in _NEGATION.findall(said) if n.casefold() not in negations]
    return tuple(dict.fromkeys(found))


def _plain(figure: str) -> str:
    """Return a figure as it is compared: 07 days are 7 days."""
    return figure.lstrip("0") or "0" if figure.isdigit() else figure


def _cells(citation: Citation) -> str:
    """Return the cells of a cited row: its own words run together ("Mẫu số 051 bản chính")."""
    return " ".join(value for _, value in citation.provision.cells)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement holds, by the ids of the provisions it cites; `origin` is `source` or `model`."""

    statement: Statement
    holds: bool
    provisions: tuple[str, ...]
    origin: str = "source"

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as the record keeps it."""
        return {
            "text": self.statement.text,
            "provisions": list(self.provisions),
            "origin": self.origin,
            "holds": self.holds,
        }


def verdicts(
    statements: Sequence[Statement], citations: Sequence[Citation], by_model: Container[Statement] = ()
) -> tuple[Verdict, ...]:
    """Return a verdict for each statement, in their order; those in `by_model` a chat model has worded."""
    return tuple(
        Verdict(
            statement,
            supported(statement, citations),
            tuple(citations[c].provision.id for c in statement.citations),
            "model" if statement in by_model else "source",
        )
        for statement in statements
    )


def cited_only(
    statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[tuple[Statement, ...], list[Citation]]:
    """Return the statements with the citations they use, and no others, in the order of their use."""
    used = list(dict.fromkeys(index for s in statements for index in s.citations))
    places = {old: new for new, old in enumerate(used)}
    moved = tuple(replace(s, citations=tuple(places[i] for i in s.citations)) for s in statements)
    return moved, [citations[i] for i in used]
