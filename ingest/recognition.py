"""Recognises the pages of one document within its limits, each page once, and tells how far it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from index.provisions import Box
from ingest import ocr
from ingest.errors import OcrFailed, OcrMissing
from ingest.mending import mended
from ingest.ocr_cache import OcrCache
from ingest.page_policy import policy
from ingest.readers.page_tables import Rules
from ingest.readers.pdf_lines import PdfLine, PdfWord

if TYPE_CHECKING:
    from PIL.Image import Image

    from ingest.page_picture import Prepared

Tell = Callable[[int, int], None]
"""Hears (page, pages) whenever some work on a page is done."""


def silent(_page: int, _pages: int) -> None:
    """Hear nothing."""


@dataclass(frozen=True, slots=True)
class OcrWish:
    """What the settings say: Tesseract's languages ("" recognises nothing), limits for one document."""

    languages: str = ""
    pages: int = 500
    seconds: float = 3600.0
    home: Path | None = None


NO_OCR: Final = OcrWish()
"""Recognise nothing."""


@dataclass(slots=True)
class Recogniser:
    """Recognises one document's pages, one after the other.

    `stopped` tells, in English, which limit was hit or what is missing, "" where nothing was; `over_limit`
    that it was a limit. `failed` tells of single pages why they stay unread.
    """

    wish: OcrWish = NO_OCR
    sha256: str = ""
    tell: Tell = silent
    stopped: str = ""
    over_limit: bool = False
    failed: dict[int, str] = field(default_factory=dict)
    _done: int = 0
    _begun: float = field(default_factory=monotonic)

    def ready(self) -> bool:
        """Tell whether pages can be recognised at all; `stopped` says why not."""
        if not self.wish.languages:
            self.stopped = "text recognition is switched off (ocr_languages)"
        else:
            try:
                ocr.version(self.wish.languages)
            except OcrMissing as missing:
                self.stopped = str(missing)
        return not self.stopped

    def rules(self, picture: Image, number: int) -> Rules:
        """Return the rules of tables in a page's picture."""
        from ingest.picture_rules import rules_in  # noqa: PLC0415 - loads numpy and Pillow

        return rules_in(picture, number)

    def page(self, picture: Image, number: int, pages: int) -> tuple[PdfLine, ...] | None:
        """Return the lines of a page's picture with boxes and confidence, `None` where it stays unread.

        A blank page has no lines. Why a page stays unread is in `stopped` or `failed`.
        """
        from ingest.page_picture import content_hash, is_blank  # noqa: PLC0415 - loads numpy and Pillow

        if is_blank(picture):
            return ()
        key = self._key(content_hash(picture))
        cache = OcrCache(self.wish.home, self.sha256) if self.wish.home and self.sha256 else None
        known = cache.get(key, number) if cache else None
        if known is None:
            if not self._may_go_on():
                return None
            try:
                known = self._recognised(picture, number, pages)
            except OcrFailed as failure:
                self.failed[number] = str(failure)
                self.tell(number, pages)
                return None
            if cache:
                cache.put(key, known)
        self.tell(number, pages)
        if not known:
            self.failed[number] = "no text can be made out on it"
        return mended(known) or None

    def _may_go_on(self) -> bool:
        if not self.stopped and self._done >= self.wish.pages:
            self.stopped = f"more than {self.wish.pages} pages to recognise (ocr_pages)"
        if not self.stopped and monotonic() - self._begun >= self.wish.seconds:
            self.stopped = f"recognising it took more than {self.wish.seconds:.0f} s (ocr_seconds)"
        self.over_limit = bool(self.stopped)
        return not self.stopped

    def _recognised(self, picture: Image, number: int, pages: int) -> tuple[PdfLine, ...]:
        from ingest.page_picture import prepare  # noqa: PLC0415

        rules = policy().recognition
        self._done += 1
        upright = prepare(picture)
        lines = self._lines(upright, number)
        if confidence(lines) < rules.poor:
            self.tell(number, pages)
            degrees = ocr.turned(upright.png(), rules.upright_certainty, rules.page_seconds)
            if degrees:
                self.tell(number, pages)
                other = self._lines(upright.upright(degrees), number)
                lines = max(lines, other, key=confidence)
        return lines if confidence(lines) >= rules.readable else ()

    def _lines(self, upright: Prepared, number: int) -> tuple[PdfLine, ...]:
        rules = policy().recognition
        seen = ocr.recognise(upright.png(), self.wish.languages, rules.dots_per_inch, rules.page_seconds)
        lines = (
            PdfLine(
                tuple(
                    PdfWord(word.text, Box(number, *upright.back(word.box)), round(word.confidence, 3))
                    for word in line.words
                    if word.confidence >= rules.speck or any(c.isalnum() for c in word.text)
                )
            )
            for line in seen
        )
        return tuple(line for line in lines if line.words)

    def _key(self, picture: str) -> str:
        depends_on = f"{picture} {ocr.version(self.wish.languages)} {policy().recognition}"
        return hashlib.blake2b(depends_on.encode(), digest_size=16).hexdigest()


def confidence(lines: tuple[PdfLine, ...]) -> float:
    """Return the mean confidence of recognised words, 0 where there are none."""
    known = [word.confidence or 0.0 for line in lines for word in line.words]
    return sum(known) / len(known) if known else 0.0
