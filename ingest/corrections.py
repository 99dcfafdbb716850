"""Puts what people corrected in place of what was read, and keeps what was read.

Each correction is made on the text that the ones before it left, as a person saw it. Its words are found by
what stands around them, so that it lasts when a later version reads the same bytes a little otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from index.provisions import Span
from index.quality import Corrected, PageSource
from index.reading_corrections import Field, ReadingCorrection
from ingest.page_grades import page_doubts
from ingest.reading import Note, Page, Reading, Table, TableRow, Word

AROUND: Final = 40
"""So many characters on either side tell words from the same words elsewhere."""
_TELLING: Final = 12
"""Words of so many characters that stand in the text once are those, whatever is around them."""
_TOKEN: Final = re.compile(r"\n|\S+")
_WORD: Final = re.compile(r"\S+")


class Made(NamedTuple):
    """A reading with its corrections: what was read in their place, and those whose words are not there."""

    reading: Reading
    corrected: tuple[Corrected, ...]
    lost: tuple[ReadingCorrection, ...]


def settled(corrections: Sequence[ReadingCorrection]) -> Mapping[Field, ReadingCorrection]:
    """Return what counts for each field but the text: the last that was entered."""
    return {one.field: one for one in corrections if one.field is not Field.TEXT}


def correct_text(reading: Reading, corrections: Sequence[ReadingCorrection]) -> Made:
    """Make the corrections of the text; all places in the reading move along.

    Text that carries its own structure (a procedure record) is left alone, and its corrections are lost.
    """
    corrected: list[Corrected] = []
    lost: list[ReadingCorrection] = []
    for one in corrections:
        if one.field is not Field.TEXT:
            continue
        place = None if reading.drafts else place_of(one, reading)
        if place is None:
            lost.append(one)
            continue
        read = place.of(reading.text)
        typed = not read.strip()
        value = _as_page(one.value, reading.text, place) if typed else one.value
        move = _mover(place, len(value))
        corrected = [replace(c, span=_kept(c.span, place, move)) for c in corrected]
        reading = _replaced(reading, place, value)
        reading = _typed(reading, place.start, value, one.page) if typed else reading
        corrected.append(Corrected(one.entry, read.strip(), Span(place.start, place.start + len(value))))
    return Made(reading, tuple(corrected), tuple(lost))


def place_of(correction: ReadingCorrection, reading: Reading) -> Span | None:
    """Find the words of a correction in a text; `None` where they are not there, or it is not sure which."""
    if not correction.replaces.strip():
        pages = (p for p in reading.pages if p.number == correction.page)
        page = next(pages, None)
        if page is None or page.span.of(reading.text).strip():
            return None
        glued = reading.text[page.span.end : page.span.end + 1] == " "
        return Span(page.span.start, page.span.end + glued)
    text, words = reading.text, correction.replaces
    loose = r"\s+".join(map(re.escape, re.split(r"\s+", words)))
    places = list(_places(text, re.escape(words))) or list(_places(text, loose))
    if not places:
        return None
    found = [(_likeness(correction, text, *place), *place) for place in places]
    most = max(alike for alike, _, _ in found)
    best = [Span(start, end) for alike, start, end in found if alike == most]
    alone = len(found) == 1 and len(correction.replaces) >= _TELLING
    if not alone and most * 2 < len(correction.before) + len(correction.behind):
        return None
    seen_at = correction.start or 0
    return min(best, key=lambda span: abs(span.start - seen_at))


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    return (match.span(1) for match in re.finditer(f"(?=({words}))", text))


def changes(old: str, new: str) -> Iterator[tuple[Span, str]]:
    """Go over what a person changed in a page's text: the characters of `old`, and what stands there now.

    What was put in between, and a line break, is told with the word before it: so each change replaces words.
    """
    new = new.strip()
    before = list(_TOKEN.finditer(old, len(old) - len(old.lstrip()), len(old.rstrip())))
    after = list(_TOKEN.finditer(new))
    if not before:
        yield Span(0, len(old)), new
        return
    for i, j, k, m in _ranges([t.group() for t in before], [t.group() for t in after]):
        value = new[after[k].start() : after[m - 1].end()] if m > k else ""
        yield Span(before[i].start(), before[j - 1].end()), value


def _ranges(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[int, int, int, int]]:
    """Return where tokens differ, each range made so wide that it holds a word of `before`."""
    found: list[tuple[int, int, int, int]] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        at = i, j, k, m
        while all(token == "\n" for token in before[at[0] : at[1]]):
            if found and found[-1][1] == at[0]:
                first = found.pop()
                at = first[0], at[1], first[2], at[3]
            elif at[0]:
                at = at[0] - 1, at[1], at[2] - 1, at[3]
            else:
                at = at[0], at[1] + 1, at[2], at[3] + 1
        found.append(at)
    return found


def of_text(
    text: str, places: Iterable[tuple[Span, str, int | None]], who: str, note: str
) -> Iterator[ReadingCorrection]:
    """Make corrections of places of a text with their values and pages; the last place first.

    In that order no change moves another one. No two places may share a character.
    """
    for place, value, page in sorted(places, key=lambda item: item[0].start, reverse=True):
        before, behind = text[max(place.start - AROUND, 0) : place.start], text[place.end :][:AROUND]
        words = place.of(text)
        yield ReadingCorrection(Field.TEXT, value, who, note, words, before, behind, place.start, page)
        text = text[: place.start] + value + text[place.end :]


def _likeness(correction: ReadingCorrection, text: str, start: int, end: int) -> int:
    """Count the characters around a place that are those around the words that were corrected."""
    before = zip(reversed(correction.before), reversed(text[max(start - AROUND, 0) : start]), strict=False)
    behind = zip(correction.behind, text[end : end + AROUND], strict=False)
    return _equal(before) + _equal(behind)


def _equal(pairs: Iterator[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other and not (one.isspace() and other.isspace()):
            break
        count += 1
    return count


def _as_page(value: str, text: str, place: Span) -> str:
    """Write a page on which nothing was read as lines of their own."""
    before, behind = text[: place.start], text[place.end :]
    return ("\n" if before else "") + value + ("\n" if behind[:1].strip() else "")


def _mover(place: Span, length: int) -> Callable[[int], int]:
    def move(at: int) -> int:
        if at <= place.start:
            return at
        if at >= place.end:
            return at + length - (place.end - place.start)
        return place.start + min(at - place.start, length)

    return move


def _kept(span: Span | None, place: Span, move: Callable[[int], int]) -> Span | None:
    if span is None or (span.start < place.end and span.end > place.start):
        return None
    return _moved(span, place, move)


def _moved(span: Span, place: Span, move: Callable[[int], int]) -> Span:
    """Return where a span is now; one that begins where a page was typed in comes behind that."""
    if place.start == place.end == span.start:
        grown = move(place.end + 1) - 1
        return Span(grown, grown + span.end - span.start)
    return Span(move(span.start), move(span.end))


def _replaced(reading: Reading, place: Span, value: str) -> Reading:
    move = _mover(place, len(value))

    def moved(span: Span) -> Span:
        return _moved(span, place, move)

    text = reading.text[: place.start] + value + reading.text[place.end :]
    return replace(
        reading,
        text=text,
        pages=tuple(Page(page.number, moved(page.span)) for page in reading.pages),
        words=tuple(_words(reading, place, text, moved)),
        tables=tuple(_table(table, moved) for table in reading.tables),
        notes=tuple(Note(note.label, move(note.at), moved(note.span)) for note in reading.notes),
    )


def _typed(reading: Reading, at: int, value: str, number: int | None) -> Reading:
    """Give a page that could not be read what was typed in at a place, and have the report say so."""
    start = at + len(value) - len(value.lstrip("\n"))
    span = Span(start, start + len(value.strip("\n")))
    pages = []
    for page in reading.pages:
        if page.number == number:
            pages.append(Page(number, span))
        elif number is not None and page.number < number:
            pages.append(Page(page.number, Span(min(page.span.start, at), min(page.span.end, at))))
        else:
            pages.append(page)
    qualities = tuple(
        replace(page, source=PageSource.PERSON) if page.number == number else page
        for page in reading.qualities
    )
    old = page_doubts(reading.qualities)
    others = tuple(told for told in reading.doubts if told not in old)
    return replace(
        reading, pages=tuple(pages), qualities=qualities, doubts=(*page_doubts(qualities), *others)
    )


def _table(table: Table, moved: Callable[[Span], Span]) -> Table:
    rows = (TableRow(moved(row.span), tuple(map(moved, row.cells)), row.above) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _words(reading: Reading, place: Span, text: str, moved: Callable[[Span], Span]) -> Iterator[Word]:
    """Give the words of a corrected place the boxes of those that stood there; a person is always sure."""
    touched = [w for w in reading.words if w.span.start < place.end and w.span.end > place.start]
    for word in reading.words:
        if word.span.end <= place.start:
            yield word
    if touched:
        start = min(place.start, touched[0].span.start)
        end = moved(Span(place.end, max(place.end, touched[-1].span.end))).end
        new = list(_WORD.finditer(text, start, end))
        pairs = _partners([w.span.of(reading.text) for w in touched], [m.group() for m in new])
        for match, at in zip(new, pairs, strict=True):
            yield Word(Span(match.start(), match.end()), touched[at].box)
    for word in reading.words:
        if word.span.start >= place.end and word not in touched:
            yield replace(word, span=moved(word.span))


def _partners(old: Sequence[str], new: Sequence[str]) -> Iterator[int]:
    """Name for each new word the old one in whose box it is seen."""
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for at in range(k, m):
            if what == "equal":
                yield i + at - k
            else:
                yield min(i + (at - k) * (j - i) // (m - k), len(old) - 1)
