"""Checks each statement against the words it cites, deterministically."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answers import Citation, Statement
from index.vietnamese import normalise

_FIGURE = re.compile(r"\d+(?:[./,-]\d+)*(?:/[\w-]+)?")
_NEGATION = re.compile(r"\b(không|chưa|trừ|cấm|not|no)\b", re.IGNORECASE)


def supported(statement: Statement, citations: Sequence[Citation]) -> bool:
    """Tell whether every figure and every negation of a statement stands in what it cites.

    Figures are numbers, dates, durations, money, codes and document numbers; those of the citation's own
    name (locator, number and title of its document) are supported by being that name.
    """
    cited = [citations[i] for i in statement.citations]
    basis = normalise(
        " ".join(
            f"{c.quote} {c.provision.locator} {c.head.identity.number or ''} {c.head.title} {_cells(c)}"
            for c in cited
        )
    )
    figures = set(_FIGURE.findall(basis))
    if any(f not in figures for f in _FIGURE.findall(statement.text)):
        return False
    known = {n.casefold() for n in _NEGATION.findall(basis)}
    return all(n.casefold() in known for n in _NEGATION.findall(statement.text))


def _cells(citation: Citation) -> str:
    """Return the cells of a cited row: its own words run together ("Mẫu số 051 bản chính")."""
    return " ".join(value for _, value in citation.provision.cells)


def verify(statements: Sequence[Statement], citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """Return the statements that hold."""
    return tuple(s for s in statements if supported(s, citations))


def cited_only(
    statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[tuple[Statement, ...], list[Citation]]:
    """Return the statements with the citations they use, and no others, in the order of their use."""
    used = list(dict.fromkeys(index for s in statements for index in s.citations))
    places = {old: new for new, old in enumerate(used)}
    moved = tuple(Statement(s.text, tuple(places[i] for i in s.citations)) for s in statements)
    return moved, [citations[i] for i in used]
