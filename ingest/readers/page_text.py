"""Joins the lines of pages into one text with paragraphs, and keeps where each word stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from index.provisions import Span
from ingest.doubts import doubt
from ingest.page_numbers import page_list
from ingest.readers.page_tables import PageTable, Rules, continued, page_blocks
from ingest.readers.pdf_lines import PdfLine, PdfWord, without_running_heads
from ingest.readers.text_builder import SEPARATOR, is_rule
from ingest.readers.wrapping import goes_on, starts_unit
from ingest.reading import Page, Reading, Table, TableRow, Word

# Lines that end so near the right margin of their page, as a fraction of its width, were full.
MARGIN = 0.06
_NUMBER_PART = re.compile(r"[A-ZĐ0-9/]$")


@dataclass(slots=True)
class _Text:
    """The text so far, with the places of words and tables in it."""

    parts: list[str] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def add_words(self, words: Iterable[PdfWord]) -> Span:
        start = self.length
        for position, word in enumerate(words):
            if position:
                self.add(" ")
            begin = self.length
            self.add(word.text)
            if word.box is not None:
                self.words.append(Word(Span(begin, self.length), word.box, word.confidence, word.read))
        return Span(start, self.length)

    def add_table(self, table: PageTable) -> None:
        rows = []
        for row in table.rows:
            start, cells = self.length, []
            for position, cell in enumerate(row):
                if position:
                    self.add(SEPARATOR)
                plain = (replace(word, text=word.text.replace("|", "¦")) for word in cell or ())
                cells.append(self.add_words(plain))
            above = tuple(at for at, cell in enumerate(row) if cell is None)
            rows.append(TableRow(Span(start, self.length), tuple(cells), above))
            self.add("\n")
        self.tables.append(Table(tuple(rows), min(table.header_rows, len(rows))))


def compose(pages: Sequence[Sequence[PdfLine]], rules: Sequence[Rules] = ()) -> Reading:
    """Return the text of pages without running heads, with the span of each page and the box of each word.

    `rules` are those of each page, from which tables are rebuilt.
    """
    of_pages = [*rules, *[Rules()] * (len(pages) - len(rules))]
    found = [page_blocks(lines, ruled) for lines, ruled in zip(pages, of_pages, strict=True)]
    blocks = without_running_heads([page for page, _ in found])
    margin = sorted(block.right for page in blocks for block in page if isinstance(block, PdfLine))
    right = margin[int(len(margin) * 0.9)] if margin else 0.0
    continued(blocks)
    out = _Text()
    spans: list[Page] = []
    paragraph, last = "", 0.0
    for number, page in enumerate(blocks, start=1):
        begin = -1
        for block in page:
            if isinstance(block, PageTable):
                out.add("\n" if out.parts and out.parts[-1] != "\n" else "")
                begin = out.length if begin < 0 else begin
                out.add_table(block)
                paragraph, last = "", 0.0
                continue
            if is_rule(block.text):
                continue
            glue = _glue(paragraph, block, full=last >= right - MARGIN, wide=right > 0)
            if not out.parts or out.parts[-1] == "\n":
                glue = ""
            out.add(glue)
            begin = out.length if begin < 0 else begin
            paragraph = block.text if glue == "\n" or not paragraph else paragraph + glue + block.text
            out.add_words(block.words)
            last = block.right
        spans.append(Page(number, Span(begin, out.length) if begin >= 0 else Span(out.length, out.length)))
    unsure = [number for number, (_, doubtful) in enumerate(found, start=1) if doubtful]
    doubts = (doubt("tables_unsure", pages=page_list(unsure)),) if unsure else ()
    return Reading(
        "".join(out.parts),
        pages=tuple(spans),
        words=tuple(out.words),
        tables=tuple(out.tables),
        doubts=doubts,
    )


def _glue(paragraph: str, line: PdfLine, *, full: bool, wide: bool) -> str:
    """Return what stands between a paragraph so far and the next line: nothing, a blank or a line break."""
    text = line.text
    if paragraph.endswith("-") and _NUMBER_PART.search(paragraph[:-1]) and text[:1].isupper():
        # "217/2026/NĐ-" + "CP": a number cut at its own hyphen; Vietnamese syllables are not hyphenated.
        return ""
    if paragraph.isupper() and text.isupper():
        return " " if full and not starts_unit(text) else "\n"
    return " " if paragraph and goes_on(paragraph, text, full=full or not wide) else "\n"
