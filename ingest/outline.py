"""The outline of an act: which line is a heading of its own, which is quoted, where its attachments begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from index.provisions import DIVISIONS, Unit
from index.vietnamese import fold
from ingest import headings
from ingest.amendments import Quotes
from ingest.headings import Mark
from ingest.reading import Reading
from ingest.tables import is_layout
from ingest.tree import Line

_SIGNED = re.compile(
    r"noi nhan\b|(?:tm|kt|tl|tuq|q)\.\s?[a-z]|(?:bo )?luat nay (?:da )?(?:duoc|được)"
    r"|nghi quyet nay (?:da )?duoc quoc hoi"
    r"|phap lenh nay (?:da )?duoc"
)
_OFFICE = re.compile(
    r"(?:tm|kt|tl|tuq|q)\.|bo truong|thu truong|chu tich|pho |thu tuong|giam doc|chanh |tong |thong doc"
    r"|vien truong"
    r"|noi nhan|chu nhiem|truong |cuc truong|vu truong|chinh phu|quoc hoi|uy ban|cong hoa xa hoi|doc lap"
)
_ATTACHED = re.compile(
    r"(quy che|quy dinh|dieu le|noi quy|quy trinh|quy chuan|chuong trinh|ke hoach|danh muc|de an"
    r"|phuong an|huong dan"
    r"|tieu chuan|dinh muc|bang|tieu chi|nguyen tac|mau)\b"
)
_WITH_IT = re.compile(r"kem theo")
_LONG = 150
_GAP = 3
_RUN = 3


class Role(StrEnum):
    """What a line is to its act."""

    HEAD = "head"
    PREAMBLE = "preamble"
    DIVISION = "division"
    ARTICLE = "article"
    BODY = "body"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line's role, and its mark where it opens something; `label` is the number it is read as."""

    role: Role
    mark: Mark | None = None
    label: str = ""


def outline(reading: Reading, lines: Sequence[Line]) -> list[Entry]:
    """Give each line its role; an act without a single article of its own has only heads and attachments."""
    marks = [headings.heading(line.text) if line.table < 0 else None for line in lines]
    _drop_contents(lines, marks)
    return _Walk(reading, lines, marks).entries()


def _drop_contents(lines: Sequence[Line], marks: list[Mark | None]) -> None:
    """Forget the headings of a table of contents: a run of bare headings whose numbers come again later."""
    later: dict[str, int] = {}
    for at, mark in enumerate(marks):
        if mark is not None and mark.unit is Unit.ARTICLE:
            later[mark.label] = at
    run: list[int] = []
    for at, mark in enumerate([*marks, None]):
        if mark is not None:
            run.append(at)
            continue
        articles = [i for i in run if (m := marks[i]) is not None and m.unit is Unit.ARTICLE]
        repeated = [i for i in articles if (m := marks[i]) is not None and later[m.label] > run[-1]]
        if len(articles) >= _GAP and len(repeated) * 10 >= len(articles) * 8:
            for i in run:
                marks[i] = None
        run = []


class _Walk:
    def __init__(self, reading: Reading, lines: Sequence[Line], marks: list[Mark | None]) -> None:
        self._reading = reading
        self._lines = lines
        self._marks = marks
        self._quotes = Quotes(lines)
        self._own = 0
        self._seen: set[int] = set()
        self._role = Role.HEAD
        self._where: dict[str, list[int]] = {}
        for at, mark in enumerate(marks):
            if mark is not None and mark.unit is Unit.ARTICLE and not mark.quoted:
                self._where.setdefault(mark.label, []).append(at)

    def entries(self) -> list[Entry]:
        return [self._entry(at) for at in range(len(self._lines))]

    def _entry(self, at: int) -> Entry:
        line, mark = self._lines[at], self._marks[at]
        if self._role in {Role.BODY, Role.QUOTED} and self._own:
            if line.table >= 0 and self._quotes.holds_table():
                return Entry(Role.QUOTED)
            if line.table < 0 and self._quotes.holds(at, self._own + 1):
                return Entry(Role.QUOTED)
        if mark is not None and mark.unit is Unit.ARTICLE:
            label = self._own_label(at, mark)
            if label:
                return self._article(line, mark, label)
        if mark is not None and mark.unit in DIVISIONS and self._division_fits(at):
            self._role = Role.BODY if self._own else Role.HEAD
            self._quotes.leave()
            return Entry(Role.DIVISION, mark, mark.label)
        if mark is not None and mark.unit in {Unit.APPENDIX, Unit.FORM} and self._ends_articles(at):
            self._role = Role.ATTACHMENT
            self._quotes.leave()
            return Entry(Role.ATTACHMENT, mark, mark.label)
        return self._plain(at, line)

    def _article(self, line: Line, mark: Mark, label: str) -> Entry:
        digits = re.match(r"\d+", label)
        value = int(digits.group()) if digits else self._own
        self._seen.add(value)
        self._own = max(self._own, value)
        self._role = Role.BODY
        self._quotes.article(line)
        return Entry(Role.ARTICLE, mark, label)

    def _own_label(self, at: int, mark: Mark) -> str:
        """Return the number that the heading is read as, or nothing where it is none of the act's own."""
        match = re.match(r"(\d+)(.*)", mark.label)
        if match is None or self._role is Role.ATTACHMENT:
            return ""
        value, due = int(match[1]), self._own + 1
        if value == due or (match[2] and value == self._own):
            return mark.label
        if self._is_displaced(at, mark.label, value):
            return mark.label
        if self._later(str(due), at):
            return ""
        if self._own == 0 or due < value <= due + _GAP or self._goes_on(at, value):
            return mark.label
        return str(due) if self._later(str(due + 1), at) and value > due else ""

    def _goes_on(self, at: int, value: int) -> bool:
        """Tell whether headings were lost: those between come nowhere, and the next ones follow in order."""
        missing = any(self._later(str(number), at) for number in range(self._own + 1, value))
        following = all(self._later(str(value + step), at) for step in range(1, _RUN + 1))
        return self._quotes.calm and value > self._own and not missing and following

    def _is_displaced(self, at: int, label: str, value: int) -> bool:
        """Tell whether a page turned over: the only heading with its number, near where that one is due."""
        due = self._own + 1
        if value in self._seen or not due - _GAP <= value <= due + 1 or not self._quotes.calm:
            return False
        return self._where.get(label, [])[-1:] == [at] and (value < due or self._later(str(due), at))

    def _later(self, label: str, at: int) -> bool:
        places = self._where.get(label)
        return bool(places) and places[-1] > at  # type: ignore[index]

    def _division_fits(self, at: int) -> bool:
        if self._role is Role.ATTACHMENT:
            return False
        return self._own == 0 or self._role is not Role.SIGNATURE or self._later(str(self._own + 1), at)

    def _ends_articles(self, at: int) -> bool:
        return self._own > 0 and (self._role is not Role.BODY or not self._later(str(self._own + 1), at))

    def _plain(self, at: int, line: Line) -> Entry:
        words = fold(line.text[:80])
        if self._role is Role.HEAD and self._own == 0:
            if words.lstrip("-– ").startswith(("can cu", "pursuant to")):
                self._role = Role.PREAMBLE
        elif self._role in {Role.BODY, Role.QUOTED, Role.SIGNATURE} and self._own:
            if self._starts_attached(at, line, words):
                self._role, self._own = Role.HEAD, 0
                self._seen.clear()
                self._quotes.leave()
                return Entry(Role.ATTACHED)
            if self._role is not Role.SIGNATURE and self._is_signed(line, words):
                self._role = Role.SIGNATURE
                self._quotes.leave()
        return Entry(self._role)

    def _is_signed(self, line: Line, words: str) -> bool:
        if line.table >= 0:
            return is_layout(self._reading.tables[line.table], self._reading.text)
        if words.startswith("noi nhan") or words.startswith(
            ("luat nay", "bo luat nay", "nghi quyet nay", "phap lenh")
        ):
            return (bool(_SIGNED.match(words)) and not line.text.endswith(":")) or words.startswith(
                "noi nhan"
            )
        return bool(line.text.isupper() and len(line.text) < _LONG and _OFFICE.match(words))

    def _starts_attached(self, at: int, line: Line, words: str) -> bool:
        if line.table >= 0:
            return self._role is Role.SIGNATURE and not is_layout(
                self._reading.tables[line.table], self._reading.text
            )
        if not line.text.isupper() or _OFFICE.match(words):
            return self._role is Role.SIGNATURE and len(line.text) > _LONG and not _SIGNED.match(words)
        ahead = " ".join(fold(x.text[:200]) for x in self._lines[at : at + 6])
        if _ATTACHED.match(words):
            return self._role is Role.SIGNATURE or _WITH_IT.search(ahead) is not None
        return self._role is Role.SIGNATURE and len(words) > 12 and len(self._lines) - at > 12  # noqa: PLR2004
