"""Finds the straight rules of tables in the picture of a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from index.provisions import Box
from ingest.page_picture import prepare
from ingest.page_policy import policy
from ingest.readers.page_tables import Rules

_LEVEL: Final = 18
"""A level rule is as long as one part in so many of the page's width; a row of letters has gaps."""
_UPRIGHT: Final = 45
_MOST: Final = 4000


def rules_in(picture: Image.Image, page: int) -> Rules:
    """Return the rules of a page's picture, on the page set straight."""
    wide, high = picture.size
    straight = prepare(picture, cleaned=False)
    points = np.asarray(straight.picture)
    ink, paper = int(points.min()), int(np.percentile(points[::4, ::4], 90))
    if paper - ink < 40:  # noqa: PLR2004 - of 255: nothing dark on it
        return Rules()
    dark = points < paper - (paper - ink) * policy().tables.faint
    side_x, side_y = (points.shape[1] - wide) / 2, (points.shape[0] - high) / 2

    def box(left: float, top: float, right: float, bottom: float) -> Box:
        across, down = ((left - side_x) / wide, (right - side_x) / wide), (top - side_y, bottom - side_y)
        return Box(page, across[0], down[0] / high, across[1], down[1] / high)

    level = (box(a, at, b, end) for at, end, a, b in _strips(dark, max(wide // _LEVEL, 20)))
    upright = (box(at, a, end, b) for at, end, a, b in _strips(dark.T, max(high // _UPRIGHT, 20)))
    return Rules(tuple(islice(chain(level, upright), _MOST)), straight.angle, wide / high)


def _strips(dark: NDArray[np.bool_], length: int) -> Iterator[tuple[int, int, int, int]]:
    """Go over the level strips at least `length` long: their first and last row, first and last column."""
    share = policy().tables.dark
    counts = np.zeros((dark.shape[0], dark.shape[1] + 1), dtype=np.int32)
    np.cumsum(dark, axis=1, out=counts[:, 1:])
    if dark.shape[1] <= length:
        return
    full = counts[:, length:] - counts[:, :-length] >= length * share
    thick = max(int(max(dark.shape) * policy().tables.thick), 3)
    opened: list[list[int]] = []
    for row in [int(r) for r in np.flatnonzero(full.any(axis=1))]:
        edges = np.flatnonzero(np.diff(np.concatenate(([0], full[row].view(np.int8), [0]))))
        still: list[list[int]] = []
        for strip in opened:
            if strip[1] < row:
                if strip[1] - strip[0] <= thick:
                    yield strip[0], strip[1], strip[2], strip[3]
            else:
                still.append(strip)
        opened = still
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            left, right = int(begin), int(end) + length - 1
            over = next((s for s in opened if s[2] < right and s[3] > left), None)
            if over is None:
                opened.append([row, row + 1, left, right])
            else:
                over[1] = row + 1
                over[2], over[3] = min(over[2], left), max(over[3], right)
    for strip in opened:
        if strip[1] - strip[0] <= thick:
            yield strip[0], strip[1], strip[2], strip[3]
