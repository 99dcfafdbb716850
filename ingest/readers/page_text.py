"""Joins the lines of pages into one text with paragraphs, and keeps where each word stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.provisions import Span
from ingest.readers.pdf_lines import PdfLine, without_running_heads
from ingest.readers.text_builder import is_rule
from ingest.readers.wrapping import goes_on, starts_unit
from ingest.reading import Page, Reading, Word

# Lines that end so near the right margin of their page, as a fraction of its width, were full.
MARGIN = 0.06
_NUMBER_PART = re.compile(r"[A-ZĐ0-9/]$")


def compose(pages: Sequence[Sequence[PdfLine]]) -> Reading:
    """Return the text of pages without running heads, with the span of each page and the box of each word."""
    kept = without_running_heads(pages)
    margin = sorted(line.right for lines in kept for line in lines)
    right = margin[int(len(margin) * 0.9)] if margin else 0.0
    parts: list[str] = []
    words: list[Word] = []
    spans: list[Page] = []
    length, paragraph, last = 0, "", 0.0
    for number, lines in enumerate(kept, start=1):
        begin = -1
        for line in lines:
            if is_rule(line.text):
                continue
            glue = _glue(paragraph, line, full=last >= right - MARGIN, wide=right > 0)
            if not parts:
                glue = ""
            parts.append(glue)
            length += len(glue)
            begin = length if begin < 0 else begin
            paragraph = line.text if glue == "\n" or not paragraph else paragraph + glue + line.text
            for position, word in enumerate(line.words):
                blank = " " if position else ""
                parts.append(blank + word.text)
                start = length + len(blank)
                length = start + len(word.text)
                if word.box is not None:
                    words.append(Word(Span(start, length), word.box, word.confidence, word.read))
            last = line.right
        spans.append(Page(number, Span(begin, length) if begin >= 0 else Span(length, length)))
    return Reading("".join(parts), pages=tuple(spans), words=tuple(words))


def _glue(paragraph: str, line: PdfLine, *, full: bool, wide: bool) -> str:
    """Return what stands between a paragraph so far and the next line: nothing, a blank or a line break."""
    text = line.text
    if paragraph.endswith("-") and _NUMBER_PART.search(paragraph[:-1]) and text[:1].isupper():
        # "217/2026/NĐ-" + "CP": a number cut at its own hyphen; Vietnamese syllables are not hyphenated.
        return ""
    if paragraph.isupper() and text.isupper():
        return " " if full and not starts_unit(text) else "\n"
    return " " if paragraph and goes_on(paragraph, text, full=full or not wide) else "\n"
