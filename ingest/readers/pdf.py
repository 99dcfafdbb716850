"""Reads PDF with a text layer: words with their boxes, pages, lines joined into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

import pypdf

from index.provisions import Span
from index.vietnamese import fold
from ingest.doubts import doubt
from ingest.errors import Damaged, Empty, Encrypted, LegacyEncoding, NoTextLayer, TooLarge
from ingest.readers import declared
from ingest.readers.encoding import (
    ENOUGH_LETTERS,
    VIETNAMESE_SHARE,
    is_garbage,
    is_legacy,
    legacy_doubts,
    vietnamese_share,
)
from ingest.readers.limits import MAX_CHARACTERS, MAX_PAGES
from ingest.readers.pdf_legacy import repaired
from ingest.readers.pdf_lines import PdfLine, PdfWord, without_running_heads
from ingest.readers.pdf_pages import PdfPage, PdfUnreadable, PdfWrongPassword, pages_of
from ingest.readers.text_builder import is_rule, one_line
from ingest.readers.wrapping import goes_on, starts_unit
from ingest.reading import Page, Reading, Word

# A page of running text has some 1,500 letters; a digital signature's stamp alone has about 150.
FEW_LETTERS = 200
# A document names itself within so many characters.
HEAD = 4000
# Lines that end so near the right margin of their page, as a fraction of its width, were full.
MARGIN = 0.06
# Where this share of the pages are pictures there is no text to read.
SCANNED_SHARE = 0.5
_LEGACY_FONT = re.compile(r"(?:^|\+)(?:\.Vn[A-Z]|VNI[-_ ])")
_NUMBER_PART = re.compile(r"[A-ZĐ0-9/]$")


class PdfReader:
    """Reads PDF files; scans and legacy encodings are refused."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out text, pages and word boxes; pages that are pictures are left out with a doubt.

        Raises `Encrypted`, `Empty`, `Damaged`, `NoTextLayer`, `LegacyEncoding` and `TooLarge`.
        """
        try:
            pages = pages_of(data, MAX_PAGES)
        except PdfWrongPassword as error:
            raise Encrypted(f"{name}: needs a password to be opened") from error
        except PdfUnreadable:
            pages = _second_reading(data, name)
        if not pages:
            raise Empty(f"{name}: a PDF without pages")
        if len(pages) > MAX_PAGES:
            raise TooLarge(f"{name}: more than {MAX_PAGES} pages")
        pages, read = repaired(pages)
        scanned = _refuse(pages, name)
        reading = _compose(pages, scanned, name)
        doubts = (*reading.doubts, *legacy_doubts(read))
        return replace(reading, declared=_declared(data, reading.text), doubts=doubts)


def _second_reading(data: bytes, name: PurePath) -> list[PdfPage]:
    """Read with pypdf what pdfium cannot open: text without boxes."""
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [_plain_page(p.extract_text() or "") for p in reader.pages[: MAX_PAGES + 1]]
    except Exception as error:  # pypdf lets any error of a malformed file through
        raise Damaged(f"{name}: the PDF is truncated or malformed") from error
    if locked:
        raise Encrypted(f"{name}: needs a password to be opened")
    return pages


def _plain_page(text: str) -> PdfPage:
    lines = [
        PdfLine(tuple(PdfWord(w, None) for w in line.split())) for line in text.split("\n") if line.strip()
    ]
    return PdfPage(tuple(lines), picture=False, fonts=frozenset())


def _refuse(pages: Sequence[PdfPage], name: PurePath) -> list[int]:
    """Refuse scans and legacy text; return the numbers of the pages that are pictures."""
    text = "\n".join(line.text for page in pages for line in page.lines)
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"{name}: more than {MAX_CHARACTERS} characters of text")
    scanned = [n for n, page in enumerate(pages, 1) if _is_picture(page)]
    letters = sum(c.isalpha() for c in text)
    if len(scanned) > len(pages) * SCANNED_SHARE or not letters:
        raise NoTextLayer(f"{name}: {len(scanned)} of {len(pages)} pages are pictures without text")
    if is_garbage(text):
        raise NoTextLayer(f"{name}: the text layer cannot be read")
    fonts = [font for page in pages for font in page.fonts]
    old = sum(_LEGACY_FONT.search(font) is not None for font in fonts)
    few_marks = letters >= ENOUGH_LETTERS and vietnamese_share(text) < VIETNAMESE_SHARE
    if is_legacy(text) or (old * 2 > len(fonts) and few_marks):
        raise LegacyEncoding(f"{name}: the text is in a font encoding of before Unicode (TCVN3 or VNI)")
    return scanned


def _is_picture(page: PdfPage) -> bool:
    letters = sum(c.isalpha() for line in page.lines for c in line.text)
    return letters == 0 or (letters < FEW_LETTERS and page.picture)


def _compose(pages: Sequence[PdfPage], scanned: list[int], name: PurePath) -> Reading:
    kept = without_running_heads([page.lines for page in pages])
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
                    words.append(Word(Span(start, length), word.box))
            last = line.right
        spans.append(Page(number, Span(begin, length) if begin >= 0 else Span(length, length)))
    text = "".join(parts)
    if not text.strip():
        raise NoTextLayer(f"{name}: nothing but page numbers can be read")
    listed = ", ".join(map(str, scanned))
    doubts = (doubt("pages_unread", pages=listed),) if scanned else ()
    return Reading(text, pages=tuple(spans), words=tuple(words), doubts=doubts)


def _glue(paragraph: str, line: PdfLine, *, full: bool, wide: bool) -> str:
    """Return what stands between a paragraph so far and the next line: nothing, a blank or a line break."""
    text = line.text
    if paragraph.endswith("-") and _NUMBER_PART.search(paragraph[:-1]) and text[:1].isupper():
        # "217/2026/NĐ-" + "CP": a number cut at its own hyphen; Vietnamese syllables are not hyphenated.
        return ""
    if paragraph.isupper() and text.isupper():
        return " " if full and not starts_unit(text) else "\n"
    return " " if paragraph and goes_on(paragraph, text, full=full or not wide) else "\n"


def _declared(data: bytes, text: str) -> dict[str, str]:
    """Return the properties' title where the text bears it out: often it names a program."""
    try:
        metadata = pypdf.PdfReader(BytesIO(data)).metadata
        title = one_line(str(metadata.title or "")) if metadata else ""
    except Exception:  # pypdf lets any error of a malformed file through; its title is not worth a refusal
        return {}
    if not title or fold(title) not in fold(one_line(text[:HEAD])):
        return {}
    return {"title": title, **declared.from_title(title)}
