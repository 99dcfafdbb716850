"""Reads PDF: words with their boxes from the text layer, or recognised where a page has none that is good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

import pypdf

from index.quality import PageGrade, PageQuality, PageSource
from index.vietnamese import fold
from ingest.doubts import doubt
from ingest.errors import (
    Damaged,
    Empty,
    Encrypted,
    LegacyEncoding,
    NoTextLayer,
    NothingRecognised,
    TooLarge,
    Unreadable,
)
from ingest.page_grades import grade, legacy, page_doubts
from ingest.page_numbers import page_list
from ingest.readers import declared
from ingest.readers.encoding import legacy_doubts
from ingest.readers.limits import MAX_CHARACTERS, MAX_PAGES
from ingest.readers.page_tables import Rules
from ingest.readers.page_text import compose
from ingest.readers.pdf_extras import PdfExtras, extras
from ingest.readers.pdf_legacy import repaired
from ingest.readers.pdf_lines import PdfLine, PdfPage, PdfWord
from ingest.readers.pdf_pages import PdfUnreadable, PdfWrongPassword, draw, pages_of
from ingest.readers.text_builder import one_line
from ingest.reading import Reading
from ingest.recognition import Recogniser, confidence

# A document names itself within so many characters.
HEAD = 4000
# So many letters of a watermark are told.
MOST_WATERMARK = 100
# Where more than this share of the pages cannot be read, the rest is not the document.
UNREAD_SHARE = 0.5


class PdfReader:
    """Reads PDF files; pages without a good text layer are recognised where that is possible."""

    def __init__(self, recogniser: Recogniser | None = None) -> None:
        """Keep what recognises pictures; without it nothing is recognised."""
        self._recogniser = recogniser or Recogniser()

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out text, pages and word boxes; pages that cannot be read are left out with a doubt.

        Raises `Encrypted`, `Empty`, `Damaged`, `NoTextLayer`, `NothingRecognised`, `LegacyEncoding` and
        `TooLarge`.
        """
        besides = extras(data, name)
        try:
            pages = pages_of(data, MAX_PAGES, layers=besides.layers, fields=besides.fields)
        except PdfWrongPassword as error:
            raise Encrypted(f"{name}: needs a password to be opened") from error
        except PdfUnreadable:
            pages = _second_reading(data, name)
        if not pages:
            raise Empty(f"{name}: a PDF without pages")
        if len(pages) > MAX_PAGES:
            raise TooLarge(f"{name}: more than {MAX_PAGES} pages")
        if sum(len(page.text) for page in pages) > MAX_CHARACTERS:
            raise TooLarge(f"{name}: more than {MAX_CHARACTERS} characters of text")
        if all(page.blank for page in pages):
            raise Empty(f"{name}: {len(pages)} pages without anything on them")
        pages, old = repaired(pages)
        lines, rules, qualities = self._read(data, pages)
        _refuse(pages, qualities, self._recogniser, name)
        reading = compose(lines, rules)
        if not reading.text.strip():
            raise NothingRecognised(f"{name}: nothing but page numbers can be read")
        return replace(
            reading,
            declared=_declared(besides.title, reading.text),
            doubts=(
                *(*page_doubts(qualities), *reading.doubts),
                *(*legacy_doubts(old), *_other_doubts(pages, besides)),
            ),
            qualities=qualities,
            signatures=besides.signatures,
        )

    def _read(
        self, data: bytes, pages: Sequence[PdfPage]
    ) -> tuple[list[Sequence[PdfLine]], list[Rules], tuple[PageQuality, ...]]:
        """Return each page's lines and rules, and how they were read."""
        grades = [PageGrade.GOOD if page.blank else grade(page) for page in pages]
        bad = [n for n, g in enumerate(grades) if g is not PageGrade.GOOD and pages[n].drawable]
        lines: list[Sequence[PdfLine]] = [
            page.lines if g is PageGrade.GOOD else () for page, g in zip(pages, grades, strict=True)
        ]
        rules = [Rules(page.rules) for page in pages]
        sources = [PageSource.TEXT if g is PageGrade.GOOD else PageSource.UNREAD for g in grades]
        if bad and self._recogniser.ready():
            for at, picture in draw(data, bad):
                found = self._recogniser.page(picture, at + 1, len(pages))
                if found is not None:
                    lines[at], rules[at], sources[at] = found.lines, found.rules, PageSource.OCR
                if self._recogniser.stopped:
                    break
        return (
            lines,
            rules,
            tuple(
                replace(_quality(n, g, source, found), hidden=page.hidden)
                for n, (g, source, found, page) in enumerate(
                    zip(grades, sources, lines, pages, strict=True), 1
                )
            ),
        )


def _quality(number: int, grade: PageGrade, source: PageSource, lines: Sequence[PdfLine]) -> PageQuality:
    words = sum(len(line.words) for line in lines)
    certain = round(confidence(tuple(lines)), 3) if source is PageSource.OCR and words else None
    return PageQuality(number, grade, source, words, certain)


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
    return PdfPage(tuple(lines), picture=False, fonts=frozenset(), drawable=False)


def _refuse(
    pages: Sequence[PdfPage], qualities: Sequence[PageQuality], recogniser: Recogniser, name: PurePath
) -> None:
    """Refuse a document of which most pages stay unread."""
    unread = [page.number for page in qualities if page.source is PageSource.UNREAD]
    if len(unread) <= len(pages) * UNREAD_SHARE:
        return
    raise _refusal(pages, unread, recogniser, name)


def _refusal(
    pages: Sequence[PdfPage], unread: Sequence[int], recogniser: Recogniser, name: PurePath
) -> Unreadable:
    text = "\n".join(pages[n - 1].text for n in unread)
    told = f"{name}: {len(unread)} of {len(pages)} pages"
    if recogniser.over_limit:
        return TooLarge(f"{told} are left to recognise; {recogniser.stopped}")
    if recogniser.stopped and legacy(text, [font for n in unread for font in pages[n - 1].fonts]):
        return LegacyEncoding(f"{told} are in a font encoding of before Unicode (TCVN3 or VNI)")
    if recogniser.stopped:
        return NoTextLayer(
            f"{told} are pictures or have a text layer that cannot be read; {recogniser.stopped}"
        )
    why = next(iter(recogniser.failed.values()), "no text can be made out on them")
    return NothingRecognised(f"{told} could not be recognised; {why}")


def _other_doubts(pages: Sequence[PdfPage], besides: PdfExtras) -> tuple[str, ...]:
    hidden = [number for number, page in enumerate(pages, 1) if page.hidden]
    doubts = []
    if hidden:
        count = str(sum(page.hidden for page in pages))
        doubts.append(doubt("hidden_text_on_pages", count=count, pages=page_list(hidden)))
    if marked := [number for number, page in enumerate(pages, 1) if page.watermark]:
        words = pages[marked[0] - 1].watermark[:MOST_WATERMARK]
        doubts.append(doubt("watermark", pages=page_list(marked), words=words))
    if besides.attached:
        doubts.append(doubt("attachments_unread", names="; ".join(besides.attached)))
    return tuple(doubts)


def _declared(title: str, text: str) -> dict[str, str]:
    """Return the properties' title where the text bears it out: often it names a program."""
    if not title or fold(title) not in fold(one_line(text[:HEAD])):
        return {}
    return {"title": title, **declared.from_title(title)}
