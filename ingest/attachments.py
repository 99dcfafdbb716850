"""What follows an act's articles, and texts without articles: numbered items, paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.provisions import Span, Unit
from ingest import headings
from ingest.heading_path import heading_path
from ingest.reading import Reading
from ingest.tables import add_rows, is_layout
from ingest.tree import Line, Tree

LONG_PARAGRAPH = 1500
_LETTER, _ROMAN, _NUMBER, _POINT, _PARAGRAPH = 30, 31, 32, 45, 50
_ROMANS = {
    word: n
    for n, word in enumerate(
        [
            "I",
            "II",
            "III",
            "IV",
            "V",
            "VI",
            "VII",
            "VIII",
            "IX",
            "X",
            "XI",
            "XII",
            "XIII",
            "XIV",
            "XV",
            "XVI",
            "XVII",
            "XVIII",
            "XIX",
            "XX",
            "XXI",
            "XXII",
            "XXIII",
            "XXIV",
            "XXV",
        ],
        1,
    )
}
_BARE = re.compile(r"(?:[IVXL]{1,6}|[A-HĐ])\.?")
_NOTE = re.compile(r"\[(\d{1,3})\]\s")
_LISTED = re.compile(r"[-–+•*]\s|[a-zđ]\)")
_TITLE_LINES = 6
_MAX_TITLE = 300
_GAP = 3
_DIGITS = 2


def title_lines(lines: Sequence[Line], start: int, stop: int) -> int:
    """Return where the title of an attachment ends, which begins at `start` and lies before `stop`."""
    at = start
    while at < stop and at - start < _TITLE_LINES:
        text = lines[at].text
        if lines[at].table >= 0 or len(text) > _MAX_TITLE or headings.heading(text) is not None:
            break
        if not (text.isupper() or text[0] in "([" or "kèm theo" in text.lower()) or headings.item(text):
            break
        if _BARE.fullmatch(text):
            break
        at += 1
    return at


def add_content(
    tree: Tree, reading: Reading, lines: Sequence[Line], *, prefix: str, grouped: bool = False
) -> None:
    """Put numbered items, paragraphs and table rows into the unit that is open.

    `prefix` opens every locator. With `grouped`, paragraphs under a numbered heading are provisions of
    their own; without, they are part of the item.
    """
    _Content(tree, reading, prefix, grouped=grouped).add(lines)


class _Content:
    def __init__(self, tree: Tree, reading: Reading, prefix: str, *, grouped: bool) -> None:
        self._tree = tree
        self._reading = reading
        self._prefix = prefix
        self._grouped = grouped
        self._base = tree.heading_here()
        self._labels: dict[int, str] = {}
        self._titles: dict[int, str] = {}
        self._counts: dict[str, int] = {}
        self._item_is_heading = False
        self._in_note = False

    def add(self, lines: Sequence[Line]) -> None:
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.table >= 0:
                at = self._table(lines, at)
                continue
            bare = _BARE.fullmatch(line.text) is not None and at + 1 < len(lines) and lines[at + 1].table < 0
            joined = f"{line.text} {lines[at + 1].text}" if bare else line.text
            self._line(line, joined)
            at += 1

    def _line(self, line: Line, joined: str) -> None:
        """Take one line; `joined` goes on with the next one where only a number stands on this one."""
        if note := _NOTE.match(line.text):
            above = self._item_locator() if self._labels else self._prefix
            self._tree.open(Unit.PARAGRAPH, _PARAGRAPH, f"{above} chú thích [{note[1]}]".strip(), line)
            self._in_note = True
            return
        found = headings.item(joined)
        place = self._item_level(*found, joined) if found is not None else None
        if place is not None:
            self._in_note = False
            level, label = place
            for deeper in [k for k in self._labels if k >= level]:
                del self._labels[deeper]
                self._titles.pop(deeper, None)
            self._labels[level] = label
            self._item_is_heading = len(joined) <= _MAX_TITLE and joined[-1] not in ".;,"
            heading = self._base
            if self._item_is_heading:
                self._titles[level] = joined
                outer = (self._titles[k] for k in sorted(self._titles) if k <= level)
                heading = heading_path(self._base, *outer)
            unit = Unit.SECTION if level < _NUMBER else Unit.CLAUSE
            self._tree.open(unit, level, self._item_locator(), line, heading=heading)
            return
        if self._in_note and (_LISTED.match(line.text) or line.text[0].islower()):
            self._tree.extend(line)
            return
        self._in_note = False
        letter = headings.point(line.text)
        if letter is not None and self._labels and not self._grouped:
            due = self._labels.get(_POINT)
            order = headings.POINT_LETTERS
            at, last = order.find(letter.label[0]), order.find(due[0]) if due else -1
            if last < at <= last + _GAP:
                self._labels.pop(_POINT, None)
                locator = f"{self._item_locator()} điểm {letter.label}"
                self._labels[_POINT] = letter.label
                self._tree.open(Unit.POINT, _POINT, locator, line)
                return
        if self._labels and not (self._grouped and self._item_is_heading):
            if self._tree.reach(line) > LONG_PARAGRAPH:
                self._paragraph(line, f"{self._item_locator()} đoạn")
            else:
                self._tree.extend(line)
            return
        self._paragraph(line, f"{self._prefix} đoạn".strip())

    def _paragraph(self, line: Line, name: str) -> None:
        for piece in pieces(line):
            self._counts[name] = self._counts.get(name, 0) + 1
            self._tree.open(Unit.PARAGRAPH, _PARAGRAPH, f"{name} {self._counts[name]}", piece)

    def _item_level(self, label: str, rest: int, text: str) -> tuple[int, str] | None:
        """Return the level of a numbered line if its number goes on a list, or nothing."""
        if label[0].isdigit():
            parts = label.split(".")
            level = _NUMBER + len(parts) - 1
            if len(parts) > 1:
                return self._dotted(parts, level)
            if text[len(label) : rest].strip() == "":
                return None
            last = self._labels.get(_NUMBER, "0").split(".")[0]
            value, before = int(label), int(last)
            fits = before < value <= before + _GAP or (not self._labels and value <= _GAP)
            return (_NUMBER, str(value)) if fits else None
        previous = self._labels.get(_LETTER)
        order = "ABCDĐEGH"
        at = order.find(label)
        if at >= 0 and (
            (previous is None and at == 0) or (previous is not None and at - order.find(previous) == 1)
        ):
            return _LETTER, label
        value = _ROMANS.get(label, 0)
        before = _ROMANS.get(self._labels.get(_ROMAN, ""), 0)
        return (_ROMAN, label) if value and before < value <= before + _GAP else None

    def _dotted(self, parts: Sequence[str], level: int) -> tuple[int, str] | None:
        if len({len(part) > _DIGITS for part in parts}) > 1 or any(
            len(part) > 1 and part[0] == "0" for part in parts
        ):
            return None
        above = self._labels.get(_NUMBER)
        if above is not None and above.split(".")[0] != parts[0]:
            if not 0 < int(parts[0]) - int(above.split(".")[0]) <= _GAP:
                return None
        elif above is None and int(parts[0]) > _GAP * 4:
            return None
        if above is None or above != parts[0]:
            self._labels[_NUMBER] = parts[0]
            self._tree.close(_NUMBER)
        return level, ".".join(parts)

    def _item_locator(self) -> str:
        outer = [self._labels[k] for k in (_LETTER, _ROMAN) if k in self._labels]
        inner = [self._labels[k] for k in sorted(self._labels) if _NUMBER <= k < _POINT]
        label = ".".join([*outer, *inner[-1:]])
        return f"{self._prefix} mục {label}".strip()

    def _table(self, lines: Sequence[Line], at: int) -> int:
        index = lines[at].table
        table = self._reading.tables[index]
        stop = at
        while stop < len(lines) and lines[stop].table == index:
            stop += 1
        self._in_note = False
        if not is_layout(table, self._reading.text):
            before = lines[at - 1].text if at > 0 and lines[at - 1].table < 0 else ""
            about = before if len(before) <= _MAX_TITLE else ""
            if self._tree.here is not None:
                self._tree.close(_PARAGRAPH)
            prefix = self._item_locator() if self._labels else self._prefix
            add_rows(self._tree, self._reading, table, prefix=prefix, about=about)
        for line in lines[at:stop]:
            self._tree.extend(line)
        return stop


def pieces(line: Line) -> Iterator[Line]:
    """Cut a paragraph that is far too long at sentence ends; the pieces hold all of its words."""
    if len(line.text) <= LONG_PARAGRAPH or re.search(r"[.!?।;]\s", line.text) is None:
        yield line
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 - loads slowly

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000,
        chunk_overlap=0,
        separators=[". ", "। ", "; ", ", ", " "],
        keep_separator="end",
        strip_whitespace=True,
        add_start_index=True,
    )
    for piece in splitter.create_documents([line.text]):
        words = piece.page_content
        start = line.start + int(piece.metadata["start_index"])
        span = Span(start, start + len(words))
        yield Line(span.start, span.end, words)
