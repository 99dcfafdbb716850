"""Reads DOCX: paragraphs and tables in the order of the document, with the numbers of automatic lists."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.errors import Damaged, Unreadable
from ingest.legacy_text import Run
from ingest.readers import declared, package
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_styles import Look, Styles
from ingest.readers.flow import Cell, Flow
from ingest.reading import Reading

_TEXT = {
    qn("w:t"): None,
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\xad",
}
# Boxes to tick, by the letters of Wingdings that show them.
_TICKS = {
    **dict.fromkeys(("F0FE", "F0FD", "F078", "F0FC"), "☒"),
    **dict.fromkeys(("F0A8", "F06F", "F071", "F072"), "☐"),
}
_SYMBOL, _CHECK_BOX = qn("w:sym"), qn("w:checkBox")
_OFF = frozenset({"0", "false", "off"})
# Deleted text, field codes, and the second copy that Word keeps of drawings for old versions.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({qn("w:del"), qn("w:instrText"), qn("w:moveFrom"), _FALLBACK})
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_WRAPPERS = frozenset(
    qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo")
)


class DocxReader:
    """Reads Word documents of 2007 and later, without headers and comments; notes follow the text."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text; `declared` holds the title of the core properties.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        package.check(data, name).close()
        flow = Flow(name)
        try:
            document = docx.Document(BytesIO(data))
            _Body(document, flow).write()
            title = (document.core_properties.title or "").strip()
        except Unreadable:
            raise
        except (*package.BROKEN, PackageNotFoundError, etree.XMLSyntaxError) as error:
            raise Damaged(f"{name}: the Word document is broken ({type(error).__name__})") from error
        return flow.reading({**({"title": title} if title else {}), **declared.from_title(title)})


class _Body:
    """Puts the paragraphs and tables of one document into a flow."""

    def __init__(self, document: Any, flow: Flow) -> None:  # noqa: ANN401 - the library has no types
        self._document, self._flow = document, flow
        self._numbering, self._styles = Numbering(document), Styles(document)
        self._notes: list[str] = []

    def write(self) -> None:
        for block in _blocks(self._document.element.body):
            if block.tag == qn("w:p"):
                for runs in self._paragraph(block):
                    self._flow.paragraph(runs)
            else:
                self._table(block)
        self._write_notes()

    def _write_notes(self) -> None:
        notes = {
            note.get(qn("w:id"), ""): note
            for relation in self._document.part.rels.values()
            if relation.reltype.endswith("/footnotes")
            for note in etree.fromstring(relation.target_part.blob, _PARSER).iter(qn("w:footnote"))
        }
        for number, name in enumerate(list(self._notes), 1):
            runs = [Run(f"[{number}] ")]
            for paragraph in notes[name].iter(qn("w:p")) if name in notes else ():
                for part in self._paragraph(paragraph):
                    runs.extend((*part, Run(" ")))
            self._flow.paragraph(runs)

    def _paragraph(self, paragraph: Any) -> list[list[Run]]:  # noqa: ANN401
        """Return a paragraph's runs with its number before them, then those of its text boxes."""
        runs: list[Run] = []
        boxes: list[list[Run]] = []
        self._collect(paragraph, self._styles.paragraph(paragraph), runs, boxes)
        if any(run.text.strip() for run in runs) and (label := self._numbering.label(paragraph)):
            runs.insert(0, Run(label))
        return [runs, *boxes]

    def _collect(self, element: Any, look: Look, runs: list[Run], boxes: list[list[Run]]) -> None:  # noqa: ANN401
        for child in element:
            if child.tag in _SKIPPED or child.tag in (qn("w:pPr"), qn("w:rPr")):
                continue
            if child.tag == qn("w:txbxContent"):
                boxes.extend(part for p in child.iter(qn("w:p")) for part in self._paragraph(p))
            elif child.tag in _TEXT:
                text = _TEXT[child.tag] or child.text or ""
                if look.unseen:
                    self._flow.hide(text)
                else:
                    runs.append(Run(text, look.font or ""))
            elif tick := _tick(child):
                runs.append(Run(tick))
            elif child.tag == qn("w:footnoteReference"):
                self._notes.append(child.get(qn("w:id"), ""))
                runs.append(Run(f"[{len(self._notes)}]"))
            elif child.tag == qn("w:r") and _is_struck(child):
                self._flow.strike()
            elif child.tag == qn("w:r"):
                self._collect(child, self._styles.run(child.find(qn("w:rPr")), look), runs, boxes)
            else:
                self._collect(child, look, runs, boxes)

    def _table(self, table: Any) -> None:  # noqa: ANN401
        rows: list[list[Cell]] = []
        headers = 0
        framing = all(len(row.findall(qn("w:tc"))) <= 1 for row in table.iter(qn("w:tr")))
        for row in _rows(table):
            line: list[Cell] = []
            for cell in row.iter(qn("w:tc")):
                if _nearest(cell, qn("w:tr")) is not row:
                    continue
                across = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                below = merged is not None and merged.get(qn("w:val")) != "restart"
                line.append(None if below else self._cell(cell))
                span = (
                    min(int(across.get(qn("w:val"), "1")), 100) if across is not None and not framing else 1
                )
                line.extend([[]] * (span - 1))
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None and headers == len(rows):
                headers += 1
            rows.append(line)
        self._flow.table(rows, headers or None)

    def _cell(self, cell: Any) -> list[list[Run]]:  # noqa: ANN401
        """Return a cell's paragraphs; the rows of a table inside it follow as lines."""
        return [
            part
            for paragraph in cell.iter(qn("w:p"))
            if _nearest(paragraph, qn("w:txbxContent")) is None
            for part in self._paragraph(paragraph)
        ]


def _tick(element: Any) -> str:  # noqa: ANN401
    """Return the mark of a box to tick, of a form or drawn as a letter; "" for anything else."""
    if element.tag == _SYMBOL and "wingdings" in element.get(qn("w:font"), "").lower():
        return _TICKS.get(element.get(qn("w:char"), "").upper(), "")
    if element.tag != _CHECK_BOX:
        return ""
    said = element.find(qn("w:checked"))
    said = element.find(qn("w:default")) if said is None else said
    return "☐" if said is None or said.get(qn("w:val")) in _OFF else "☒"


def _is_struck(run: Any) -> bool:  # noqa: ANN401
    """Tell whether a run is struck out, as consolidated texts show wording that was taken out."""
    marks = (run.find(f"{qn('w:rPr')}/{qn(mark)}") for mark in ("w:strike", "w:dstrike"))
    return any(mark is not None and mark.get(qn("w:val")) not in _OFF for mark in marks)


def _blocks(parent: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[Any]:  # noqa: ANN401
    return (row for row in table.iter(qn("w:tr")) if _nearest(row, qn("w:tbl")) is table)


def _nearest(element: Any, tag: str) -> Any:  # noqa: ANN401
    return next(element.iterancestors(tag), None)
