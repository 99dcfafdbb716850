"""Finds what a question names: document numbers, articles, procedure codes, in full or in short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from assistant.naming import act_name
from index.vietnamese import NUMBER, fold, normalise

_CODE = re.compile(r"\b(\d\.\d{6})(?:\.[A-Za-z]\d+)?\b")
_KINDS = {
    "nd": "nđ-cp", "nghi dinh": "nđ-cp", "decree": "nđ-cp",
    "tt": "tt", "thong tu": "tt", "circular": "tt",
    "ttlt": "ttlt", "thong tu lien tich": "ttlt", "joint circular": "ttlt",
    "qd": "qđ", "quyet dinh": "qđ", "decision": "qđ",
    "nq": "nq", "nghi quyet": "nq",
    "luat": "qh", "bo luat": "qh", "law": "qh",
    "ডিক্রি": "nđ-cp", "সার্কুলার": "tt", "পরিপত্র": "tt", "সিদ্ধান্ত": "qđ", "আইন": "qh",
}  # fmt: skip
_ANY_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_SHORT = re.compile(
    rf"\b({_ANY_KIND})"
    r"\s*(?:so\s*|number\s*|no\.?\s*|নং\s*|নম্বর\s*)?(\d{1,5})(?:(?:\s*/\s*|\s+of\s+)(\d{4}))?(?![\d/]|\.\d)"
)
# "78/2025 নম্বর সার্কুলার": in Bengali the number stands before what it is the number of.
_NUMBER_FIRST = re.compile(
    r"(?<![\d/.])(\d{1,5})\s*/\s*(\d{4})\s*(?:নম্বর|নং|সংখ্যক)?\s*"
    r"(decree|circular|decision|ডিক্রি|সার্কুলার|পরিপত্র|সিদ্ধান্ত|আইন)"
)
# "Luật Hòa giải cơ sở số 35/2013": between the kind and the number stands the name, and no other act or day.
_LAW_BY_NUMBER = re.compile(
    r"\b(luat|bo luat) (?:(?!(?:nghi|thong|quyet|nd|tt|qd|nq|luat|dieu|khoan|ngay|thang|quy)\b)[a-z]+ ){1,8}?"
    r"(?:so )?(\d{1,3})/(\d{4})(?![\d/]|\.\d)"
)
_KIND_BEFORE = re.compile(rf"\b(?:{_ANY_KIND})(?: so)?\W*$")
_LAW_BY_YEAR = re.compile(r"\b(?:luat|bo luat)\s+((?:[a-z]+\s+){1,8}?)(?:nam\s+)?((?:19|20)\d{2})\b")
_LAW_IN_ENGLISH = re.compile(r"\blaw on ((?:[a-z]+\s+){1,6}?)((?:19|20)\d{2})\b")
_ARTICLE = re.compile(
    r"\b(?:dieu|article|art\.?|ধারা|অনুচ্ছেদ)\s+(\d+[a-z]?)\b"
    r"|\b(?:khoan|clause|দফা)\s+(\d+[a-z]?)\b|\b(?:diem|point)\s+([a-z])\b|\b(?:chuong|chapter)\s+([ivxlc]+)\b"
)
_FIGURES = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
_KIND_NAMES = {
    "nđ-cp": "Nghị định", "tt": "Thông tư", "ttlt": "Thông tư liên tịch",
    "qđ": "Quyết định", "nq": "Nghị quyết", "qh": "Luật",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class References:
    """What a question names; every part may be empty.

    `numbers` are document numbers in lower case; `short` are (number, year or "", symbol) of shortened ones;
    `laws` are (folded words, year) of laws named by year; `articles`, `clauses`, `points`, `chapters` are
    the numbers of the structure units, in the order in which they are named.
    """

    numbers: tuple[str, ...] = ()
    short: tuple[tuple[str, str, str], ...] = ()
    laws: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()

    @property
    def names_document(self) -> bool:
        """Tell whether any document is named."""
        return bool(self.numbers or self.short or self.laws or self.codes)

    def joined(self, other: References) -> References:
        """Return what both name, each once, in their order."""
        return References(
            *(tuple(dict.fromkeys((*getattr(self, f.name), *getattr(other, f.name)))) for f in fields(self))
        )


def acts_named(turn: str) -> list[tuple[int, int, str]]:
    """Return the acts that a turn names, in order: where each stands, and its kind and number."""
    text = normalise(turn)
    folded = fold(text)
    found = [(*m.span(), act_name(m.group().upper(), "vi")) for m in _full_numbers(text)]
    if len(folded) == len(text):
        laws = (m for pattern in (_LAW_BY_YEAR, _LAW_IN_ENGLISH) for m in pattern.finditer(folded))
        found += [(*m.span(), text[slice(*m.span())]) for m in laws]
        found += [(*m.span(), _short_name(m)) for m in _short_numbers(folded)]
    return sorted(found)


def beside_acts(turn: str) -> str:
    """Return a turn without the acts that it names: their kinds, numbers, years, and names before these."""
    text = normalise(turn)
    for start, end, _ in reversed(acts_named(text)):
        before = text[:start]
        kind = _KIND_BEFORE.search(fold(before)) if len(fold(before)) == len(before) else None
        text = f"{before[: kind.start()] if kind else before} ; {text[end:]}"
    return text


def kind_called(word: str) -> str:
    """Return the kind of act that a word for one stands for ("decree"); "" for no such word."""
    return _KIND_NAMES.get(_KINDS.get(fold(word), ""), "")


def _full_numbers(text: str) -> Iterator[re.Match[str]]:
    """Go over the numbers of acts that a text has in full; "QCVN 19:2025/BKHCN" is that of a standard."""
    for match in NUMBER.finditer(text):
        if text.endswith(":", 0, match.start()):
            continue
        if "/" in match.group() and not re.fullmatch(r"\d{1,2}(/\d{4})?", match.group()):
            yield match


def _short_numbers(folded: str) -> Iterator[re.Match[str]]:
    """Go over the acts that a folded text names by their kind and a shortened number."""
    for pattern in (_SHORT, _LAW_BY_NUMBER):
        yield from pattern.finditer(folded)


def _short_name(match: re.Match[str]) -> str:
    number = "/".join(part for part in match.group(2, 3) if part)
    return f"{_KIND_NAMES[_KINDS[match.group(1)]]} {number}"


def _labels(match: re.Match[str], text: str, folded: str) -> tuple[str, ...]:
    """Return the labels of the units named, as they are typed: "điểm đ" is another one than "điểm d"."""
    written = text.casefold() if len(text) == len(folded) else folded
    return tuple(written[slice(*match.span(group))] if match[group] else "" for group in range(1, 5))


def find_references(question: str) -> References:
    """Read the references out of a question, typed with or without diacritics."""
    text = normalise(question).translate(_FIGURES)
    folded = fold(text)
    codes = tuple(dict.fromkeys(_CODE.findall(text)))
    numbers = [m.group().casefold().replace("–", "-") for m in _full_numbers(text)]
    masked = folded
    for number in numbers:
        masked = masked.replace(fold(number), " ")
    short = [
        (m.group(2).lstrip("0"), m.group(3) or "", _KINDS[m.group(1)])
        for m in _short_numbers(masked)
        if not (_KINDS[m.group(1)] == "qh" and m.group(3) is None)
    ]
    short += [
        (digits.lstrip("0"), year, _KINDS[kind]) for digits, year, kind in _NUMBER_FIRST.findall(masked)
    ]
    laws = [(words.strip(), year) for words, year in _LAW_BY_YEAR.findall(masked)]
    laws += [(words.strip(), year) for words, year in _LAW_IN_ENGLISH.findall(masked)]
    units = [_labels(match, text, folded) for match in _ARTICLE.finditer(folded)]
    return References(
        numbers=tuple(dict.fromkeys(numbers)),
        short=tuple(dict.fromkeys(short)),
        laws=tuple(dict.fromkeys(laws)),
        codes=codes,
        articles=tuple(dict.fromkeys(u[0] for u in units if u[0])),
        clauses=tuple(dict.fromkeys(u[1] for u in units if u[1])),
        points=tuple(dict.fromkeys(u[2] for u in units if u[2])),
        chapters=tuple(dict.fromkeys(u[3] for u in units if u[3])),
    )
