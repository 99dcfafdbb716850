"""Reads pictures as documents: photos and scans in PNG, JPEG, TIFF with one or more pages, and the like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from index.quality import PageGrade, PageQuality, PageSource
from ingest.errors import NoTextLayer, NothingRecognised, TooLarge
from ingest.page_grades import page_doubts
from ingest.photos import pages as pages_of
from ingest.readers.limits import MAX_PAGES
from ingest.readers.page_tables import Rules
from ingest.readers.page_text import compose
from ingest.readers.pdf import UNREAD_SHARE
from ingest.readers.pdf_lines import PdfLine
from ingest.reading import Reading
from ingest.recognition import Recognised, Recogniser, confidence


class PictureReader:
    """Recognises the text of picture files; a TIFF, or the photos of an archive, may be several pages."""

    def __init__(self, recogniser: Recogniser | None = None) -> None:
        """Keep what recognises pictures; without it every picture is refused."""
        self._recogniser = recogniser or Recogniser()

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out text, pages and word boxes; pages that cannot be read are left out with a doubt.

        Raises `NoTextLayer` where nothing is installed to recognise with, `NothingRecognised`, `Damaged` and
        `TooLarge`.
        """
        pages: list[Sequence[PdfLine]] = []
        rules: list[Rules] = []
        qualities: list[PageQuality] = []
        for number, picture in enumerate(pages_of(data, name, MAX_PAGES), start=1):
            if number > MAX_PAGES:
                raise TooLarge(f"{name}: more than {MAX_PAGES} pages")
            if number == 1 and not self._recogniser.ready():
                raise NoTextLayer(f"{name}: a picture; {self._recogniser.stopped}")
            found = None
            if picture is not None and not self._recogniser.stopped:
                found = self._recogniser.page(picture, number, number)
            source = PageSource.UNREAD if found is None else PageSource.OCR
            found = found or Recognised()
            lines = found.lines
            words = sum(len(line.words) for line in lines)
            certain = round(confidence(lines), 3) if words else None
            pages.append(lines)
            rules.append(found.rules)
            qualities.append(PageQuality(number, PageGrade.NO_TEXT, source, words, certain))
        unread = sum(page.source is PageSource.UNREAD for page in qualities)
        if unread > len(qualities) * UNREAD_SHARE and self._recogniser.over_limit:
            raise TooLarge(f"{name}: {unread} pages are left to recognise; {self._recogniser.stopped}")
        reading = compose(pages, rules)
        if unread > len(qualities) * UNREAD_SHARE or not reading.text.strip():
            raise NothingRecognised(f"{name}: no text can be made out in the picture")
        return replace(reading, doubts=(*page_doubts(qualities), *reading.doubts), qualities=tuple(qualities))
