"""Recognises the cells of ruled tables on a scan by themselves, column by column, without their rules.

Over a whole page Tesseract takes pieces of rules for letters, glues the words of neighbouring cells together
and passes by figures that stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from PIL import Image, ImageDraw

from index.provisions import Box
from ingest.page_picture import Prepared
from ingest.page_policy import policy
from ingest.readers.page_grids import Grid, Region, grids
from ingest.readers.page_tables import Rules
from ingest.readers.pdf_lines import PdfLine, PdfWord

_WHITE: Final = 255
_EDGE: Final = 2
"""Pixels beside a rule that are grey with it."""

See = Callable[[Image.Image, tuple[int, int]], Sequence[PdfLine]]
"""Recognises a piece of a prepared page that begins at a point of it; the words' boxes are on the page."""


def certain_grids(rules: Rules) -> tuple[Grid, ...]:
    """Return the grids of a page whose cells are known; none where there are too many pieces to recognise."""
    found = tuple(grid for grid in grids(rules.boxes) if grid.regions)
    return found if sum(1 for grid in found for _ in strips(grid)) <= policy().cells.most_strips else ()


def strips(grid: Grid) -> Iterator[Region]:
    """Give the cells that stand under one another and are equally wide, as one region each."""
    run: Region | None = None
    for region in sorted(grid.regions, key=lambda r: (r.column, r.end_column, r.row)):
        if run and run[1::2] == region[1::2] and run.end_row == region.row:
            run = run._replace(end_row=region.end_row)
            continue
        if run:
            yield run
        run = region
    if run:
        yield run


def with_cells(
    lines: Sequence[PdfLine], rules: Rules, found: Sequence[Grid], prepared: Prepared, see: See
) -> tuple[PdfLine, ...]:
    """Return the lines of a page with the words in its grids read anew: each cell is a line of its own.

    A cell in which nothing is seen keeps the readable words of `lines` that stand wholly in it; a grid of
    which less is read that way, such as that of a page on its side, is left as it was.
    """
    clean = _without_rules(prepared, rules, found)
    out = tuple(lines)
    for grid in found:
        cells = tuple(_cells(grid, lines, rules, clean, see))
        before = [w for line in lines for w in line.words if grid.holds(*_middle(w, rules))]
        if _read(w for line in cells for w in line.words) >= _read(before):
            out = _put(out, cells, {id(word) for word in before})
    return out


def _read(words: Iterable[PdfWord]) -> float:
    """Return how many words with a letter or figure may be expected to be right."""
    return sum(word.confidence or 0.0 for word in words if any(sign.isalnum() for sign in word.text))


def _put(lines: Sequence[PdfLine], cells: Sequence[PdfLine], gone: Container[int]) -> tuple[PdfLine, ...]:
    """Put cells in the place of the first word that is gone."""
    out: list[PdfLine] = []
    left = tuple(cells)
    for line in lines:
        kept = tuple(word for word in line.words if id(word) not in gone)
        if len(kept) < len(line.words):
            out.extend(left)
            left = ()
        if kept:
            out.append(PdfLine(kept))
    return (*out, *left)


def _cells(
    grid: Grid, lines: Sequence[PdfLine], rules: Rules, clean: Prepared, see: See
) -> Iterator[PdfLine]:
    """Give the words of each cell that has some, row by row."""
    seen: dict[Region, list[PdfWord]] = {}
    for strip in strips(grid):
        for line in see(*_piece(clean, grid, strip)):
            for word in line.words:
                region = _region(grid, *_middle(word, rules))
                if region is not None:
                    seen.setdefault(region, []).append(word)
    before: dict[Region, list[PdfWord]] = {}
    for word in (word for line in lines for word in line.words):
        region = _region(grid, *_middle(word, rules))
        certain = (word.confidence or 0.0) >= policy().recognition.readable
        if region and word.box and certain and _is_within(grid, region, rules.straight(word.box)):
            before.setdefault(region, []).append(word)
    for region in sorted(grid.regions):
        if words := seen.get(region) or before.get(region):
            yield PdfLine(tuple(words))


def _middle(word: PdfWord, rules: Rules) -> tuple[float, float]:
    """Return the middle of a word on the straight page; a word without a box stands nowhere on it."""
    if word.box is None:
        return -1.0, -1.0
    box = rules.straight(word.box)
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _region(grid: Grid, x: float, y: float) -> Region | None:
    for region in grid.regions:
        across = grid.xs[region.column] <= x <= grid.xs[region.end_column]
        if across and grid.ys[region.row] <= y <= grid.ys[region.end_row]:
            return region
    return None


def _is_within(grid: Grid, region: Region, box: Box) -> bool:
    slack = policy().tables.slack
    return grid.xs[region.column] - slack <= box.left and box.right <= grid.xs[region.end_column] + slack


def _piece(clean: Prepared, grid: Grid, strip: Region) -> tuple[Image.Image, tuple[int, int]]:
    """Cut a strip out of a page, with white around it; return it and where its corner would stand."""
    margin = policy().cells.margin
    box = Box(0, grid.xs[strip.column], grid.ys[strip.row], grid.xs[strip.end_column], grid.ys[strip.end_row])
    left, top, right, bottom = clean.pixels(box)
    inner = clean.picture.crop((left, top, right, bottom))
    piece = Image.new("L", (inner.width + 2 * margin, inner.height + 2 * margin), _WHITE)
    piece.paste(inner, (margin, margin))
    return piece, (left - margin, top - margin)


def _without_rules(prepared: Prepared, rules: Rules, found: Sequence[Grid]) -> Prepared:
    """Paint the rules of grids white."""
    picture = prepared.picture.copy()
    pen = ImageDraw.Draw(picture)
    near = policy().tables.near
    for rule in rules.boxes:
        x, y = (rule.left + rule.right) / 2, (rule.top + rule.bottom) / 2
        if any(
            g.xs[0] - near <= x <= g.xs[-1] + near and g.ys[0] - near <= y <= g.ys[-1] + near for g in found
        ):
            left, top, right, bottom = prepared.pixels(rule)
            pen.rectangle((left - _EDGE, top - _EDGE, right + _EDGE, bottom + _EDGE), fill=_WHITE)
    return replace(prepared, picture=picture)
