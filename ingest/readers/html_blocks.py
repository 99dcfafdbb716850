"""Writes an HTML tree as lines and tables, as a browser would lay it out."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from ingest.readers.limits import MAX_COLUMNS, MAX_DEPTH
from ingest.readers.text_builder import TextBuilder, one_line

BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
    "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
# The names that Word gives to both ends of the link between a footnote's mark and its words.
_FOOTNOTE = re.compile(r"(?:^|#)_(?:ftn|edn)(?:ref)?(\d{1,3})$")
# A table whose cells hold this many paragraphs in the mean lays out a page and shows no data.
LAYOUT_BLOCKS = 12


def write_blocks(root: Any, builder: TextBuilder) -> None:  # noqa: ANN401 - lxml has no types
    """Write the text under `root`: each block a line, each table its rows."""
    _Writer(builder).write(root)


class _Writer:
    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._inline: list[str] = []

    def write(self, root: Any) -> None:  # noqa: ANN401
        self._element(root, 0)
        self._flush()

    def _element(self, element: Any, depth: int) -> None:  # noqa: ANN401
        if not isinstance(element.tag, str) or depth > MAX_DEPTH * 2:
            return
        if element.tag == "br":
            self._flush()
            return
        if element.tag == "a" and (note := _footnote(element)):
            self._inline.append(f"[{note}]")
            return
        if element.tag == "table" and not _is_layout(element):
            self._flush()
            rows, header = _grid(element)
            self._builder.table(rows, header)
            return
        block = element.tag in BLOCKS
        if block:
            self._flush()
        if element.tag == "li":
            self._inline.append(_marker(element))
        self._inline.append(element.text or "")
        for child in element:
            self._element(child, depth + 1)
            self._inline.append(child.tail or "")
        if block:
            self._flush()

    def _flush(self) -> None:
        text = _SPACES.sub(" ", "".join(self._inline))
        self._inline.clear()
        self._builder.line(text)


def _marker(item: Any) -> str:  # noqa: ANN401
    """Return the number that a browser shows before an item of an ordered list, unless the text has it."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or re.match(r"\s*(?:\d+|[a-zđ])[.)]", item.text_content()):
        return ""
    start = parent.get("start") or "1"
    number = sum(s.tag == "li" for s in item.itersiblings(preceding=True))
    number += int(start) if re.fullmatch(r"\d{1,6}", start) else 1
    if parent.get("type") == "a" and number <= 26:  # noqa: PLR2004 - the Latin alphabet
        return f"{chr(96 + number)}) "
    return f"{number}. "


def _footnote(link: Any) -> str:  # noqa: ANN401
    """Return the number of a footnote where a link leads from its mark to its words, or back; else ""."""
    places = (link.get("href") or "", link.get("name") or "", link.get("id") or "")
    found = (_FOOTNOTE.search(place) for place in places)
    return next((match[1] for match in found if match), "")


def _is_layout(table: Any) -> bool:  # noqa: ANN401
    rows = [r for r in table.iter("tr") if _owner(r) is table]
    cells = [c for r in rows for c in r if c.tag in ("td", "th")]
    if not cells or all(sum(c.tag in ("td", "th") for c in r) <= 1 for r in rows):
        return True
    if any(c.find(".//table") is not None and len(one_line(c.text_content())) > 2000 for c in cells):  # noqa: PLR2004
        return True
    return sum(1 for c in cells for _ in c.iter("p", "li")) / len(cells) > LAYOUT_BLOCKS


def _owner(row: Any) -> Any:  # noqa: ANN401
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _grid(table: Any) -> tuple[list[list[str | None]], int | None]:  # noqa: ANN401
    """Return the rows of a table; a cell over several rows or columns is written once, `None` below it."""
    rows: list[list[str | None]] = []
    below: dict[int, int] = {}
    header = 0
    for row in table.iter("tr"):
        if _owner(row) is not table:
            continue
        line: list[str | None] = []
        cells = [c for c in row if c.tag in ("td", "th")]
        for cell in cells:
            _skip(line, below)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(across):
                if down > 1:
                    below[len(line)] = down - 1
                line.append("" if offset else _cell_text(cell))
        _skip(line, below)
        if (
            cells
            and len(rows) == header
            and (row.getparent().tag == "thead" or all(c.tag == "th" for c in cells))
        ):
            header += 1
        rows.append(line)
    return rows, header or None


def _skip(line: list[str | None], below: dict[int, int]) -> None:
    while below.get(len(line), 0) > 0 and len(line) < MAX_COLUMNS:
        below[len(line)] -= 1
        line.append(None)


def _span(cell: Any, name: str) -> int:  # noqa: ANN401
    value = cell.get(name) or "1"
    return min(max(int(value), 1), MAX_COLUMNS) if re.fullmatch(r"\d{1,5}", value) else 1


def _cell_text(cell: Any) -> str:  # noqa: ANN401
    parts: list[str] = []
    for event, element in _walk(cell):
        if event == "start":
            parts.append("\n" if element.tag in BLOCKS or element.tag == "br" else "")
            if element.tag == "td" and element is not cell:
                parts.append(" ")
            parts.append(_SPACES.sub(" ", element.text or ""))
        else:
            parts.append("\n" if element.tag in BLOCKS else "")
            if element is not cell:
                parts.append(_SPACES.sub(" ", element.tail or ""))
    return "".join(parts)


def _walk(root: Any) -> Any:  # noqa: ANN401
    return etree.iterwalk(root, events=("start", "end"), tag="*")
