"""From a text to its provisions: an act's parts down to its points, attachments, or plain paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.provisions import Unit
from index.vietnamese import fold
from ingest import headings
from ingest.articles import Place, add_article
from ingest.attachments import add_content, title_lines
from ingest.footnotes import note_drafts
from ingest.headings import Mark
from ingest.leftovers import with_leftovers
from ingest.outline import Entry, Role, outline
from ingest.portal_lines import without_portal_lines
from ingest.reading import Draft, Reading
from ingest.tree import Line, Tree, lines

_LEVELS = {Unit.PART: 3, Unit.CHAPTER: 4, Unit.SECTION: 5, Unit.SUBSECTION: 6}
_NAMES = {Unit.PART: "Phần", Unit.CHAPTER: "Chương", Unit.SECTION: "Mục", Unit.SUBSECTION: "Tiểu mục"}
_ATTACHMENT, _FORM, _PREAMBLE = 1, 2, 1
_ATTACHED = frozenset({Unit.APPENDIX, Unit.FORM})
_MAX_TITLE = 400
_MAX_CAPITALS = 1000
_OPEN_ENDED = (":", ";", ".")


def parse(reading: Reading) -> tuple[Draft, ...]:
    """Take a text apart into drafts in the order of the text.

    Spans refer to `reading.text`; an article's span covers its clauses, a clause's its points. Formats that
    carry their own structure are returned as they are. Signature blocks and the head of the page give none.
    """
    if reading.drafts:
        return reading.drafts
    if reading.notes:
        body = replace(reading, text=reading.text[: reading.notes[0].span.start], notes=())
        drafts = parse(body)
        return (*drafts, *note_drafts(reading, drafts))
    found = without_portal_lines(lines(reading))
    if not found:
        return ()
    entries = outline(reading, found)
    if not any(entry.role is Role.ARTICLE for entry in entries):
        entries = _plain(found)
    return with_leftovers(_Act(reading, found, entries).drafts(), reading)


def _plain(found: Sequence[Line]) -> list[Entry]:
    """Outline a text without articles: its appendices and forms, and what stands before the first of them."""
    marks = [headings.heading(line.text) if line.table < 0 else None for line in found]
    out: list[Entry] = []
    role = Role.HEAD
    for at, mark in enumerate(marks):
        opens = mark is not None and mark.unit in _ATTACHED and _stands_alone(found, marks, at)
        role = Role.ATTACHMENT if opens else role
        out.append(Entry(role, mark, mark.label) if opens and mark is not None else Entry(role))
    return out


def _stands_alone(found: Sequence[Line], marks: Sequence[Mark | None], at: int) -> bool:
    """Tell whether a heading has a line to itself, or its title in capitals: not so in lists of forms."""
    mark, line = marks[at], found[at].text
    following = found[at + 1 : at + 2]
    listed = any(m is not None and m.unit in _ATTACHED for m in marks[at + 1 : at + 2])
    if mark is None or listed or not following:
        return False
    tail = line[mark.rest :].strip()
    return not tail or tail.isupper() or following[0].text.isupper()


class _Act:
    """Walks over the entries of an outline and fills a tree."""

    def __init__(self, reading: Reading, found: Sequence[Line], entries: Sequence[Entry]) -> None:
        self._reading = reading
        self._lines = found
        self._entries = entries
        self._has_articles = any(entry.role is Role.ARTICLE for entry in entries)
        self._tree = Tree()
        self._prefix = ""
        self._title = _title_of(found, entries)
        self._above: dict[Unit, tuple[str, str]] = {}
        self._appendix = ""

    def drafts(self) -> tuple[Draft, ...]:
        at = 0
        while at < len(self._entries):
            role = self._entries[at].role
            if role is Role.ARTICLE:
                at = self._article(at)
            elif role is Role.DIVISION:
                at = self._division(at)
            elif role is Role.ATTACHMENT:
                at = self._attachment(at)
            elif role is Role.ATTACHED:
                at = self._attached(at)
            elif role is Role.PREAMBLE:
                at = self._preamble(at)
            elif not self._has_articles:
                at = self._unnumbered(at)
            else:
                at += 1
        return self._tree.drafts()

    def _until(self, at: int, *roles: Role) -> int:
        while at < len(self._entries) and self._entries[at].role in roles:
            at += 1
        return at

    def _unnumbered(self, at: int) -> int:
        """What a text without articles says before its first appendix or form."""
        stop = self._until(at, Role.HEAD)
        add_content(self._tree, self._reading, self._lines[at:stop], prefix="", grouped=True)
        return stop

    def _preamble(self, at: int) -> int:
        stop = self._until(at, Role.PREAMBLE)
        self._tree.open(Unit.PREAMBLE, _PREAMBLE, f"{self._prefix}Phần căn cứ", self._lines[at])
        for line in self._lines[at:stop]:
            self._tree.extend(line)
        self._tree.close(_PREAMBLE)
        return stop

    def _division(self, at: int) -> int:
        entry, line = self._entries[at], self._lines[at]
        mark = entry.mark
        if mark is None:
            return at + 1
        stop = at + 1
        heading = line.text
        if mark.rest >= len(line.text):
            while stop < len(self._lines) and stop - at <= 3 and self._is_title(stop, first=stop == at + 1):  # noqa: PLR2004
                heading = f"{heading}{'. ' if stop == at + 1 else ' '}{self._lines[stop].text}"
                stop += 1
        name = f"{_NAMES[mark.unit]} {mark.label}"
        for unit, level in _LEVELS.items():
            if level >= _LEVELS[mark.unit]:
                self._above.pop(unit, None)
        path = " ".join(self._above[unit][0] for unit in _LEVELS if unit in self._above)
        locator = (
            f"{self._prefix}{path} {name}".replace("  ", " ").strip() if path else f"{self._prefix}{name}"
        )
        self._above[mark.unit] = (name, heading)
        self._tree.open(mark.unit, _LEVELS[mark.unit], locator, line, heading=heading)
        for extra in self._lines[at + 1 : stop]:
            self._tree.extend(extra)
        return stop

    def _is_title(self, at: int, *, first: bool) -> bool:
        entry, line = self._entries[at], self._lines[at]
        if entry.mark is not None or line.table >= 0:
            return False
        if len(line.text) > (_MAX_CAPITALS if line.text.isupper() else _MAX_TITLE):
            return False
        if headings.heading(line.text) is not None or headings.clause(line.text) is not None:
            return False
        return line.text.isupper() or (first and not line.text.endswith(_OPEN_ENDED))

    def _article(self, at: int) -> int:
        stop = self._until(at + 1, Role.BODY, Role.QUOTED)
        quoted = [entry.role is Role.QUOTED for entry in self._entries[at:stop]]
        above = tuple(self._above[unit][1] for unit in reversed(_LEVELS) if unit in self._above)
        place = Place(self._entries[at].label, self._prefix, (*above, self._title))
        add_article(self._tree, self._reading, self._lines[at:stop], quoted, place)
        return stop

    def _attachment(self, at: int) -> int:
        entry, line = self._entries[at], self._lines[at]
        mark = entry.mark
        start = at + 1
        while start < len(self._entries) and self._entries[start].role is Role.ATTACHMENT:
            if self._entries[start].mark is not None:
                break
            start += 1
        body = title_lines(self._lines, at + 1, start)
        unit = mark.unit if mark is not None else Unit.APPENDIX
        label = mark.label if mark is not None else ""
        title = " ".join(x.text for x in self._lines[at + 1 : body] if x.text[0] not in "([")
        name = f"{_called(unit, line.text)} {label}".strip()
        tail = line.text[mark.rest :] if mark is not None else ""
        heading = f"{name}. {' '.join(x for x in (tail, title) if x)}".rstrip(". ")
        if unit is Unit.APPENDIX:
            self._appendix = locator = name
            level = _ATTACHMENT
        else:
            locator = f"{self._appendix}, {name}" if self._appendix else name
            level = _FORM if self._appendix else _ATTACHMENT
        opened = self._tree.open(unit, level, locator, line, heading=heading)
        for extra in self._lines[at + 1 : body]:
            self._tree.extend(extra)
        prefix = self._tree.locator(opened)
        add_content(self._tree, self._reading, self._lines[body:start], prefix=prefix)
        return start

    def _attached(self, at: int) -> int:
        """A regulation, standard or list that the act issues: its articles start again at 1."""
        self._above.clear()
        self._appendix = ""
        line = self._lines[at]
        stop = self._until(at + 1, Role.HEAD)
        words = " ".join(line.text.split()[:2]) if line.table < 0 else ""
        known = words.isupper() and len(words) <= 20  # noqa: PLR2004
        name = f"{words.capitalize()} kèm theo" if known else "Phần kèm theo"
        body = title_lines(self._lines, at + 1, stop) if line.table < 0 else at
        heading = " ".join(x.text for x in self._lines[at:body] if x.text[0] not in "([")
        opened = self._tree.open(Unit.APPENDIX, _ATTACHMENT, name, line, heading=heading)
        for extra in self._lines[at + 1 : body]:
            self._tree.extend(extra)
        add_content(self._tree, self._reading, self._lines[body:stop], prefix=self._tree.locator(opened))
        self._prefix = f"{self._tree.locator(opened)}, "
        return stop


def _called(unit: Unit, line: str) -> str:
    if unit is Unit.APPENDIX:
        return "Phụ lục"
    return "Biểu số" if fold(line[:10]).startswith("bieu so") else "Mẫu số"


def _title_of(found: Sequence[Line], entries: Sequence[Entry]) -> str:
    """Return the words before the legal bases, which name the act that an amending act changes."""
    stop = next((at for at, entry in enumerate(entries) if entry.role is not Role.HEAD), 0)
    words = [line.text for line in found[max(0, stop - 6) : stop] if line.table < 0]
    known = [word for word in words if not fold(word).startswith(("so:", "luat so", "cong hoa", "doc lap"))]
    return " ".join(known)
