"""Amending acts: which lines are wording of the amended act, and that wording as provisions of its own.

Text in quotation marks over several lines, or a block after "như sau:" where a publisher left the marks out,
belongs to the amended act. Its articles never count among those of the act that quotes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.provisions import Unit
from index.vietnamese import NUMBER, fold, normalise
from ingest import headings
from ingest.headings import POINT_LETTERS
from ingest.orders import target
from ingest.places import Place
from ingest.sequence import letters, numbers
from ingest.tree import Line, Tree

_VERB = re.compile(
    r"\b(sua doi|bo sung|bai bo|thay the|thay cum tu|thay doi|huy bo|bo cum tu|thay tu|doi ten|amend\w*"
    r"|supplement\w*|replac\w+|annul\w*|to add|to insert|repeal\w*|abrogat\w*)\b"
)
_OBJECT = re.compile(
    r"\b(khoan|diem|dieu|cum tu|phu luc|mau|mot so|doan|tieu de|ten|chuong|muc|tu ngu|gach dau"
    r"|article\w*|clause\w*|point\w*|paragraph\w*|phrase\w*)\b"
)
_CLOSES = re.compile(r"[”\"“][\s.;,:)]{0,6}$")
_OPENS = '“"„«'
_AS_FOLLOWS = re.compile(r"(nhu sau|as follows)\s?:\s?$")
_CLOSING_ARTICLE = re.compile(
    r"\b(hieu luc|dieu khoan thi hanh|to chuc thuc hien|trach nhiem|chuyen tiep|dieu khoan)\b"
)
_DIVISIONS = frozenset({Unit.PART, Unit.CHAPTER, Unit.SECTION})
_LAST_CHAPTER = re.compile(r"(?:dieu khoan thi hanh|hieu luc thi hanh|to chuc thuc hien)\b")
_REACH = 400
_NAME = re.compile(
    r"\bcủa\s((?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Thông tư|Quyết định)\s[^,;:.()“”\"]{3,120})"
)


def instructs(text: str) -> bool:
    """Tell whether a line orders a change of an act: a verb of change and what it changes, near its start."""
    words = fold(text[:160])
    verb = _VERB.search(words[:60])
    return verb is not None and _OBJECT.search(words, verb.start()) is not None


def amended_act(*texts: str) -> str | None:
    """Return the number of the act that is changed, or its name, from the nearest text that states one."""
    for text in texts:
        if _VERB.search(fold(text[:600])) is None:
            continue
        known = normalise(text[:1200])
        number = NUMBER.search(known)
        if number is not None and "/" in number.group():
            return number.group()
        name = _NAME.search(known)
        if name is not None:
            return " ".join(name[1].split())
    return None


class Quotes:
    """Follows the quotation through an act, line by line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Start outside of any quotation."""
        self._lines = lines
        self._state = ""
        self._amending = False
        self._titled = False

    def article(self, line: Line) -> None:
        """An article of the act itself begins."""
        self._state = "due" if instructs(line.text) else ""
        self._amending = self._titled = bool(self._state)

    def leave(self) -> None:
        """The act's articles are over."""
        self._state, self._amending = "", False

    @property
    def calm(self) -> bool:
        """Whether nothing that was read so far changes another act."""
        return not self._amending

    def holds_table(self) -> bool:
        """Tell whether a table that stands here is part of the quotation."""
        return self._state in {"open", "block"}

    def holds(self, at: int, own_next: int) -> bool:
        """Tell whether the line at `at` is quoted; `own_next` is the number of the act's next article."""
        text = self._lines[at].text
        if self._state and self._opens_division(at):
            self.leave()
            return False
        if self._state == "open":
            return self._inside(at, own_next)
        if self._amending and text[0] in _OPENS:
            balance = _balance(text)
            self._state = "open" if balance > 0 else "quoted"
            return True
        if self._state == "block" and not self._ends_block(text, own_next):
            return True
        mark = headings.heading(text)
        if self._state == "due" and mark is not None and self._amending:
            previous = self._lines[at - 1].text
            if _says_as_follows(previous) or (mark.unit is Unit.ARTICLE and mark.label != str(own_next)):
                self._state = "block"
                return True
        self._watch(text)
        return False

    def _opens_division(self, at: int) -> bool:
        """A chapter of the act itself begins: its title orders changes, or is that of the last chapter."""
        mark = headings.heading(self._lines[at].text)
        if mark is None or mark.quoted or mark.unit not in _DIVISIONS or at + 1 >= len(self._lines):
            return False
        title = self._lines[at].text[mark.rest :] or self._lines[at + 1].text
        return instructs(title) or _LAST_CHAPTER.match(fold(title[:60])) is not None

    def _instructs_anew(self, at: int) -> bool:
        """The act's next order stands here and its own quotation opens below: the last was not closed."""
        text = self._lines[at].text
        opened = headings.clause(text) or headings.point(text)
        if opened is None or at + 1 >= len(self._lines) or not _says_as_follows(text):
            return False
        words = text[opened.rest :]
        verb = _VERB.search(fold(words[:20]))
        return verb is not None and instructs(words) and self._lines[at + 1].text[0] in _OPENS

    def _inside(self, at: int, own_next: int) -> bool:
        text = self._lines[at].text
        if self._instructs_anew(at):
            self._state = ""
            self._watch(text)
            return False
        if _balance(text) < 0 or (_CLOSES.search(text) and _balance(text) <= 0 and text[0] not in _OPENS):
            self._state = "quoted"
            return True
        mark = headings.heading(text)
        if (
            mark is not None
            and mark.unit is Unit.ARTICLE
            and not mark.quoted
            and mark.label == str(own_next)
            and (not self._titled or self._breaks(at))
        ):
            self._state = ""
            return False
        return True

    def _breaks(self, at: int) -> bool:
        """An own article is due, reads like one, and the quotation before it was never closed."""
        text = self._lines[at].text
        fits = instructs(text) or _CLOSING_ARTICLE.search(fold(text[:120])) is not None
        return fits and not self._will_close(at)

    def _will_close(self, at: int) -> bool:
        for line in self._lines[at + 1 : at + _REACH]:
            if line.text[0] in _OPENS and _balance(line.text) >= 0:
                return False
            if _balance(line.text) < 0:
                return True
        return False

    def _ends_block(self, text: str, own_next: int) -> bool:
        mark = headings.heading(text)
        if mark is not None and mark.unit is Unit.ARTICLE and mark.label == str(own_next):
            return True
        if mark is not None and mark.unit in {Unit.APPENDIX, Unit.FORM}:
            return True
        opened = headings.clause(text) or headings.point(text)
        return opened is not None and instructs(text[opened.rest :])

    def _watch(self, text: str) -> None:
        opened = headings.clause(text) or headings.point(text)
        words = text[opened.rest :] if opened else text
        if instructs(words) and _says_as_follows(text):
            self._amending = True
        if self._amending and _balance(text) > 0:
            self._state = "open"
        elif self._amending and instructs(words) and _says_as_follows(text):
            self._state = "block"
        elif self._state in {"block", "due"} and not instructs(words):
            self._state = ""


def _says_as_follows(text: str) -> bool:
    return _AS_FOLLOWS.search(fold(text[-40:])) is not None


def _balance(text: str) -> int:
    """Count quotation marks that stay open; a straight mark opens at the start and closes at the end."""
    curly = text.count("“") - text.count("”")
    if curly or '"' not in text:
        return curly
    if text.count('"') % 2 == 0:
        return 0
    return 1 if text[0] == '"' or not _CLOSES.search(text) else -1


def add_quoted(
    tree: Tree, block: Sequence[Line], base: str, instructions: Sequence[str], act: str | None
) -> None:
    """Put the wording of an amended act under the unit that quotes it: "Điều 24 khoản 3 «Điều 7 khoản 2»".

    `instructions` are the words that order the change, the nearest first.
    """
    meant = target(*instructions)
    labels = {} if meant is None else dict(meant.labels)
    number = labels.pop("khoản", "")
    labels.pop("điểm", None)
    article = str(Place(labels))
    clause = f" khoản {number}" if number else ""
    clauses = _chosen_clauses(block)
    points = _chosen_points(block, clauses)
    started = False
    for at, line in enumerate(block):
        mark = headings.heading(line.text)
        if mark is not None and mark.unit is Unit.ARTICLE:
            article, clause = f"Điều {mark.label}", ""
            unit, level, place = Unit.ARTICLE, 20, article
        elif at in clauses:
            clause = f" khoản {clauses[at]}"
            unit, level, place = Unit.CLAUSE, 21, f"{article}{clause}"
        elif at in points:
            unit, level, place = Unit.POINT, 22, f"{article}{clause} điểm {points[at]}"
        elif not started:
            place = (article + clause) or "đoạn"
            unit, level = Unit.PARAGRAPH, 20
        else:
            tree.extend(line)
            continue
        started = True
        tree.open(unit, level, f"{base} «{place.strip()}»", line, amends=act)
    tree.close(20)


def _chosen_clauses(block: Sequence[Line]) -> dict[int, str]:
    """Clauses of a quotation keep their printed numbers, since a quotation may begin anywhere."""
    chosen: dict[int, str] = {}
    group: list[tuple[int, str]] = []
    for at, line in enumerate([*block, None]):
        mark = headings.heading(line.text) if line is not None else None
        if line is None or (mark is not None and mark.unit is Unit.ARTICLE):
            own = numbers([label for _, label in group]) if group and group[0][1] == "1" else []
            chosen.update(
                (where, label)
                for (where, printed), label in zip(group, own or [p for _, p in group], strict=True)
                if label is not None and printed
            )
            group = []
        elif line.table < 0 and (found := headings.clause(line.text)) is not None:
            group.append((at, found.label))
    return chosen


def _chosen_points(block: Sequence[Line], clauses: dict[int, str]) -> dict[int, str]:
    chosen: dict[int, str] = {}
    group: list[tuple[int, str]] = []
    for at, line in enumerate([*block, None]):
        if line is None or at in clauses:
            own = letters([x for _, x in group], POINT_LETTERS) if group and group[0][1] == "a" else []
            labels = own or [x for _, x in group]
            chosen.update(
                (where, label) for (where, _), label in zip(group, labels, strict=True) if label is not None
            )
            group = []
        if line is not None and line.table < 0 and (found := headings.point(line.text)) is not None:
            group.append((at, found.label))
    return chosen
