"""Acts as running text names them: by number, by the name of a law, or as "this decree"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from index.vietnamese import NUMBER, fold, normalise

KINDS: Final = (
    r"(?:bộ luật|luật|pháp lệnh|nghị quyết liên tịch|nghị quyết|nghị định|thông tư liên tịch|thông tư"
    r"|quyết định|chỉ thị|quy chế|quy định|quy chuẩn|điều lệ)"
)
NUMBERED: Final = re.compile(
    rf"(?P<kind>{KINDS}(?:,?\s(?!này\b|số\b|luật\b|bộ luật\b|nghị\b|thông tư\b)[^\W\d_]{{1,9}}){{0,20}}?)"
    rf"\s(?:số\s?:?\s?)?(?P<number>{NUMBER.pattern})",
    re.IGNORECASE,
)
_OWN: Final = re.compile(rf"(?:{KINDS}|quy trình|văn bản)\s(?:\w+\s)?này\b", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"(?P<name>(?:Bộ luật|Luật|Pháp lệnh)\s[A-ZĐÀ-Ỹ][^\d\W_]*(?:,?\s(?!số\b|năm\b|này\b|đã\b|được\b|ngày\b"
    r"|và (?:các|Luật|Bộ|Nghị|Pháp)\b|[Ll]uật\b|Bộ\b|Nghị\b|Thông\b|Pháp lệnh|có\b|quy\b|như\b|sau\b|hiện\b"
    r"|thì\b|nếu\b|trừ\b|để\b|hết\b|kể\b|do\b|tại\b|theo\b|của\b)"
    r"[^\W\d_]+){0,12})"
)
_BROKEN: Final = re.compile(r"[A-ZĐ\d](?:(?<=[A-ZĐ])(?:\s?-\s|\s-)(?=[A-ZĐ])|(?<=\d)\s?/\s(?=\d{4}))")
"""A number with a blank beside its dash or stroke. It begins with a class of signs since the engine looks for
these several times as fast as for what stands behind one."""
_PARTED: Final = re.compile(r"(?<=\bsố )(\d{1,2}) (?=\d{1,3}/\d{4}/[A-ZĐ])")
"""A figure that recognition parts from the rest of a number: "số 3 1/2021/NĐ-CP"."""

_MISREAD: Final = (  # marks that scans lose or mix up in the verbs of orders, with what stands in each anyway
    ("a đ", re.compile(r"(?<=\b[sS])[ữửừu]a đ[ổốồỗôo]i\b"), "ửa đổi"),
    (" sung", re.compile(r"(?<=\b[bB])[ốồỗô] sung\b"), "ổ sung"),
)
_LAW: Final = re.compile(r"\b(?:bộ luật|luật|pháp lệnh)\b", re.IGNORECASE)
_LAW_NUMBER: Final = re.compile(r"\ssố:?\s(?P<number>\d{1,3}/\d{4}/(?:QH|PL-UBTVQH|UBTVQH)\d{1,2})")
_NAME_REACH: Final = 150


def joined(text: str) -> str:
    """Join the figures of numbers of acts that blanks part."""
    return _PARTED.sub(r"\1", text) if "số " in text else text


def plain(text: str) -> str:
    """Write a text as the patterns read it: one form, and numbers of acts without blanks inside."""
    text = normalise(text)
    if "-" in text or "/" in text:
        text = _BROKEN.sub(lambda m: m.group()[0] + m.group()[1:].strip().replace(" ", ""), text)
    text = joined(text)
    for part, wrong, right in _MISREAD:
        if part in text:
            text = wrong.sub(right, text)
    return text


@dataclass(frozen=True, slots=True)
class Named:
    """An act that a text names: its number, or its name where it gives none, or neither for its own act."""

    start: int
    end: int
    number: str | None = None
    name: str | None = None

    @property
    def own(self) -> bool:
        """Whether the text means its own act."""
        return self.number is None and self.name is None


class Acts:
    """The acts that one text names, so that "Luật Xây dựng" is the one that its preamble gives a number."""

    def __init__(self, text: str) -> None:
        """Read the names of laws with their numbers out of a text written by `plain`."""
        found: dict[str, set[str]] = {}
        for number in _LAW_NUMBER.finditer(text):
            before = text[max(0, number.start() - _NAME_REACH) : number.start()]
            if names := list(_LAW.finditer(before)):
                name = " ".join(before[names[-1].start() :].split())
                if " " in name and not set(name) & set(';:.()"'):
                    found.setdefault(fold(name), set()).add(number["number"])
        self._numbers: Mapping[str, str] = {name: min(n) for name, n in found.items() if len(n) == 1}

    def at(self, text: str, at: int) -> Named | None:
        """Return the act that is named exactly at a place of a text."""
        if (own := _OWN.match(text, at)) is not None:
            return Named(at, own.end())
        if (numbered := NUMBERED.match(text, at)) is not None and "/" in numbered["number"]:
            return Named(at, numbered.end(), _clean(numbered["number"]))
        if (named := _NAMED.match(text, at)) is not None:
            return self._law(named["name"], at)
        return None

    def first(self, text: str, at: int, end: int) -> Named | None:
        """Return the first act named by number or as a law between two places of a text."""
        numbered = NUMBERED.search(text, at, end)
        if numbered is not None and "/" not in numbered["number"]:
            numbered = None
        named = _NAMED.search(text, at, end)
        if numbered is not None and (named is None or numbered.start() <= named.start()):
            return Named(numbered.start(), numbered.end(), _clean(numbered["number"]))
        return None if named is None else self._law(named["name"], named.start())

    def _law(self, words: str, at: int) -> Named:
        """Find the longest beginning of the words that is a law with a known number; else all of them."""
        parts = words.split(" ")
        for count in range(len(parts), 1, -1):
            name = " ".join(parts[:count]).rstrip(",")
            if (number := self._numbers.get(fold(name))) is not None:
                return Named(at, at + len(name), number, name)
        return Named(at, at + len(words), None, words)


def _clean(number: str) -> str:
    return number.replace("–", "-")
