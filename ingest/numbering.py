"""Which articles and clauses of an act are numbered as if something before them were missing or misread."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from index.provisions import Unit
from ingest.doubts import doubt
from ingest.reading import Draft

_COUNTED: Final = frozenset({Unit.ARTICLE, Unit.CLAUSE})
_LABEL: Final = re.compile(r"(?P<of>.*?)(?P<unit>Điều|khoản) (?P<number>\d{1,3})(?P<letter>[a-zđ]?)")
_INSIDE: Final = re.compile(r"^(\d{1,2})\. ", re.MULTILINE)
_QUOTED: Final = re.compile('[“”«»"]')
_MOST: Final = 8
"""More places than so many are not named one by one."""


def numbering_doubts(drafts: Sequence[Draft], text: str) -> tuple[str, ...]:
    """Tell before which articles and clauses one is missing, and which stand in another order."""
    found = [*_gaps(drafts), *_strays(drafts, text)]
    places = "; ".join(found[:_MOST])
    if len(found) > _MOST:
        return (doubt("numbering_many", places=places, count=str(len(found) - _MOST)),)
    return (doubt("numbering", places=places),) if found else ()


def _gaps(drafts: Sequence[Draft]) -> Iterator[str]:
    before: dict[tuple[str, str], int] = defaultdict(int)
    for draft in drafts:
        label = _LABEL.fullmatch(draft.locator) if draft.unit in _COUNTED else None
        if label is None:
            continue
        row, number = (label["of"], label["unit"]), int(label["number"])
        begins = draft.unit is Unit.CLAUSE or row in before
        if begins and number not in {before[row], before[row] + 1} and not label["letter"]:
            yield draft.locator
        before[row] = number


def _strays(drafts: Sequence[Draft], text: str) -> Iterator[str]:
    """Name the lines in a clause that are numbered as if they were clauses behind it; not what is quoted."""
    for draft in drafts:
        label = _LABEL.fullmatch(draft.locator) if draft.unit is Unit.CLAUSE else None
        words = draft.span.of(text).partition("\n")[2]
        inside = _INSIDE.search(words)
        if label is None or inside is None or _QUOTED.search(draft.span.of(text)):
            continue
        if int(inside[1]) - int(label["number"]) in (1, 2):
            yield f"{draft.locator}, dòng «{inside[1]}.»"
