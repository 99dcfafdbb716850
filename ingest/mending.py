"""Mends recognised Vietnamese words where their neighbours leave only one reading of their marks.

Recognition takes `bổ sung` for `bỗ sung` or `bồ sung`, and `cơ sở` for `CƠ SỞ`: the letters are right and the
marks are not. No letter or figure is changed, only marks (đ counts as a d with a mark), and only of words
that recognition itself is less than certain of; but in a date I, l and O are figures. What was recognised
is kept beside what it was mended to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from index.vietnamese import fold, normalise
from ingest.page_policy import policy
from ingest.readers.pdf_lines import PdfLine, PdfWord

_PARTS: Final = re.compile(r"(?P<head>[^\w]*)(?P<core>[^\W\d_]{1,7})(?P<tail>[^\w]*)")
_ENDS: Final = frozenset(".;:!?")
_LIKE_A_NUMBER: Final = re.compile(r"[\dIlÌÍ|Oo]{1,2}")
_FIGURES: Final = str.maketrans("IlÌÍ|Oo", "1111100")
_DAYS: Final = (("ngày", "tháng", 31), ("tháng", "năm", 12))
_ENTRY: Final = re.compile(r"(\D+)(\d+)")


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Which syllables follow one another, with the power of two of how often; the forms of a folded one."""

    counts: Mapping[tuple[str, str], int]
    marked: Mapping[str, tuple[str, ...]]


def mended(lines: Sequence[PdfLine]) -> tuple[PdfLine, ...]:
    """Return lines with their words mended; a mended word has `read`, as it was recognised."""
    flat = [word for line in lines for word in line.words]
    if not flat:
        return tuple(lines)
    done = iter(list(_words(flat)))
    return tuple(PdfLine(tuple(next(done) for _ in line.words)) for line in lines)


def _words(words: Sequence[PdfWord]) -> Iterator[PdfWord]:
    cores = [_core(word.text) for word in words]
    for at, word in enumerate(words):
        core = cores[at]
        if (day := _day_number(words, at)) != word.text:
            yield replace(word, text=day, read=word.text)
            continue
        if not core or (word.confidence or 0.0) >= policy().mending.below:
            yield word
            continue
        before = cores[at - 1] if at and words[at - 1].text[-1] not in _ENDS else ""
        after = cores[at + 1] if at + 1 < len(words) and word.text[-1] not in _ENDS else ""
        better = _better(core, before, after)
        if better == core:
            yield word
        else:
            cores[at] = better
            yield replace(word, text=word.text.replace(core, better, 1), read=word.text)


def _day_number(words: Sequence[PdfWord], at: int) -> str:
    """Read letters that look like 1 and 0 as figures in "ngày l5 tháng I1 năm", where nothing else fits."""
    text = words[at].text
    if not 0 < at < len(words) - 1 or text.isdigit() or not _LIKE_A_NUMBER.fullmatch(text):
        return text
    number = text.translate(_FIGURES)
    for before, after, most in _DAYS:
        if words[at - 1].text.casefold() == before and words[at + 1].text.casefold() == after:
            return number if 1 <= int(number) <= most else text
    return text


def _core(word: str) -> str:
    """Return the one syllable of a word without its punctuation; "" where it is none."""
    match = _PARTS.fullmatch(word)
    return match["core"] if match else ""


def _better(core: str, before: str, after: str) -> str:
    plain = normalise(core).casefold()
    folded = fold(plain)
    pairs = _pairs()
    if not (before or after):
        return core
    known = {one: _support(pairs, one, before, after) for one in pairs.marked.get(folded, ())}
    here = _support(pairs, plain, before, after)
    best = max(known, key=lambda one: known[one], default=plain)
    rest = max((count for one, count in known.items() if one != best), default=0)
    rules = policy().mending
    if best != plain and known[best] >= rules.least and known[best] - max(here, rest) >= rules.ahead:
        return _cased(best, core)
    if here >= rules.least and _odd_case(core, before, after):
        return plain
    return core


def _support(pairs: _Pairs, syllable: str, before: str, after: str) -> int:
    first = pairs.counts.get((normalise(before).casefold(), syllable), 0) if before else 0
    second = pairs.counts.get((syllable, normalise(after).casefold()), 0) if after else 0
    return first + second


def _cased(syllable: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return syllable.upper()
    return syllable.capitalize() if like[0].isupper() else syllable


def _odd_case(core: str, before: str, after: str) -> bool:
    """Tell whether a word is in capitals between words that are not: small letters that were read large."""
    marked = core.casefold() != fold(core)
    low = (not before or before.islower()) and (not after or after.islower())
    return low and (
        (core[:1].islower() and not core.islower()) or (marked and len(core) > 1 and core.isupper())
    )


@cache
def _pairs() -> _Pairs:
    """Load `ingest/data/syllable_pairs.txt`."""
    counts: dict[tuple[str, str], int] = {}
    marked: defaultdict[str, set[str]] = defaultdict(set)
    for line in files("ingest").joinpath("data/syllable_pairs.txt").read_text("utf-8").split("\n"):
        first, _, rest = line.partition(": ")
        if line.startswith("#") or not rest:
            continue
        for second, count in _ENTRY.findall(rest.replace(" ", "")):
            counts[first, second] = int(count)
            marked[fold(second)].add(second)
        marked[fold(first)].add(first)
    return _Pairs(counts, {folded: tuple(sorted(forms)) for folded, forms in marked.items()})
