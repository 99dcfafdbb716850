"""The straight rules that are drawn on a PDF page: the lines of tables, and the edges of filled strips."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

from pypdfium2 import raw

from index.provisions import Box

_MOST_SEGMENTS: Final = 20_000
_THICK: Final = 3.0
"""Points; a filled strip that is thinner is a rule."""
_SLANT: Final = 1.0
_SHORT: Final = 4.0
Edges = tuple[float, float, float, float]


def rules(page: Any, box: Callable[[Edges], Box]) -> tuple[Box, ...]:  # noqa: ANN401
    """Return the level and upright rules of a page; `box` turns (left, bottom, right, top) in points over.

    The border of a filled or stroked rectangle is four of them. At most 20,000 segments are looked at.
    """
    found: list[Box] = []
    for item in page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        for edges in _segments(item):
            found.append(box(edges))
            if len(found) >= _MOST_SEGMENTS:
                return tuple(found)
    return tuple(found)


def _segments(item: Any) -> Iterator[Edges]:  # noqa: ANN401
    left, bottom, right, top = item.get_bounds()
    if right - left < _THICK or top - bottom < _THICK:
        if max(right - left, top - bottom) >= _SHORT:
            yield left, bottom, right, top
        return
    stroked, mode = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item.raw, mode, stroked)
    if not stroked.value:
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item.raw, matrix)
    start = last = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(item.raw), _MOST_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield from _rule(last, point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _rule(point, start)
            last = start


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Edges]:
    wide, high = abs(one[0] - other[0]), abs(one[1] - other[1])
    if min(wide, high) <= _SLANT and max(wide, high) >= _SHORT:
        yield min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
