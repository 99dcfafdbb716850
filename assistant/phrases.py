"""Finds which of many known phrases a text holds, as whole words and the longest first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from index.vietnamese import fold, normalise

# A comma or full stop ends a name unless the name has it itself; hyphens, slashes and line ends do not count.
_WORD = re.compile(r"[^\W_]+|[,;:.()]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A known phrase in a text; `start` and `end` are character positions."""

    phrase: str
    start: int
    end: int


class Phrases:
    """Known phrases, each under its key; a text is read only where one of their first words stands."""

    def __init__(self, phrases: Iterable[str], *, folded: bool = False) -> None:
        """Take the phrases; `folded` makes the index one for texts that have no diacritics."""
        self._folded = folded
        starting: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for phrase in phrases:
            words = tuple(self.key(phrase).split(" "))
            starting[words[0]].add(words)
        self._starting = {first: sorted(rows, key=len, reverse=True) for first, rows in starting.items()}
        self._longest = max((len(row) for rows in starting.values() for row in rows), default=0)
        firsts = "|".join(map(re.escape, sorted(starting)))
        self._first = re.compile(rf"(?<![^\W_])(?:{firsts})(?![^\W_])", re.IGNORECASE)

    def key(self, phrase: str) -> str:
        """Return the form in which a phrase is reported by `find`."""
        words = normalise(phrase).casefold()
        return " ".join(_WORD.findall(fold(words) if self._folded else words))

    def find(self, text: str) -> Iterator[Mention]:
        """Go over the phrases in a normalised text; one that lies inside a longer one is not reported."""
        reached = 0
        for at in self._first.finditer(text):
            following = list(islice(_WORD.finditer(text, at.start()), self._longest))
            words = tuple(m.group().casefold() for m in following)
            row = next((r for r in self._starting.get(words[0], ()) if words[: len(r)] == r), None)
            if row is not None and (end := following[len(row) - 1].end()) > reached:
                reached = end
                yield Mention(" ".join(row), at.start(), end)
