"""Shows of a table row only what a question needs, and says equal rows once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.facts import Fact, runs
from assistant.tables import load
from assistant.weighing import Weigher
from index.provisions import Unit
from index.vietnamese import fold, folded_terms

# List marks before a cell, and the full stop of its sentence, which goes on with the next cell.
_MARKS = re.compile(r"^[-–+•*]\s*|[.;,]+$")
_SENTENCE = re.compile(r"(?<=[.;।])\s+|\s+(?=[-–+•] )")


# Rows whose first cell is their name: its header says nothing.
_NAMED = frozenset({Unit.PAPER, Unit.BASIS})


def merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Go over the facts, with the ways to submit that differ in nothing but the way as one."""
    ways: dict[tuple[str, tuple[tuple[str, str], ...]], list[Fact]] = {}
    for fact in facts:
        if fact.provision.unit is Unit.CHANNEL and fact.cells:
            ways.setdefault((fact.head.id, fact.cells[1:]), []).append(fact)
        elif fact.provision.unit in _NAMED and fact.cells:
            yield replace(fact, cells=(("", fact.cells[0][1]), *fact.cells[1:]))
        else:
            yield fact
    for group in ways.values():
        first = group[0]
        names = ", ".join(dict.fromkeys(fact.cells[0][1] for fact in group))
        cells = (("", names), *first.cells[1:])
        text = "; ".join(f"{header}: {value}" if header else value for header, value in cells)
        quotes = tuple(dict.fromkeys(quote for fact in group for quote in fact.quotes))
        yield replace(first, text=text, cells=cells, quotes=quotes, folded=fold(text))


def shown_row(fact: Fact, weigher: Weigher) -> Fact:
    """Return the fact of a row with its first cells, those of the aspects asked for, and those that match."""
    policy = load("policy")["rows"]
    headers = load("policy")["row_headers"]
    wanted = [headers[a.name] for a in weigher.question.aspects if a.name in headers]
    kept = []
    for index, (header, value) in enumerate(fact.cells):
        name = fold(header)
        asked = any(re.search(pattern, name) for pattern in wanted)
        if asked or index < policy["first_cells"] or _overlap(value, weigher) >= policy["least_overlap"]:
            named = header and index > 0  # the first cell says what the row is: a step, a number, a paper
            kept.append(f"{header}: {_trim(value, weigher)}" if named else _trim(value, weigher))
    return replace(fact, text="; ".join(_MARKS.sub("", cell) for cell in kept))


def _trim(value: str, weigher: Weigher) -> str:
    """Return a cell whole where it is short, else its best sentences in their order, long ones cut."""
    most = load("policy")["rows"]["cell_characters"]
    if len(value) <= most:
        return value
    parts = [run for part in _SENTENCE.split(value) if part.strip() for run in runs(part, most)]
    aspects = weigher.question.aspects

    def worth(index: int) -> tuple[float, int]:
        valued = sum(a.value is not None and a.answered_by(fold(parts[index])) for a in aspects)
        return (-_overlap(parts[index], weigher) - 0.1 * valued, index)

    chosen: list[int] = []
    for index in sorted(range(len(parts)), key=worth):
        if not chosen or sum(len(parts[i]) for i in chosen) + len(parts[index]) <= most:
            chosen.append(index)
    return " … ".join(parts[i].strip() for i in sorted(chosen))


def _overlap(text: str, weigher: Weigher) -> float:
    return sum(weigher.matched(frozenset(folded_terms(text)), frozenset()).values())
