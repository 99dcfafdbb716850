"""Lists of places as acts write them: "điểm a và b khoản 2, khoản 3 Điều 5; Phụ lục I", from the small up.

A place is written the other way round, as a locator is: "Điều 5 khoản 2 điểm a".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_LETTER = r"[a-zđ]"
_ARABIC = rf"\d{{1,3}}(?:{_LETTER}\d?)?"
_ROMAN = rf"[IVXLC]{{1,7}}(?:{_LETTER}|[A-D])?"
_UNITS: Final[tuple[tuple[str, str, str], ...]] = (
    ("điểm", r"điểm", rf"(?:{_LETTER}\d{{0,2}}|\d{{1,2}}(?:\.\d{{1,2}})*)"),
    ("khoản", r"khoản", _ARABIC),
    ("Điều", r"điều", _ARABIC),
    ("Tiểu mục", r"tiểu mục", rf"(?:{_ARABIC}|{_ROMAN})"),
    ("Mục", r"mục", rf"(?:{_ROMAN}|{_ARABIC}|[A-H])"),
    ("Chương", r"chương", rf"(?:{_ROMAN}|{_ARABIC})"),
    ("Phần", r"phần(?: thứ)?", rf"(?:{_ROMAN}|{_ARABIC}|nhất|hai|ba|tư|năm|sáu)"),
    ("Mẫu số", r"(?:biểu )?mẫu(?: số)?", r"\d{1,3}(?:[a-zđ]|[A-Z])?\b"),
    ("Phụ lục", r"phụ lục(?: số)?", rf"(?:{_ROMAN}|\d{{1,2}}(?:[a-zđ]|[A-D])?)"),
)
_LEVELS: Final = {name: level for level, (name, _, _) in enumerate(_UNITS)}
_ARTICLE: Final = _LEVELS["Điều"]
_END = r"(?![^\W_]|[/.]\d)"
_COUNTED = r"(?!\s*(?:ngày|tháng|năm|giờ|%|/|triệu|tỷ|đồng|bộ|bản|nghị định|thông tư|luật|quyết định)\b)"
_PART = re.compile(
    r"(?P<part>tên gọi|tên|tiêu đề|đoạn mở đầu|đoạn đầu|đoạn thứ \w+|đoạn cuối|đoạn dẫn|đoạn \d|câu dẫn"
    r"|gạch đầu dòng (?:thứ )?\w+|dòng \w+|phần mở đầu|lời dẫn)\s+(?:(?:của|tại|thuộc|tên)\s+)*",
    re.IGNORECASE,
)
_MANY = re.compile(r"(?:(?:tất cả|toàn bộ|các|những)\s+){0,3}", re.IGNORECASE)
_HEADS: Final = tuple(
    (name, re.compile(rf"\b{unit}\s+(?P<label>{label}){_END}", re.IGNORECASE if name != "điểm" else 0))
    for name, unit, label in _UNITS
)
_POINT_HEAD: Final = re.compile(rf"\b[đĐ]iểm\s+(?P<label>{_UNITS[0][2]}){_END}")
_BARE: Final = {name: re.compile(rf"(?P<label>{label}){_END}{_COUNTED}") for name, _, label in _UNITS}
_ALONE: Final = re.compile(r"\b(?P<unit>điều|phụ lục)\b(?=\s*(?:và|,|ban hành|kèm|tại|của))", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|\s(?:và|hoặc)\s+)", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s+đến\s+(?:hết\s+)?", re.IGNORECASE)
_GLUE: Final = re.compile(r"(?:\s+(?:của|tại|thuộc|ở|trong))?\s+", re.IGNORECASE)
_MOST: Final = 200


@dataclass(slots=True)
class _Path:
    labels: dict[str, str] = field(default_factory=dict)
    part: str = ""
    top: int = -1

    def lacks(self, name: str, last: str) -> bool:
        """Tell whether a larger unit that follows at once encloses this place too."""
        if name == "Mục" and last == "Mẫu số":  # the forms of a section of an appendix
            return last in self.labels and name not in self.labels
        if "Điều" in self.labels and _LEVELS[name] >= _LEVELS["Mẫu số"]:
            return False
        return self.top < _LEVELS[name] and name not in self.labels

    def put(self, name: str, label: str) -> None:
        self.labels[name] = label
        self.top = max(self.top, _LEVELS[name])


@dataclass(frozen=True, slots=True)
class Place:
    """One place: the labels of its units by name, and which part of the smallest is meant ("tên")."""

    labels: Mapping[str, str]
    part: str = ""

    @property
    def whole(self) -> bool:
        """Whether the place tells where it is: it names an article or something larger."""
        return any(_LEVELS[name] >= _ARTICLE for name in self.labels)

    def inside(self, outer: Place | None) -> Place:
        """Complete the place by the larger units of another one."""
        if outer is None or not (self.labels or self.part):
            return self
        top = max((_LEVELS[name] for name in self.labels), default=-1)
        if top == _ARTICLE or top > _LEVELS["Mẫu số"] or (top > _ARTICLE and "Điều" in outer.labels):
            return self
        above = {name: label for name, label in outer.labels.items() if _LEVELS[name] > top}
        return Place({**above, **self.labels}, self.part)

    @classmethod
    def around(cls, found: Sequence[Place]) -> Place | None:
        """Return what all places have in common: "Điều 16" of its clause 1 and its clause 2 point a."""
        if not found:
            return None
        shared = {n: x for n, x in found[0].labels.items() if all(p.labels.get(n) == x for p in found)}
        low = max((_LEVELS[n] for p in found for n in p.labels if n not in shared), default=-1)
        kept = {name: label for name, label in shared.items() if _LEVELS[name] > low}
        return cls(kept) if kept else None

    def __str__(self) -> str:
        """Write the place as a locator is written, from the large to the small."""
        names = sorted(self.labels, key=_LEVELS.__getitem__, reverse=True)
        if "Điều" in self.labels:  # an article is found without its chapter, which an amendment may rename
            names = [n for n in names if _LEVELS[n] <= _ARTICLE or n == "Phụ lục"]
        return " ".join(f"{name} {self.labels[name]}".strip() for name in names) + (
            f" {self.part}" if self.part else ""
        )


def places(text: str, at: int = 0) -> tuple[tuple[Place, ...], int]:
    """Read the list of places that begins at `at`; return them and where it ends (`at` for none)."""
    paths: list[_Path] = []
    filled: list[_Path] = []
    last = ""
    adjacent = comma = False
    end = at
    while len(paths) < _MOST:
        start = _MANY.match(text, end)
        here = start.end() if start else end
        item = _item(text, here)
        bare = None
        if item is None and last and not adjacent and (bare := _BARE[last].match(text, end)):
            item = (last, bare["label"], "", bare.end())
        if item is None:
            break
        name, label, part, stop = item
        joined = adjacent or (name == "khoản" and last == "điểm" and comma and bare is None)
        lacking = [p for p in paths if p.lacks(name, last)] if joined else []
        if lacking and not part:
            for path in lacking:
                path.put(name, label)
            filled = lacking
        elif bare is not None and filled:  # "mục 5 các mẫu số 1, 2": the smaller unit in each of them
            filled = [_Path({**path.labels, name: label}, path.part, path.top) for path in filled]
            paths += filled
        else:
            filled = []
            path = _Path(part=part)
            path.put(name, label)
            if not label and part:
                path.labels, path.top = {}, _LEVELS[name] - 1
            paths.append(path)
        last, end = name, stop
        if (reach := _RANGE.match(text, stop)) is not None and not lacking:
            until = _item(text, reach.end()) or _bare(text, reach.end(), name)
            if until is not None and until[0] == name:
                for further in _between(label, until[1]):
                    more = _Path()
                    more.put(name, further)
                    paths.append(more)
                end = until[3]
        follows = _SEPARATOR.match(text, end)
        adjacent = follows is None
        comma = follows is not None and follows.group().strip() == ","
        glue = follows or _GLUE.match(text, end)
        following = glue.end() if glue else end
        if _item(text, _skip(text, following)) is None and (
            adjacent or _BARE[last].match(text, following) is None
        ):
            break
        end = following
    return tuple(Place(p.labels, p.part) for p in paths), end


def _skip(text: str, at: int) -> int:
    start = _MANY.match(text, at)
    return start.end() if start else at


def _bare(text: str, at: int, name: str) -> tuple[str, str, str, int] | None:
    found = _BARE[name].match(text, at)
    return (name, found["label"], "", found.end()) if found else None


def _item(text: str, at: int) -> tuple[str, str, str, int] | None:
    """Read "khoản 2" or "tên Điều 5" at a place: its unit, label, part, and where it ends."""
    part = ""
    start = at
    if (found := _PART.match(text, at)) is not None:
        part, start = " ".join(found["part"].lower().split()), found.end()
    for name, head in _HEADS:
        pattern = _POINT_HEAD if name == "điểm" else head
        if (match := pattern.match(text, start)) is not None:
            return name, match["label"], part, match.end()
    alone = _ALONE.match(text, start)
    if alone is not None and (part or alone["unit"].casefold() == "phụ lục"):
        return ("Điều" if part else "Phụ lục"), "", part, alone.end()
    return None


def _between(first: str, last: str) -> Iterator[str]:
    """Go over the labels after the first up to the last; only numbers can be counted through."""
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < _MOST:
        yield from map(str, range(int(first) + 1, int(last) + 1))
    else:
        yield last
