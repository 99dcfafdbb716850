"""How well a document was read: one grade with its reasons, from its pages and what is unsure on them."""

from __future__ import annotations

from dataclasses import replace

from index.quality import Corrected, Mended, PageGrade, PageSource, Quality, ReadingGrade
from ingest.doubts import doubt
from ingest.page_numbers import page_list
from ingest.page_policy import policy
from ingest.reading import Reading
from ingest.unsure import unsure_words

_HEAD = 2000
"""An act names its number within so many characters."""


def quality_of(reading: Reading, corrected: tuple[Corrected, ...] = ()) -> Quality | None:
    """Return the report on a reading; `None` for formats without pages, of which nothing was corrected."""
    if not reading.qualities and not corrected:
        return None
    unsure = unsure_words(reading)
    spans = {page.number: page.span for page in reading.pages}
    pages = tuple(replace(page, span=spans.get(page.number)) for page in reading.qualities)
    recognised = [page for page in pages if page.source is PageSource.OCR and page.words]
    reasons = {
        "pages_unread": any(page.source is PageSource.UNREAD for page in pages),
        "text_layer_garbled": any(page.grade is PageGrade.GARBLED for page in pages),
        "pages_recognised": bool(recognised),
        "numbers_unsure": bool(unsure),
        "hidden_text": any(page.hidden for page in pages),
    }
    mended = tuple(Mended(word.span, word.read) for word in reading.words if word.read is not None)
    whole = Quality(ReadingGrade.GOOD, (), pages, unsure, reading.signatures, mended, corrected)
    rules, mean = policy().doubts, whole.confidence
    if mean is not None and mean < rules.good_from:
        reasons["confidence_low"] = True
    if reasons["pages_unread"] or (mean is not None and mean < rules.fair_from):
        grade = ReadingGrade.POOR
    elif recognised and (unsure or reasons.get("confidence_low")):
        grade = ReadingGrade.FAIR
    else:
        grade = ReadingGrade.GOOD
    told = tuple(code for code, holds in reasons.items() if holds)
    return replace(whole, grade=grade, reasons=told)


def quality_doubts(quality: Quality | None, text: str, number: str | None) -> tuple[str, ...]:
    """Return what is to be doubted of numbers that were recognised, the document's own among them."""
    if quality is None or not quality.unsure:
        return ()
    pages = page_list(sorted({u.page for u in quality.unsure}))
    doubts = [doubt("numbers_unsure", count=str(len(quality.unsure)), pages=pages)]
    head = [u.span.of(text).strip(".,;:()") for u in quality.unsure if u.span.start < _HEAD]
    if number and any(word and word in number for word in head):
        doubts.insert(0, doubt("number_unsure", number=number))
    return tuple(doubts)
