"""Reads slides of PowerPoint 2007 and later with python-pptx: texts, tables and notes, slide by slide."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any, Final

import pptx
from lxml import etree
from pptx.exc import PackageNotFoundError, PythonPptxError

from ingest.errors import Damaged, Unreadable
from ingest.legacy_text import Run
from ingest.readers import package
from ingest.readers.flow import Cell, Flow, Paragraph
from ingest.reading import Reading

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEPEST: Final = 50
_TINY: Final = 150
"""Hundredths of a point."""


class PptxReader:
    """Reads `.pptx`; hidden slides are left out."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        package.check(data, name).close()
        flow = Flow(name)
        try:
            show = pptx.Presentation(BytesIO(data))
            for slide in show.slides:
                _slide(slide, flow)
            title = (show.core_properties.title or "").strip()
        except Unreadable:
            raise
        except (*package.BROKEN, PackageNotFoundError, PythonPptxError, etree.XMLSyntaxError) as error:
            raise Damaged(f"{name}: the slides are broken ({type(error).__name__})") from error
        return flow.reading({"title": title} if title else {})


def _slide(slide: Any, flow: Flow) -> None:  # noqa: ANN401 - the library has no types
    hidden = slide._element.get("show") == "0"
    for shape in _shapes(slide.shapes, 0):
        if hidden:
            flow.hide(shape.text_frame.text if shape.has_text_frame else "table")
        elif shape.has_text_frame:
            for runs in _paragraphs(shape.text_frame, flow):
                flow.paragraph(runs)
        elif shape.has_table:
            flow.table(_table(shape.table, flow), 1 if shape.table.first_row else 0)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None and not hidden:
        for runs in _paragraphs(slide.notes_slide.notes_text_frame, flow):
            flow.paragraph(runs)


def _shapes(shapes: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401
    for shape in shapes:
        if depth < _DEEPEST and hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes, depth + 1)
        elif shape.has_text_frame or getattr(shape, "has_table", False):
            yield shape


def _table(table: Any, flow: Flow) -> Iterator[list[Cell]]:  # noqa: ANN401
    for row in table.rows:
        line: list[Cell] = []
        for cell in row.cells:
            above = cell.is_spanned and cell._tc.get("vMerge") in ("1", "true")
            line.append(None if above else [] if cell.is_spanned else _paragraphs(cell.text_frame, flow))
        yield line


def _paragraphs(frame: Any, flow: Flow) -> list[Paragraph]:  # noqa: ANN401
    return [_runs(paragraph._p, flow) for paragraph in frame.paragraphs]


def _runs(paragraph: Any, flow: Flow) -> Paragraph:  # noqa: ANN401
    runs = []
    for element in paragraph:
        if element.tag == f"{_A}br":
            runs.append(Run("\n"))
        text = element.find(f"{_A}t")
        if text is None or not text.text:
            continue
        style = element.find(f"{_A}rPr")
        size = style.get("sz", "") if style is not None else ""
        if size.isdigit() and int(size) < _TINY:
            flow.hide(text.text)
            continue
        face = style.find(f"{_A}latin") if style is not None else None
        runs.append(Run(text.text, face.get("typeface", "") if face is not None else ""))
    return runs
