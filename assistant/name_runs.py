"""Finds the words that a question took out of a name: people shorten what they call a procedure by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from index.vietnamese import fold, normalise

_WORD = re.compile(r"\w+")
_RUN = 2
"""Words in a row, at least: one alone may stand in a question by chance."""
_ALL = 4
"""Words of all runs together, at least."""
_OPENS = 2
"""Words at the head of a run inside a name that stay the question's own: "điều kiện kinh doanh …" asks for
conditions, though the name goes "… đủ điều kiện kinh doanh …"."""

Span = tuple[int, int]


def runs(folded: str, title: str) -> tuple[Span, ...]:
    """Return where a folded question has runs of the words of a title, in its order; none of few words.

    "xin giấy đủ điều kiện buôn bán thuốc" has one of "Cấp Giấy chứng nhận đủ điều kiện buôn bán thuốc".
    """
    found = tuple(_blocks(folded, title))
    return tuple(span for _, span in found) if sum(size for size, _ in found) >= _ALL else ()


def _blocks(folded: str, title: str) -> Iterator[tuple[int, Span]]:
    """Go over the runs with the number of their words; of one inside the name without its head."""
    typed = list(_WORD.finditer(folded))
    name = _WORD.findall(fold(normalise(title)).removeprefix("thu tuc "))
    blocks = SequenceMatcher(None, name, [word.group() for word in typed], autojunk=False)
    for start, at, size in blocks.get_matching_blocks():
        head = 0 if start == 0 else _OPENS
        if size >= _RUN and size > head:
            yield size, (typed[at + head].start(), typed[at + size - 1].end())
