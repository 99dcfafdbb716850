"""One article taken apart: clauses, points, tables, and what it quotes of other acts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.provisions import Unit
from ingest import headings
from ingest.amendments import add_quoted, amended_act
from ingest.attachments import LONG_PARAGRAPH, pieces
from ingest.headings import POINT_LETTERS
from ingest.reading import Reading
from ingest.sequence import letters, numbers
from ingest.tables import add_rows, is_layout
from ingest.tree import Line, Tree

ARTICLE, CLAUSE, POINT, PARAGRAPH = 10, 11, 12, 13
_OPENING_DASH = ("-", "+", "–")
_OPEN_NUMBER = re.compile(r"\bsố\s?$", re.IGNORECASE)
_MAX_LEAD = 600
_MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: its number, the prefix of its locator, and the titles above it."""

    label: str
    prefix: str = ""
    above: tuple[str, ...] = ()


def add_article(
    tree: Tree, reading: Reading, lines: Sequence[Line], quoted: Sequence[bool], place: Place
) -> None:
    """Put an article into the tree; `lines[0]` is its heading and `quoted` tells the quoted lines."""
    first = lines[0]
    locator = f"{place.prefix}Điều {place.label}"
    heading, body = _heading(lines, quoted)
    tree.open(Unit.ARTICLE, ARTICLE, locator, first, heading=heading)
    for line in lines[1:body]:
        tree.extend(line)
    clauses = _clauses(lines, quoted, body)
    points = _points(lines, quoted, body, clauses)
    openings = sorted(clauses.keys() | points.keys())
    intro = _lead(lines, body, openings[0] if openings else len(lines))
    if _OPEN_NUMBER.search(heading) and body < len(lines):
        heading = f"{heading} {lines[body].text}"
    clause_locator, clause_lead, instruction, clause_words = locator, intro, heading, heading
    instructions: tuple[str, ...] = ()
    at, paragraphs = body, 0
    while at < len(lines):
        line = lines[at]
        if quoted[at]:
            stop = at
            while stop < len(lines) and quoted[stop]:
                stop += 1
            act = amended_act(instruction, heading, *place.above)
            orders = dict.fromkeys((*instructions, instruction, heading))
            add_quoted(tree, lines[at:stop], tree.locator(_here(tree)), tuple(orders), act)
            at = stop
            continue
        if line.table >= 0:
            at = _table(tree, reading, lines, at)
            continue
        if at in clauses:
            clause_locator = f"{locator} khoản {clauses[at]}"
            tree.open(Unit.CLAUSE, CLAUSE, clause_locator, line, lead=intro)
            next_opening = _after(openings, at, len(lines))
            found = headings.clause(line.text)
            clause_lead = _join(intro, _lead(lines, at, next_opening, skip=found.rest if found else 0))
            instruction = clause_words = line.text
            instructions = ()
        elif at in points:
            tree.open(Unit.POINT, POINT, f"{clause_locator} điểm {points[at]}", line, lead=clause_lead)
            instruction = f"{line.text} {clause_words}"
            instructions = (line.text, clause_words)
        elif tree.reach(line) > LONG_PARAGRAPH and not line.text.startswith(_OPENING_DASH):
            for piece in pieces(line):
                paragraphs += 1
                tree.open(Unit.PARAGRAPH, PARAGRAPH, f"{locator} đoạn {paragraphs}", piece)
        else:
            tree.extend(line)
        at += 1
    tree.close(ARTICLE)


def _after(openings: Sequence[int], at: int, end: int) -> int:
    place = bisect_right(openings, at)
    return openings[place] if place < len(openings) else end


def _here(tree: Tree) -> int:
    here = tree.here
    return here if here is not None else 0


def _heading(lines: Sequence[Line], quoted: Sequence[bool]) -> tuple[str, int]:
    """Return the heading line, its title from the next line included, and where the body starts."""
    first = lines[0].text
    mark = headings.heading(first)
    if mark is None or mark.rest < len(first) or len(lines) == 1:
        return first, 1
    title = lines[1]
    is_title = (
        title.table < 0
        and not quoted[1]
        and len(title.text) <= _MAX_TITLE
        and headings.clause(title.text) is None
        and headings.point(title.text) is None
        and not title.text.endswith((".", ";", ":"))
    )
    return (f"{first} {title.text}", 2) if is_title else (first, 1)


def _clauses(lines: Sequence[Line], quoted: Sequence[bool], body: int) -> dict[int, str]:
    candidates = [
        (at, mark.label)
        for at in range(body, len(lines))
        if not quoted[at] and lines[at].table < 0 and (mark := headings.clause(lines[at].text)) is not None
    ]
    chosen = numbers([label for _, label in candidates])
    return {at: label for (at, _), label in zip(candidates, chosen, strict=True) if label is not None}


def _points(
    lines: Sequence[Line], quoted: Sequence[bool], body: int, clauses: dict[int, str]
) -> dict[int, str]:
    points: dict[int, str] = {}
    group: list[tuple[int, str]] = []
    for at in range(body, len(lines) + 1):
        if at == len(lines) or at in clauses:
            chosen = letters([label for _, label in group], POINT_LETTERS)
            points.update(
                (where, label) for (where, _), label in zip(group, chosen, strict=True) if label is not None
            )
            group = []
        elif not quoted[at] and lines[at].table < 0:
            mark = headings.point(lines[at].text)
            if mark is not None:
                group.append((at, mark.label))
    return points


def _lead(lines: Sequence[Line], start: int, stop: int, *, skip: int = 0) -> str:
    """Return the words up to a colon that the units after them need, or nothing."""
    for at in range(stop - 1, start - 1, -1):
        text = lines[at].text
        if text.endswith(":") and lines[at].table < 0:
            words = text[skip:] if at == start else text
            return words if len(words) <= _MAX_LEAD else "… " + words[-_MAX_LEAD:].split(" ", 1)[-1]
    return ""


def _join(outer: str, inner: str) -> str:
    if not inner or not outer or len(outer) + len(inner) > _MAX_LEAD:
        return inner or outer
    return f"{outer} {inner}"


def _table(tree: Tree, reading: Reading, lines: Sequence[Line], at: int) -> int:
    index = lines[at].table
    table = reading.tables[index]
    stop = at
    while stop < len(lines) and lines[stop].table == index:
        stop += 1
    if not is_layout(table, reading.text):
        about = lines[at - 1].text if at > 0 and lines[at - 1].table < 0 else ""
        here = _here(tree)
        add_rows(
            tree, reading, table, prefix=tree.locator(here), about=about if len(about) <= _MAX_TITLE else ""
        )
    for line in lines[at:stop]:
        tree.extend(line)
    return stop
