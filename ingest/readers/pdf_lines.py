"""The lines and words of a PDF page, and which of them are running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from index.provisions import Box
from ingest.readers.wrapping import is_page_mark

# Running heads stand among so many lines at the top and bottom, and repeat on this share of the pages.
EDGE_LINES = 3
REPEATED_SHARE = 0.5
FEW_PAGES = 3
Block = TypeVar("Block")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PdfWord:
    """A word and where it stands; `box` is missing for words that were read without geometry.

    `confidence` (0 to 1) is known for words that were recognised from a picture; `read` is what was
    recognised where `text` was mended.
    """

    text: str
    box: Box | None
    confidence: float | None = None
    read: str | None = None


@dataclass(frozen=True, slots=True)
class PdfLine:
    """The words of one line, from left to right."""

    words: tuple[PdfWord, ...]

    @property
    def text(self) -> str:
        """The line with single blanks between its words."""
        return " ".join(word.text for word in self.words)

    @property
    def right(self) -> float:
        """The right edge as a fraction of the page's width, 0 where it is unknown."""
        return max((word.box.right for word in self.words if word.box), default=0.0)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page's lines, whether a picture covers it, and the names of its fonts.

    `blank` says that nothing at all is on it, `drawable` that it can be drawn as a picture; `hidden` counts
    the words that were left out because nobody sees them. `rules` are what is drawn as a straight line.
    `watermark` is what stands across the page in large letters, and is no part of its lines.
    """

    lines: tuple[PdfLine, ...]
    picture: bool
    fonts: frozenset[str]
    blank: bool = False
    drawable: bool = True
    hidden: int = 0
    rules: tuple[Box, ...] = ()
    watermark: str = ""

    @property
    def text(self) -> str:
        """The lines of the text layer."""
        return "\n".join(line.text for line in self.lines)


def level_rows(words: Iterable[PdfWord]) -> Iterator[tuple[PdfWord, ...]]:
    """Part words where one does not stand beside the one before it: some files have no ends of lines.

    Words without a box stand beside any.
    """
    row: list[PdfWord] = []
    before: Box | None = None
    for word in words:
        if before is not None and word.box is not None:
            middle = (word.box.top + word.box.bottom) / 2
            if not before.top <= middle <= before.bottom:
                yield tuple(row)
                row = []
        row.append(word)
        before = word.box or before
    if row:
        yield tuple(row)


def without_running_heads(pages: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """Drop page numbers, and lines at the edges that repeat on most pages but for their numbers.

    Blocks of pages that are no lines stay.
    """
    seen: Counter[str] = Counter()
    for blocks in pages:
        seen.update({_pattern(line) for line in _edges(blocks)})
    repeated = {p for p, n in seen.items() if len(pages) >= FEW_PAGES and n >= len(pages) * REPEATED_SHARE}
    kept = []
    for blocks in pages:
        drop = {id(e) for e in _edges(blocks) if _pattern(e) in repeated or is_page_mark(e.text)}
        kept.append([block for block in blocks if id(block) not in drop])
    return kept


def _edges(blocks: Sequence[object]) -> list[PdfLine]:
    few = len(blocks) <= EDGE_LINES * 2
    edges = blocks if few else [*blocks[:EDGE_LINES], *blocks[-EDGE_LINES:]]
    return [block for block in edges if isinstance(block, PdfLine)]


def _pattern(line: PdfLine) -> str:
    """Return the line with its numbers as one sign, and page numbers at either end taken off."""
    return re.sub(r"^#\s|\s#$", "", _DIGITS.sub("#", line.text))
