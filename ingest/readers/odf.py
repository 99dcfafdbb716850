"""Reads OpenDocument text, spreadsheets and slides: the parts `content.xml` and `styles.xml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

from lxml import etree

from ingest.errors import Damaged, Encrypted, TooLarge, Unreadable
from ingest.legacy_text import Run
from ingest.readers import declared, package
from ingest.readers.flow import Cell, Flow, Paragraph
from ingest.readers.limits import MAX_COLUMNS
from ingest.readers.lists import Lists
from ingest.readers.odf_styles import Styles, TextStyle, q
from ingest.readers.sheets import MAX_CELLS, Area, Sheet, add_sheet, shown
from ingest.reading import Reading

_MOST_REPEATED: Final = 1_000
_SKIPPED: Final = frozenset(
    {
        *(q("text", tag) for tag in ("tracked-changes", "sequence-decls", "table-of-content", "hidden-text")),
        *(q("office", tag) for tag in ("annotation", "annotation-end", "forms")),
        q("presentation", "notes"),
        q("text", "hidden-paragraph"),
    }
)
_SIGNS: Final = {q("text", "tab"): "\t", q("text", "line-break"): "\n", q("text", "soft-page-break"): ""}


class OdfReader:
    """Reads `.odt`, `.ods` and `.odp`; headers, footers and comments are left out, notes follow the text."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        with package.check(data, name) as parts:
            try:
                if b"encryption-data" in parts.read("META-INF/manifest.xml"):
                    raise Encrypted(f"{name}: locked with a password")
                content = _xml(parts.read("content.xml"))
                styles = [_xml(parts.read("styles.xml"))] if "styles.xml" in parts.namelist() else []
                title = _title(parts)
                document = _Document(Flow(name), Styles([*styles, content]))
                document.take(content)
            except Unreadable:
                raise
            except (*package.BROKEN, etree.XMLSyntaxError) as error:
                raise Damaged(f"{name}: the document is broken ({type(error).__name__})") from error
        return document.reading(title)


def _xml(data: bytes) -> Any:  # noqa: ANN401 - lxml has no types here
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def _title(parts: Any) -> str:  # noqa: ANN401
    if "meta.xml" not in parts.namelist():
        return ""
    found = _xml(parts.read("meta.xml")).find(".//{http://purl.org/dc/elements/1.1/}title")
    return (found.text or "").strip() if found is not None else ""


class _Document:
    def __init__(self, flow: Flow, styles: Styles) -> None:
        self.flow, self.styles = flow, styles
        self._lists = Lists(styles.lists)
        self._notes: list[list[Run]] = []
        self._on_paper = True

    def reading(self, title: str) -> Reading:
        for runs in self._notes:
            self.flow.paragraph(runs)
        facts = {**({"title": title} if title else {}), **declared.from_title(title)}
        return self.flow.reading(facts)

    def take(self, root: Any) -> None:  # noqa: ANN401
        sheets = [_Sheets(self, sheet) for sheet in root.iter(q("office", "spreadsheet"))]
        if sheets:
            kept = [sheet for book in sheets for sheet in book.read() if sheet.cells]
            for sheet in kept:
                add_sheet(self.flow, sheet, named=len(kept) > 1)
            return
        for kind in ("text", "presentation"):
            for body in root.iter(q("office", kind)):
                # On slides white letters stand on a picture or a dark master as often as not.
                self._on_paper = kind == "text"
                self._blocks(body)

    def _blocks(self, parent: Any) -> None:  # noqa: ANN401
        for element in parent:
            if element.tag in _SKIPPED:
                continue
            if element.tag in (q("text", "p"), q("text", "h")):
                for runs in self._paragraphs(element):
                    self.flow.paragraph(runs)
            elif element.tag == q("text", "list"):
                self._list(element, "", 0)
            elif element.tag == q("table", "table"):
                self._table(element)
            else:
                self._blocks(element)

    def _list(self, element: Any, outer: str, depth: int) -> None:  # noqa: ANN401
        name = element.get(q("text", "style-name"), outer)
        for item in element:
            label = self._lists.label(name, depth) if item.tag == q("text", "list-item") else ""
            for block in item:
                if block.tag == q("text", "list"):
                    self._list(block, name, depth + 1)
                elif block.tag in (q("text", "p"), q("text", "h")):
                    for runs in self._paragraphs(block):
                        self.flow.paragraph([Run(label), *runs] if label and runs else runs)
                        label = ""

    def _table(self, table: Any) -> None:  # noqa: ANN401
        rows: list[list[Cell]] = []
        headers = 0
        merged: dict[int, int] = {}
        for row in table.iter(q("table", "table-row")):
            if next(row.iterancestors(q("table", "table"))) is not table:
                continue
            if row.get(q("table", "visibility")) == "collapse":
                self.flow.hide("".join(row.itertext()))
                continue
            line: list[Cell] = []
            for cell in _cells(row):
                column = len(line)
                if cell.tag == q("table", "covered-table-cell"):
                    line.append(None if merged.get(column, 0) > len(rows) else [])
                    continue
                down = _count(cell, "number-rows-spanned")
                for over in range(_count(cell, "number-columns-spanned")):
                    merged[column + over] = len(rows) + down if not over and down > 1 else 0
                line.append(self.cell(cell))
            rows.append(line)
            headers += row.getparent().tag == q("table", "table-header-rows") and headers == len(rows) - 1
        self.flow.table(rows, headers or None)

    def cell(self, cell: Any) -> list[Paragraph]:  # noqa: ANN401
        """Return the paragraphs of a cell; those of a table inside it follow as lines."""
        style = self.styles.text("table-cell", cell.get(q("table", "style-name")))
        return [
            runs
            for block in cell.iter(q("text", "p"), q("text", "h"))
            if not any(
                over.tag in _SKIPPED or over.tag == q("text", "note") for over in block.iterancestors()
            )
            for runs in self._paragraphs(block, style)
        ]

    def _paragraphs(self, element: Any, around: TextStyle | None = None) -> Iterator[list[Run]]:  # noqa: ANN401
        """Give a paragraph's runs, and then those of the text boxes that hang on it."""
        style = self.styles.text("paragraph", element.get(q("text", "style-name"))).over(
            around or TextStyle()
        )
        runs: list[Run] = []
        boxes: list[Any] = []
        self._collect(element, style, runs, boxes)
        yield runs
        for box in boxes:
            for paragraph in box.iter(q("text", "p"), q("text", "h")):
                if next(paragraph.iterancestors(q("draw", "text-box"))) is box:
                    yield from self._paragraphs(paragraph)

    def _collect(self, element: Any, style: TextStyle, runs: list[Run], boxes: list[Any]) -> None:  # noqa: ANN401
        self._write(element.text, style, runs)
        for child in element:
            if not isinstance(child.tag, str) or child.tag in _SKIPPED:
                if isinstance(child.tag, str) and "hidden" in child.tag:
                    self.flow.hide(child.get(q("text", "string-value"), "") or "".join(child.itertext()))
            elif child.tag == q("draw", "text-box"):
                boxes.append(child)
            elif child.tag == q("text", "s"):
                self._write(" " * min(_count(child, "c", "text"), _MOST_REPEATED), style, runs)
            elif child.tag in _SIGNS:
                self._write(_SIGNS[child.tag], style, runs)
            elif child.tag == q("text", "note"):
                self._note(child, style, runs)
            else:
                own = style
                if child.tag == q("text", "span"):
                    own = self.styles.text("text", child.get(q("text", "style-name"))).over(style)
                self._collect(child, own, runs, boxes)
            self._write(child.tail, style, runs)

    def _note(self, note: Any, style: TextStyle, runs: list[Run]) -> None:  # noqa: ANN401
        mark = f"[{len(self._notes) + 1}]"
        self._write(mark, style, runs)
        kept: list[Run] = [Run(f"{mark} ")]
        self._notes.append(kept)
        body = note.find(q("text", "note-body"))
        for paragraph in body.iter(q("text", "p")) if body is not None else ():
            for part in self._paragraphs(paragraph):
                kept.extend((*part, Run(" ")))

    def _write(self, text: str | None, style: TextStyle, runs: list[Run]) -> None:
        if not text:
            return
        if style.unseen and (self._on_paper or not style.white):
            self.flow.hide(text)
        else:
            runs.append(Run(" ".join(text.split("\n")) if text != "\n" else text, style.font or ""))


class _Sheets:
    """The sheets of a spreadsheet."""

    def __init__(self, document: _Document, element: Any) -> None:  # noqa: ANN401
        self._document, self._element = document, element

    def read(self) -> Iterator[Sheet]:
        for table in self._element.findall(q("table", "table")):
            yield self._sheet(table)

    def _sheet(self, table: Any) -> Sheet:  # noqa: ANN401
        found = Sheet(table.get(q("table", "name"), ""))
        document = self._document
        hidden = document.styles.hides_table(table.get(q("table", "style-name")))
        columns = self._hidden_columns(table)
        at = 0
        for row in table.iter(q("table", "table-row")):
            unseen = hidden or row.get(q("table", "visibility")) in ("collapse", "filter")
            column = 0
            for cell in _cells(row):
                repeated = _count(cell, "number-columns-repeated")
                paragraphs = [p for p in document.cell(cell) if p]
                if cell.get(q("office", "value-type")) == "float" and paragraphs:
                    paragraphs = [_number(cell, paragraphs[0])]
                if paragraphs:
                    if unseen or column in columns:
                        document.flow.hide("".join(run.text for p in paragraphs for run in p))
                    else:
                        runs = [run for p in paragraphs for run in (*p, Run(" "))]
                        for over in range(min(repeated, MAX_COLUMNS)):
                            found.cells[at, column + over] = runs
                    down, over = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
                    if down > 1 or over > 1:
                        found.merged.append(Area(at, column, at + down, column + over))
                column += repeated
            if len(found.cells) > MAX_CELLS:
                raise TooLarge(f"a sheet of more than {MAX_CELLS} cells")
            at += _count(row, "number-rows-repeated")
        return found

    def _hidden_columns(self, table: Any) -> set[int]:  # noqa: ANN401
        found: set[int] = set()
        at = 0
        for column in table.iter(q("table", "table-column")):
            repeated = _count(column, "number-columns-repeated")
            if column.get(q("table", "visibility")) in ("collapse", "filter"):
                found.update(range(at, at + min(repeated, 20_000)))
            at += repeated
        return found


def _number(cell: Any, paragraph: Paragraph) -> Paragraph:  # noqa: ANN401
    """Return a whole number without its separators, which differ from country to country."""
    try:
        value = float(cell.get(q("office", "value"), ""))
    except ValueError:
        return paragraph
    return [Run(shown(value), paragraph[0].font)] if value.is_integer() else paragraph


def _cells(row: Any) -> Iterator[Any]:  # noqa: ANN401
    for cell in row:
        if cell.tag in (q("table", "table-cell"), q("table", "covered-table-cell")):
            yield cell


def _count(element: Any, name: str, prefix: str = "table") -> int:  # noqa: ANN401
    said = element.get(q(prefix, name), "1")
    return max(1, int(said)) if said.isdigit() and len(said) < 8 else 1  # noqa: PLR2004
