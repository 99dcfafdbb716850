"""Shows of a table row only what a question needs, and says equal rows once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.abolished import is_abolished, tells_why
from assistant.aspects import Aspect
from assistant.facts import Fact
from assistant.ranges import fit
from assistant.sentences import runs, sentences
from assistant.tables import load, stop_words
from assistant.weighing import Weigher
from index.provisions import Unit
from index.vietnamese import fold, tokens

# List marks before a cell, and the full stop of its sentence, which goes on with the next cell.
_MARKS = re.compile(r"^[-–+•*]\s*|[.;,]+$")
# A sign between figures ("55 triệu đồng + (0,3% …") opens no item; a letter in capitals behind it does.
_SENTENCE = re.compile(r"(?<=[.;।])\s+|\s+(?=[-–+•*] [^\W\d_a-zà-ỹđ])")


# What opens a list in a cell ("… như sau:"), also with its first point behind it; and a point.
_OPENS = re.compile(r":\s*(?:$|(?:[a-zđ]\)|[-–+•])\s)")
_POINT = re.compile(r"\s*(?:[a-zđ]\)|[-–+•])\s")

_FIGURES = re.compile(r"\d+")
# Rows whose first cell is their name: its header says nothing.
_NAMED = frozenset({Unit.PAPER, Unit.BASIS})


def merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Go over the facts, with the ways to submit that differ in nothing but the way as one.

    A line that the descriptions of several ways have is gone over once.
    """
    ways: dict[tuple[str, tuple[tuple[str, str], ...]], list[Fact]] = {}
    described: set[tuple[str, str, str]] = set()
    for fact in facts:
        way = fact.provision.unit is Unit.CHANNEL
        line = (fact.head.id, fact.lead, fact.text)
        if way and not fact.cells:
            if line not in described:
                described.add(line)
                yield fact
        elif way:
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
    aspects = [a for a in weigher.question.aspects if a.name in headers]
    by_cell = [[a for a in aspects if re.search(headers[a.name], fold(h))] for h, _ in fact.cells]
    told_already = [fold(value) for (_, value), asked in zip(fact.cells, by_cell, strict=True) if asked]
    for index, (header, value) in enumerate(fact.cells):
        if not by_cell[index] and fold(header) in policy["descriptions"]:
            by_cell[index] = _described(value, told_already, weigher)
    room = max(policy["cell_characters"], policy["asked_characters"] // max(1, sum(map(bool, by_cell))))
    first = policy["first_of_way"] if fact.provision.unit is Unit.CHANNEL else policy["first_cells"]
    shares = [_overlap(value, weigher) for _, value in fact.cells]
    only = [any(re.search(headers[name], fold(h)) for name in policy["only_asked"]) for h, _ in fact.cells]
    gone = is_abolished(fact.provision.heading)
    why = [gone and tells_why(header) for header, _ in fact.cells]
    told = [
        bool(asked)
        or index < first
        or why[index]
        or _is_named(header, weigher)
        or re.search(policy["limits"], fold(value)) is not None
        or (share >= policy["least_overlap"] and not only[index])
        for index, ((header, value), asked, share) in enumerate(zip(fact.cells, by_cell, shares, strict=True))
    ]
    beside = [(share, -index) for index, share in enumerate(shares) if not (told[index] or only[index])]
    if beside:
        share, index = max(beside)
        told[-index] = share >= policy["next_overlap"]
    kept = []
    for index, ((header, value), asked) in enumerate(zip(fact.cells, by_cell, strict=True)):
        numbers_only = index == 0 and len(fact.cells) > 1 and fold(header) in policy["ordinals"]
        if told[index] and not numbers_only:
            named = header and index > 0  # the first cell says what the row is: a step, a number, a paper
            if index == 0 and fact.provision.unit is Unit.PAPER:
                shown = _named(value, weigher)
            else:
                most = load("abolished")["reason_characters"] if why[index] else policy["cell_characters"]
                shown = _trim(value, weigher, asked, max(room, most) if asked else most)
            kept.append(f"{header}: {shown}" if named else shown)
    lines = tuple(_MARKS.sub("", re.sub(policy["unsaid"], "", cell)) for cell in kept)
    return replace(fact, text="; ".join(lines), lines=lines)


def _described(value: str, told: Sequence[str], weigher: Weigher) -> list[Aspect]:
    """Return the aspects asked for of which a short description says a value that other cells do not.

    A long one has facts of its own. The figure of a column says more than the same one in words.
    """
    policy, said = load("policy")["rows"], fold(value)
    if len(value) > policy["asked_characters"]:
        return []
    known = {int(figure) for cell in told for figure in _FIGURES.findall(cell)}

    def says_more(aspect: Aspect) -> bool:
        values = aspect.value.finditer(said) if aspect.value else ()
        return any({*map(int, _FIGURES.findall(m.group()))} - known for m in values)

    return [a for a in weigher.question.aspects if a.name in policy["described"] and says_more(a)]


def _is_named(header: str, weigher: Weigher) -> bool:
    """Tell whether a question has every word of a header: the column is what it asks for."""
    words = frozenset(map(fold, tokens(header))) - stop_words()
    return bool(words) and words <= frozenset(weigher.weights)


def _trim(value: str, weigher: Weigher, asked: Sequence[Aspect], most: int) -> str:
    """Return a cell whole where it has at most `most` characters, else its best items in their order.

    In the cell of an aspect that is asked for, an item without a value of it comes last, and one with a value
    is shown whole: what tells it from the others ("trong trường hợp không cấp") is never cut from it.
    """
    policy = load("policy")["rows"]
    if len(value) <= most:
        return value
    items = _items(value)
    wanted = asked or weigher.question.aspects

    def valued(text: str) -> bool:
        return any(a.value is not None and a.answered_by(fold(text)) for a in wanted)

    if asked and any(map(valued, items)):
        parts, most = items, max(most, policy["valued_characters"])
    else:
        parts = [run for item in items for run in runs(item, most)]

    def worth(index: int) -> tuple[int, bool, float, int]:
        part, holds = parts[index], valued(parts[index])
        meets = fit(weigher.amounts, fold(part))
        return (
            -meets,
            bool(asked) and not holds,
            -_overlap(part, weigher) - policy["value_hint"] * holds,
            index,
        )

    return _fitting(parts, [], sorted(range(len(parts)), key=worth), most)


def _named(value: str, weigher: Weigher) -> str:
    """Return the name of a paper: of a long one how it begins, what is asked of it, and what matches.

    "Tờ khai …, để tạo cảnh quan theo Mẫu 17, Phụ lục I": without its beginning none knows which paper it
    is, and the number of its form answers. A sentence that has much of the question is told whatever room
    it takes: records keep rules in the names of papers.
    """
    policy = load("policy")["rows"]
    most = policy["cell_characters"]
    if len(value) <= most:
        return value
    parts = [run for item in _items(value) for run in runs(item, most)]
    certain = [
        a.hint or a.value for a in weigher.question.aspects if a.name in load("policy")["rows"]["of_name"]
    ]
    told = [i for i, part in enumerate(parts) if any(c and c.search(fold(part)) for c in certain)]
    shares = [_overlap(part, weigher) for part in parts]
    rest = sorted(range(len(parts)), key=lambda index: (-shares[index], index))
    much = [index for index in rest[:1] if shares[index] >= policy["least_overlap"]]
    return _fitting(parts, [0, *told[:1], *much], rest, most)


def _items(value: str) -> list[str]:
    """Return the sentences and items of a cell, each with the number before it ("1. Đơn đề nghị …")."""
    return [item for item in sentences(value, _SENTENCE) if item.strip()]


def _fitting(parts: Sequence[str], kept: Sequence[int], others: Sequence[int], most: int) -> str:
    """Return some parts of a text and of the others those that fit, in their order, "…" between.

    One that only opens a list ("… như sau:") is told with what it opens, as far as there is room for values.
    """
    chosen = list(dict.fromkeys(kept))
    for index in others:
        if not chosen or (
            index not in chosen and sum(len(parts[i]) for i in chosen) + len(parts[index]) <= most
        ):
            chosen.append(index)
    room = load("policy")["rows"]["valued_characters"] - sum(len(parts[i]) for i in chosen)
    for index in [i for i in chosen if _OPENS.search(parts[i])]:
        for item in range(index + 1, len(parts)):
            room -= len(parts[item])
            goes_on = parts[item - 1].rstrip().endswith(":") or _POINT.match(parts[item])
            if room < 0 or item in chosen or not goes_on:
                break
            chosen.append(item)
    shown = ""
    for before, index in pairwise((-1, *sorted(chosen))):
        gap = "" if not shown else " " if index == before + 1 else " … "
        shown += gap + parts[index].strip()
    return shown


def _overlap(text: str, weigher: Weigher) -> float:
    return sum(weigher.matched(weigher.terms(text), frozenset()).values())
