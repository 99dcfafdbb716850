"""Takes words with their boxes out of PDF pages with pdfium."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.provisions import Box
from ingest.page_policy import policy
from ingest.readers.pdf_answers import with_answers
from ingest.readers.pdf_columns import in_reading_order
from ingest.readers.pdf_fields import PdfField
from ingest.readers.pdf_hidden import without_hidden
from ingest.readers.pdf_lines import PdfLine, PdfPage, PdfWord
from ingest.readers.pdf_rules import rules

if TYPE_CHECKING:
    from PIL.Image import Image

FONT_SAMPLE = 40
_NO_FIELDS: Final[Mapping[int, tuple[PdfField, ...]]] = MappingProxyType({})
_LINE_END_HYPHEN = "\x02"
_BREAKS = "\r\n"
_SURROGATES = (0xD800, 0xDFFF)


class PdfWrongPassword(Exception):
    """The file needs a password."""


class PdfUnreadable(Exception):
    """The file cannot be opened."""


def pages_of(
    data: bytes,
    limit: int,
    *,
    layers: bool = False,
    fields: Mapping[int, tuple[PdfField, ...]] = _NO_FIELDS,
) -> list[PdfPage]:
    """Return the first `limit` + 1 pages; raises `PdfWrongPassword` and `PdfUnreadable`.

    `layers` says that the document has optional content. `fields` are those of a filled-in form by the
    place of their page, and are read as part of it.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # For a file without pages pdfium repeats the error of the file before it.
        if "assword" in str(error) and b"/Encrypt" in data:
            raise PdfWrongPassword from error
        raise PdfUnreadable from error
    try:
        count = min(len(document), limit + 1)
        return [_page(document, number, layers=layers, fields=fields) for number in range(count)]
    except pdfium.PdfiumError as error:
        raise PdfUnreadable from error
    finally:
        document.close()


def draw(data: bytes, places: Sequence[int]) -> Iterator[tuple[int, Image]]:
    """Draw pages, by their place from 0, as grey pictures for text recognition.

    A page that cannot be drawn is passed by. Raises `PdfUnreadable`.
    """
    rules = policy().recognition
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise PdfUnreadable from error
    try:
        for place in places:
            try:
                page = document[place]
            except pdfium.PdfiumError:
                continue
            try:
                width, height = page.get_size()
                most = (rules.most_pixels / max(width * height, 1)) ** 0.5
                scale = min(rules.dots_per_inch / 72, most, rules.most_side / max(width, height, 1))
                bitmap = page.render(scale=scale, grayscale=True)
                yield place, bitmap.to_pil().copy()
                bitmap.close()
            except pdfium.PdfiumError:
                continue
            finally:
                page.close()
    finally:
        document.close()


def _flattened(document: Any, number: int, written: Collection[int]) -> Any:  # noqa: ANN401
    """Return a page with its filled-in fields as part of it, but for the stamps of signatures.

    Left out are the annotations, by their place, whose values are `written` into the lines of the page.
    """
    page = document[number]
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw) - 1, -1, -1):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        size = raw.FPDFAnnot_GetStringValue(annotation, b"FT", None, 0)
        buffer = (ctypes.c_ushort * (size // 2 + 1))()
        raw.FPDFAnnot_GetStringValue(annotation, b"FT", buffer, size)
        raw.FPDFPage_CloseAnnot(annotation)
        if index in written or bytes(buffer).decode("utf-16-le", "replace").startswith("Sig"):
            raw.FPDFPage_RemoveAnnot(page.raw, index)
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _page(
    document: Any,  # noqa: ANN401 - no types
    number: int,
    *,
    layers: bool,
    fields: Mapping[int, tuple[PdfField, ...]],
) -> PdfPage:
    here = fields.get(number, ())
    written = {field.at for field in here if not field.painted}
    page = _flattened(document, number, written) if fields else document[number]
    try:
        width, height = page.get_size()
        left, bottom, right, top = page.get_bbox()
        frame = _Frame(left, bottom, right, top, page.get_rotation())
        textpage = page.get_textpage()
        try:
            across: list[str] = []
            lines = tuple(_lines(textpage, number + 1, frame, across))
            fonts = frozenset(_fonts(textpage))
        finally:
            textpage.close()
        few = sum(len(line.text) for line in lines) < 1000  # noqa: PLR2004 - only such pages may be pictures
        picture = few and any(
            _covers(image, width * height) for image in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])
        )
        lines, hidden = without_hidden(page, lines, layers=layers)
        place = partial(frame.box, number + 1)
        lines = with_answers(lines, here, place)
        drawn = rules(page, place)
        lines = in_reading_order(lines, drawn)
        blank = not lines and raw.FPDFPage_CountObjects(page.raw) == 0
        return PdfPage(lines, picture, fonts, blank, hidden=hidden, rules=drawn, watermark=" ".join(across))
    finally:
        page.close()


def _covers(image: Any, area: float) -> bool:  # noqa: ANN401
    left, bottom, right, top = image.get_bounds()
    return area > 0 and abs(right - left) * abs(top - bottom) >= area * policy().grades.picture_share


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def box(self, page: int, edges: tuple[float, float, float, float]) -> Box:
        """Return edges (left, bottom, right, top in points) as fractions of the page as it is shown."""
        wide, high = max(self.right - self.left, 1e-6), max(self.top - self.bottom, 1e-6)
        x0, x1 = (edges[0] - self.left) / wide, (edges[2] - self.left) / wide
        y0, y1 = (self.top - edges[3]) / high, (self.top - edges[1]) / high
        if self.rotation == 90:  # noqa: PLR2004
            x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
        elif self.rotation == 180:  # noqa: PLR2004
            x0, y0, x1, y1 = 1 - x1, 1 - y1, 1 - x0, 1 - y0
        elif self.rotation == 270:  # noqa: PLR2004
            x0, y0, x1, y1 = y0, 1 - x1, y1, 1 - x0
        x0, y0, x1, y1 = (min(max(v, 0.0), 1.0) for v in (x0, y0, x1, y1))
        return Box(page, round(x0, 5), round(y0, 5), round(max(x0, x1), 5), round(max(y0, y1), 5))


def _lines(textpage: Any, page: int, frame: _Frame, across: list[str]) -> Iterator[PdfLine]:  # noqa: ANN401
    """Give the lines; the words of a watermark go to `across`."""
    words: list[PdfWord] = []
    letters: list[str] = []
    edges: list[tuple[float, float, float, float]] = []
    slanted = False

    def close_word() -> None:
        nonlocal slanted
        if letters and slanted:
            across.append("".join(letters))
        elif letters:
            box = None
            if edges:
                lefts, bottoms, rights, tops = zip(*edges, strict=True)
                box = frame.box(page, (min(lefts), min(bottoms), max(rights), max(tops)))
            words.append(PdfWord("".join(letters), box))
        letters.clear()
        edges.clear()
        slanted = False

    handle = textpage.raw
    values = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = values
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        sign = _sign(code)
        if sign in _BREAKS and sign:
            close_word()
            if words:
                yield PdfLine(tuple(words))
                words = []
        elif sign.isspace():
            close_word()
        elif sign:
            letters.append("-" if sign == _LINE_END_HYPHEN else sign)
            if raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top):
                edges.append((left.value, bottom.value, right.value, top.value))
                if len(letters) == 1:
                    slanted = _is_slanted(handle, index, top.value - bottom.value)
    close_word()
    if words:
        yield PdfLine(tuple(words))


def _is_slanted(handle: Any, index: int, high: float) -> bool:  # noqa: ANN401
    """Tell whether a letter is large and stands across the page, as a watermark does."""
    rules = policy().watermark
    if high < rules.least_points:
        return False
    degrees = math.degrees(raw.FPDFText_GetCharAngle(handle, index)) % 90
    return rules.least_angle <= degrees <= 90 - rules.least_angle


def _sign(code: int) -> str:
    if code == 0 or _SURROGATES[0] <= code <= _SURROGATES[1] or code > 0x10FFFF:  # noqa: PLR2004
        return "\ufffd" if code else ""
    return chr(code)


def _fonts(textpage: Any) -> Iterator[str]:  # noqa: ANN401
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    count = textpage.count_chars()
    for index in range(0, count, max(count // FONT_SAMPLE, 1)):
        size = raw.FPDFText_GetFontInfo(textpage.raw, index, buffer, 256, ctypes.byref(flags))
        if 1 < size <= 256:  # noqa: PLR2004
            yield buffer.raw[: size - 1].decode("utf-8", "replace")
