"""Tells which words of a PDF page a reader does not see: white, invisible, covered, tiny, off the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from index.provisions import Box
from ingest.page_policy import policy
from ingest.readers.pdf_lines import PdfLine

_INVISIBLE_MODES = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
_OPAQUE = 255
_POINTS = 72


def without_hidden(page: Any, lines: Sequence[PdfLine], *, layers: bool) -> tuple[tuple[PdfLine, ...], int]:  # noqa: ANN401
    """Return the lines without the words that are not to be seen, and how many these are.

    Whether a word is seen is told from a drawing of the page: where the word should stand, something must be.
    A page is drawn only where an object on it, or a layer of the document, could hide text. `layers` says
    that the document has optional content. Recognised text behind a scan lies over what it says, and stays.
    """
    edges = [word.box for line in lines for word in line.words if word.box is not None]
    off = any(box.right <= box.left or box.bottom <= box.top for box in edges)
    if not edges or not (layers or off or _could_hide(page)):
        return tuple(lines), 0
    picture = _drawn(page)
    points = max(page.get_height(), 1.0)
    kept, hidden = [], 0
    for line in lines:
        words = tuple(word for word in line.words if word.box is None or _is_seen(word.box, picture, points))
        hidden += len(line.words) - len(words)
        if words:
            kept.append(PdfLine(words))
    return tuple(kept), hidden


def _could_hide(page: Any) -> bool:  # noqa: ANN401
    """Tell whether there is text in a pale colour, tiny or not painted, or something drawn over text."""
    text_seen = False
    for item in _objects(page):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            if _is_pale(item.raw) or raw.FPDFTextObj_GetTextRenderMode(item.raw) in _INVISIBLE_MODES:
                return True
            if _height(item.raw) < policy().hidden.least_points:
                return True
            text_seen = True
        elif text_seen and item.type != raw.FPDF_PAGEOBJ_FORM and _is_large(item):
            return True
    return False


def _objects(page: Any) -> Iterator[Any]:  # noqa: ANN401
    yield from page.get_objects(max_depth=4)


def _is_pale(handle: Any) -> bool:  # noqa: ANN401
    colour = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(handle, *colour):
        return False
    red, green, blue, alpha = (part.value for part in colour)
    return min(red, green, blue) >= policy().hidden.pale or alpha < _OPAQUE


def _height(handle: Any) -> float:  # noqa: ANN401
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()
    raw.FPDFTextObj_GetFontSize(handle, size)
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    scale: float = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    return size.value * scale


def _is_large(item: Any) -> bool:  # noqa: ANN401
    """Tell whether an object is larger than a drawn rule, so that text could lie under it."""
    left, bottom, right, top = item.get_bounds()
    least = policy().hidden.least_cover
    return bool(right - left >= least and top - bottom >= least)


def _drawn(page: Any) -> NDArray[np.uint8]:  # noqa: ANN401
    wanted = policy().hidden.dots_per_inch / _POINTS
    width, height = page.get_size()
    scale = min(wanted, (policy().recognition.most_pixels / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    picture: NDArray[np.uint8] = bitmap.to_numpy().copy()
    bitmap.close()
    return picture[..., 0] if picture.ndim > 2 else picture  # noqa: PLR2004


def _is_seen(box: Box, picture: NDArray[np.uint8], points: float) -> bool:
    high, wide = picture.shape
    if (box.bottom - box.top) * points < policy().hidden.least_points and (box.right - box.left) * wide < 1:
        return False
    if box.right <= box.left or box.bottom <= box.top:
        return False
    rows = slice(max(int(box.top * high) - 1, 0), int(box.bottom * high) + 2)
    columns = slice(max(int(box.left * wide) - 1, 0), int(box.right * wide) + 2)
    part = picture[rows, columns]
    return part.size > 0 and int(part.max()) - int(part.min()) >= policy().hidden.contrast
