"""The paragraphs of a field, and the steps that they make up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.procedure_tables import Range, trim

_MARK = re.compile(r"[\-–—+*•●○▪◦\uf000-\uf0ff(\[\"“«]|\d|[a-zđ]{1,2}\d?[).]")
_ENDED = re.compile(r"[.;:!?)\]”\"…]\s*$")
_STEP = re.compile(
    r"(?:^|(?<=\n)|(?<=[.;:] )|(?<=[.;:]))[ \t]*[-–+*•]*[ \t]*(?:B[ưƯ][ớỚ][cC])\s+(\d+[a-zđ]?(?:\.\d+)*)\b"
)
LONG_STEP = 400


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its number where the record numbers it, its range, and the paragraphs within."""

    number: str | None
    range: Range
    paragraphs: tuple[Range, ...]


def paragraphs(text: str, start: int, end: int) -> tuple[Range, ...]:
    """Cut a range into paragraphs; a line that goes on in the middle of a sentence is none of its own."""
    found: list[Range] = []
    place = start
    while place < end:
        stop = text.find("\n", place, end)
        stop = end if stop < 0 else stop
        line = trim(text, place, stop)
        if line[0] < line[1]:
            goes_on = (
                bool(found)
                and not text[line[0]].isupper()
                and not _MARK.match(text, line[0], end)
                and not _ENDED.search(text, found[-1][0], found[-1][1])
            )
            if goes_on:
                found[-1] = (found[-1][0], line[1])
            else:
                found.append(line)
        place = stop + 1
    return tuple(found)


def steps(text: str) -> tuple[Step, ...]:
    """Cut the field of steps: at "Bước 1", "Bước 2" where it numbers them, else at every paragraph."""
    heads = list(_STEP.finditer(text))
    first = heads[0].start() if heads else len(text)
    found = [Step(None, part, (part,)) for part in paragraphs(text, 0, first)]
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        whole = trim(text, head.start(), end)
        if whole[0] < whole[1]:
            found.append(Step(head.group(1), whole, paragraphs(text, *whole)))
    return tuple(found)


def leads(text: str, parts: tuple[Range, ...]) -> tuple[str, ...]:
    """Return for each paragraph the last one before it that ends in a colon, "" where there is none."""
    lead, found = "", []
    for start, end in parts:
        own = text[start:end]
        found.append("" if own.rstrip().endswith(":") else lead)
        if own.rstrip().endswith(":"):
            lead = own
    return tuple(found)
