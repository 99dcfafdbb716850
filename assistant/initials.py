"""Writes out abbreviations that no table has by what titles say: "TCTCVM" is "tổ chức tài chính vi mô"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.tables import load, spelled_stop_words
from index.vietnamese import fold, normalise

_SHORT = re.compile(r"(?<![\w/.-])[A-ZĐ]{2,12}(?![\w/-])(?! \d)")
_WORD = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together in a title, in small letters, and their first letters without diacritics."""

    words: tuple[str, ...]
    letters: str


def runs_of(title: str) -> tuple[Run, ...]:
    """Return the words of a title, cut where something stands between them."""
    pieces = (tuple(_WORD.findall(piece)) for piece in _APART.split(normalise(title).lower()))
    return tuple(Run(words, "".join(fold(word)[0] for word in words)) for words in pieces if words)


def by_initials(
    text: str, is_known: Callable[[str], bool], titles: Callable[[], Iterable[Sequence[Run]]]
) -> str:
    """Return a text with the abbreviations in it written out that are the first letters of words in titles.

    What the tables know (`is_known`), and what is shorter than may be told, stays as it is; so does what
    stands for different words in titles, unless one of them is in many more than the next.
    """
    policy = load("policy")["initials"]
    text = normalise(text)
    if text.isupper():
        return text

    def meant(match: re.Match[str]) -> str:
        short = match.group()
        if len(short) < policy["letters"] or is_known(short):
            return short
        found = Counter(name for title in titles() for name in frozenset(_named(short, title)))
        (best, count), *rest = [*found.most_common(2), ("", 0)][:2]
        clear = count >= policy["titles"] and count >= policy["ahead"] * rest[0][1]
        return best if clear else short

    return _SHORT.sub(meant, text)


def _named(short: str, title: Sequence[Run]) -> Iterator[str]:
    """Go over the words of a title that begin with the letters of an abbreviation, and mean something."""
    letters = fold(short.lower())
    for run in title:
        at = run.letters.find(letters)
        while at >= 0:
            words = run.words[at : at + len(letters)]
            spelled = all(word[0] == "đ" for word, letter in zip(words, short, strict=True) if letter == "Đ")
            if spelled and not spelled_stop_words() & {words[0], words[-1]}:
                yield " ".join(words)
            at = run.letters.find(letters, at + 1)
