"""How the lines that open a unit of a Vietnamese legal text look, OCR damage included.

Every pattern is anchored, bounded and free of nested repetition, so that no line costs more than its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.provisions import Unit
from index.vietnamese import fold

POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters of points in their order; f, j, w and z are not used (Nghị định 30/2020/NĐ-CP, phụ lục I)."""

_OPENING = "[“\"«„'‘”]"
_WORD = re.compile(
    rf"(?P<quote>{_OPENING}?)[\s_.`*]{{0,3}}(?P<word>[^\W\d_]{{3,8}}(?: [^\W\d_]{{2,4}})?)[\s ]{{0,3}}"
)
_ARTICLE = re.compile(r"(?P<n>[\dlIO]{1,4}[a-zđ]?\d?)\s{0,2}(?P<sep>[.:][\-–]?|[\-–]\s|$)")
_ROMAN = re.compile(r"(?P<n>[IVXLCl]{1,7}|\d{1,3})(?P<x>[a-zA-ZĐđ]?)(?=[\s.:]|$)\s{0,2}[.:]?")
_ORDINAL = re.compile(
    r"(?P<n>thứ\s(?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười(?:\s\w{1,4})?)|[IVXLC]{1,7}"
    r"|\d{1,2})(?=[\s.:]|$)",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"(?:số\s{0,2})?(?P<n>[IVXLC]{1,7}[A-Za-z]?|\d{1,3}[A-Za-z]?|[A-ZĐ])?(?=[\s.:\-–(]|$)")
_FORM = re.compile(
    r"(?P<n>(?:[A-ZĐ]{0,3}[.\-]?\d{1,3}(?:[.\-/][A-Za-zĐ\d]{1,8}){0,4}[a-zđ]?)"
    r"|[A-ZĐ]\.[IVXLC]{1,5}\.\d{1,2}|[IVXLC]{1,5}(?:[.\-]\d{1,2})?)(?=[\s.:\-–)(]|$)"
)
_CLAUSE = re.compile(
    rf"(?P<quote>{_OPENING}?)\s{{0,2}}(?P<n>\d{{1,3}}"
    rf"|[lI])(?P<x>[a-zđ]?\d?)\s{{0,1}}[.,]\s{{0,3}}(?=[^\d\s.,])"
)
_POINT = re.compile(rf"(?P<quote>{_OPENING}?)\s{{0,2}}(?P<n>dd|[a-zđð®]\d?)(?:\s?\)|/(?=\s))\s{{0,3}}(?=\S)")
_ITEM = re.compile(
    r"(?P<n>(?:[IVXL]{1,6}|[A-HĐ])(?=[.,)]\s)|\d{1,3}(?:\.\d{1,3}){0,5}(?=[.,)]?\s"
    r"|[.,)]\S))[.,)]?\s{0,3}(?=[^\W_]|[“\"(])"
)
_PARTING = frozenset(".:-–")
_LISTED = re.compile(r"\d{1,2}\.\s{1,4}(?=[ĐđÐ])")
_MAX_TITLE_ON_LINE = 400
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """An opening: the unit, its number as printed, where its title starts, and whether a quote opens."""

    unit: Unit
    label: str
    rest: int
    quoted: bool = False


def heading(line: str) -> Mark | None:
    """Tell whether a line opens a part, chapter, section, article, appendix or form."""
    listed = _LISTED.match(line)
    start = listed.end() if listed else 0
    if len(line) < _SHORTEST or (match := _WORD.match(line, start)) is None:
        return None
    quoted = bool(match["quote"])
    word = fold(match["word"].replace("Ð", "Đ").replace("ð", "đ"))
    if word in {"dieu", "article"}:
        return _article(line, match.end(), quoted=quoted)
    if listed:
        return None
    if word in {"phu luc", "mau so", "bieu so", "bieu mau", "mau", "appendix", "annex"}:
        return _attachment(line, match, word, quoted=quoted)
    if word.startswith("mau ") and match["word"][4:].isupper():
        return _attachment(line, match, "mau", quoted=quoted)
    return _division(line, match, word, quoted=quoted)


def _article(line: str, after: int, *, quoted: bool) -> Mark | None:
    found = _ARTICLE.match(line, after)
    if found is None:
        return None
    rest = _skip_blank(line, found.end())
    if rest < len(line) and not (
        line[rest].isupper() or line[rest] in "“\"'‘(«[" or line[rest].isdigit() or quoted
    ):
        return None
    return Mark(Unit.ARTICLE, _arabic(found["n"]), rest, quoted)


def _division(line: str, match: re.Match[str], word: str, *, quoted: bool) -> Mark | None:
    first = word.split(" ", 1)[0]
    start = match.start("word") + len(match["word"].split(" ", 1)[0])
    start = _skip_blank(line, start)
    if first in {"chuong", "chapter"}:
        unit, found = Unit.CHAPTER, _ROMAN.match(line, start)
    elif first in {"phan", "part"}:
        unit, found = Unit.PART, _ORDINAL.match(line, start)
    elif word == "tieu muc":
        unit, found = Unit.SUBSECTION, _ROMAN.match(line, match.end())
    elif first in {"muc", "section"}:
        unit, found = Unit.SECTION, _ROMAN.match(line, start)
    else:
        return None
    if found is None or len(line) > _MAX_TITLE_ON_LINE:
        return None
    rest = _skip_blank(line, found.end())
    if rest < len(line) and not line[rest].isupper() and line[rest] not in '“"(':
        return None
    label = found["n"].replace("l", "I") if unit is not Unit.PART else found["n"].lower()
    if unit is Unit.PART and not label.startswith("thứ"):
        label = found["n"].upper()
    return Mark(unit, label + (found.groupdict().get("x") or ""), rest, quoted)


def _attachment(line: str, match: re.Match[str], word: str, *, quoted: bool) -> Mark | None:
    raw = match["word"]
    unit = Unit.APPENDIX if word in {"phu luc", "appendix", "annex"} else Unit.FORM
    start = match.end() if word != "mau" else _skip_blank(line, match.start("word") + len("mẫu"))
    if unit is Unit.FORM and line[start : start + 1] == ":":
        start = _skip_blank(line, start + 1)
    if word == "bieu mau" and fold(line[start : start + 2]) == "so":
        start = _skip_blank(line, start + 2)
    found = (_APPENDIX if unit is Unit.APPENDIX else _FORM).match(line, start)
    if found is None or (unit is Unit.FORM and not found["n"]):
        return None
    rest = _skip_blank(line, found.end())
    while rest < len(line) and line[rest] in ".:-– ":
        rest += 1
    tail = line[rest:]
    shouted = raw.isupper()
    plain = len(line) <= 120 and (not tail or tail[0].isupper() or tail[0] in '(“"[')  # noqa: PLR2004
    parted = tail and line[start : start + 1] in _PARTING
    if (
        unit is Unit.APPENDIX
        and not shouted
        and not (raw[0].isupper() and plain and (found["n"] or parted or not tail))
    ):
        return None
    if unit is Unit.FORM and not (raw[0].isupper() and plain):
        return None
    if len(line) > _MAX_TITLE_ON_LINE and not shouted:
        return None
    return Mark(unit, found["n"] or "", rest, quoted)


def clause(line: str) -> Mark | None:
    """Tell whether a line opens a clause: `1. …`, with `l.` and `3,` as OCR leaves them."""
    match = _CLAUSE.match(line)
    if match is None:
        return None
    return Mark(Unit.CLAUSE, _arabic(match["n"]) + match["x"], match.end(), bool(match["quote"]))


def point(line: str) -> Mark | None:
    """Tell whether a line opens a point: `a) …`, `dd/ …` in translations; `®)` is what OCR makes of `đ)`."""
    match = _POINT.match(line)
    if match is None:
        return None
    letter = match["n"].replace("ð", "đ").replace("®", "đ").replace("dd", "đ")
    return Mark(Unit.POINT, letter, match.end(), bool(match["quote"]))


def item(line: str) -> tuple[str, int] | None:
    """Tell whether a line opens a numbered item of an attachment: (label, where its words start)."""
    match = _ITEM.match(line)
    if match is None:
        return None
    return match["n"], match.end()


def _skip_blank(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t\u00a0":
        at += 1
    return at


def _arabic(label: str) -> str:
    digits = label.rstrip("abcdđeghikmnopqrstuvxy") if label[:1].isdigit() else label
    rest = label[len(digits) :]
    return (digits.translate(str.maketrans("lIO", "110")).lstrip("0") or "0") + rest
