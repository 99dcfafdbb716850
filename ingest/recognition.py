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
from ingest.errors import OcrFailed, OcrMissing, OcrTooSlow
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


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of a page's picture, and the rules that are drawn on it."""

    lines: tuple[PdfLine, ...] = ()
    rules: Rules = field(default_factory=Rules)


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

    def page(self, picture: Image, number: int, pages: int) -> Recognised | None:
        """Return the lines of a page's picture with boxes and confidence, `None` where it stays unread.

        A blank page has no lines. Why a page stays unread is in `stopped` or `failed`.
        """
        from ingest.page_picture import content_hash, is_blank  # noqa: PLC0415 - loads numpy and Pillow
        from ingest.picture_rules import rules_in  # noqa: PLC0415

        if is_blank(picture):
            return Recognised()
        name = content_hash(picture)
        try:
            known = self._once(self._key(name), number, lambda: self._whole(picture, number, pages))
        except OcrFailed as failure:
            self.failed[number] = str(failure)
            self.tell(number, pages)
            return None
        if known is None:
            return None
        self.tell(number, pages)
        if not known:
            self.failed[number] = "no text can be made out on it"
            return None
        rules = rules_in(picture, number)
        key = self._key(f"{name} {policy().cells} {policy().tables}")
        lines = self._once(key, number, lambda: self._with_cells(picture, number, pages, known, rules))
        return Recognised(mended(lines or known), rules)

    def _once(
        self, key: str, number: int, recognise: Callable[[], tuple[PdfLine, ...] | None]
    ) -> tuple[PdfLine, ...] | None:
        """Return what is kept under a key, or recognise it and keep it."""
        cache = OcrCache(self.wish.home, self.sha256) if self.wish.home and self.sha256 else None
        known = cache.get(key, number) if cache else None
        if known is None:
            known = recognise()
            if cache and known is not None:
                cache.put(key, known)
        return known

    def _may_go_on(self) -> bool:
        if not self.stopped and self._done >= self.wish.pages:
            self.stopped = f"more than {self.wish.pages} pages to recognise (ocr_pages)"
        if not self.stopped and monotonic() - self._begun >= self.wish.seconds:
            self.stopped = f"recognising it took more than {self.wish.seconds:.0f} s (ocr_seconds)"
        self.over_limit = bool(self.stopped)
        return not self.stopped

    def _whole(self, picture: Image, number: int, pages: int) -> tuple[PdfLine, ...] | None:
        from ingest.page_picture import png, prepare  # noqa: PLC0415

        if not self._may_go_on():
            return None
        rules = policy().recognition
        self._done += 1
        upright = prepare(picture)
        lines = self._lines(upright, number)
        if confidence(lines) < rules.poor:
            self.tell(number, pages)
            degrees = ocr.turned(png(upright.picture), rules.upright_certainty, rules.page_seconds)
            if degrees:
                self.tell(number, pages)
                other = self._lines(upright.upright(degrees), number)
                lines = max(lines, other, key=confidence)
        return lines if confidence(lines) >= rules.readable else ()

    def _with_cells(
        self, picture: Image, number: int, pages: int, lines: tuple[PdfLine, ...], rules: Rules
    ) -> tuple[PdfLine, ...] | None:
        """Recognise the cells of tables by themselves; `None` where there are none, or that fails."""
        from ingest.cell_recognition import certain_grids, with_cells  # noqa: PLC0415
        from ingest.page_picture import prepare  # noqa: PLC0415

        found = certain_grids(rules)
        if not found:
            return None
        upright = prepare(picture, cleaned=False)

        def see(piece: Image, corner: tuple[int, int]) -> tuple[PdfLine, ...]:
            self.tell(number, pages)
            if monotonic() - self._begun >= self.wish.seconds:
                raise OcrTooSlow("the time for the document is used up (ocr_seconds)")
            return self._lines(upright, number, piece, corner)

        try:
            return with_cells(lines, rules, found, upright, see)
        except OcrFailed:
            return None

    def _lines(
        self,
        upright: Prepared,
        number: int,
        piece: Image | None = None,
        corner: tuple[int, int] = (0, 0),
    ) -> tuple[PdfLine, ...]:
        """Recognise a page, or a piece of it that begins at a point of it."""
        from ingest.page_picture import png  # noqa: PLC0415

        rules, layout = policy().recognition, ocr.PAGE if piece is None else ocr.BLOCK
        given = png(piece or upright.picture)
        seen = ocr.recognise(given, self.wish.languages, rules.dots_per_inch, rules.page_seconds, layout)
        x, y = corner
        lines = (
            PdfLine(
                tuple(
                    PdfWord(word.text, Box(number, *upright.back(box)), round(word.confidence, 3))
                    for word in line.words
                    for box in ((word.box[0] + x, word.box[1] + y, word.box[2] + x, word.box[3] + y),)
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
