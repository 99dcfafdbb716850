"""Grades the text layer of a page: good, missing, the stamp of a signature, or garbled."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from index.quality import PageGrade, PageQuality, PageSource
from ingest.doubts import doubt
from ingest.page_numbers import page_list
from ingest.page_policy import policy
from ingest.readers.encoding import ENOUGH_LETTERS, VIETNAMESE_SHARE, is_garbage, is_legacy, vietnamese_share
from ingest.readers.pdf_lines import PdfPage

_LEGACY_FONT: Final = re.compile(r"(?:^|\+)(?:\.Vn[A-Z]|VNI[-_ ])")


def grade(page: PdfPage) -> PageGrade:
    """Tell what the text layer of a page is worth."""
    text = page.text
    letters = sum(c.isalpha() for c in text)
    if not letters:
        return PageGrade.NO_TEXT
    if letters < policy().grades.few_letters and page.picture:
        return PageGrade.STAMP_ONLY
    if is_garbage(text) or legacy(text, page.fonts):
        return PageGrade.GARBLED
    return PageGrade.GOOD


def legacy(text: str, fonts: Collection[str]) -> bool:
    """Tell whether a text is in an encoding of before Unicode (TCVN3, VNI), by its signs and its fonts."""
    if is_legacy(text):
        return True
    old = sum(_LEGACY_FONT.search(font) is not None for font in fonts)
    letters = sum(c.isalpha() for c in text)
    return old * 2 > len(fonts) and letters >= ENOUGH_LETTERS and vietnamese_share(text) < VIETNAMESE_SHARE


def page_doubts(qualities: Sequence[PageQuality]) -> tuple[str, ...]:
    """Return the doubts on pages that were recognised and on those that were not read."""
    unread = [page.number for page in qualities if page.source is PageSource.UNREAD]
    seen = [page.number for page in qualities if page.source is PageSource.OCR and page.words]
    doubts = [doubt("pages_recognised", pages=page_list(seen))] if seen else []
    return (*doubts, doubt("pages_unread", pages=page_list(unread))) if unread else tuple(doubts)
