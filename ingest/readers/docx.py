"""Reads DOCX: paragraphs and tables in the order of the document, with the numbers of automatic lists."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from ingest.doubts import doubt
from ingest.errors import Damaged, Empty, LegacyEncoding, TooLarge
from ingest.readers import declared
from ingest.readers.docx_numbering import Numbering
from ingest.readers.encoding import is_legacy
from ingest.readers.limits import MAX_UNPACKED_BYTES
from ingest.readers.text_builder import TextBuilder
from ingest.reading import Reading

# What the library and its parsers let through for a malformed package.
_BROKEN = (
    PackageNotFoundError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, etree.XMLSyntaxError,
    LookupError, ValueError, AttributeError, TypeError, EOFError, OSError, RuntimeError, AssertionError,
)  # fmt: skip
_TEXT = {
    qn("w:t"): None,
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
# Deleted text, field codes, and the second copy that Word keeps of drawings for old versions.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({qn("w:del"), qn("w:instrText"), qn("w:moveFrom"), _FALLBACK})
_WRAPPERS = frozenset(
    qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo")
)


class DocxReader:
    """Reads Word documents of 2007 and later; headers and footers are left out."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text; `declared` holds the title of the core properties.

        Raises `Damaged`, `Empty`, `LegacyEncoding` and `TooLarge`.
        """
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                    raise TooLarge(f"{name}: unpacks to more than {MAX_UNPACKED_BYTES} bytes")
            document = docx.Document(BytesIO(data))
            builder = TextBuilder(name)
            self._write(document, builder)
            title = (document.core_properties.title or "").strip()
        except _BROKEN as error:
            raise Damaged(f"{name}: the Word document is broken ({type(error).__name__})") from error
        text = builder.text()
        if not text.strip():
            raise Empty(f"{name}: no text in it")
        if is_legacy(text):
            raise LegacyEncoding(f"{name}: the text is in a font encoding of before Unicode (TCVN3 or VNI)")
        facts = {**({"title": title} if title else {}), **declared.from_title(title)}
        struck = sum(_is_struck(run) for run in document.element.body.iter(qn("w:r")))
        doubts = (doubt("struck_out", count=str(struck)),) if struck else ()
        return Reading(text=text, declared=facts, tables=tuple(builder.tables), doubts=doubts)

    def _write(self, document: Any, builder: TextBuilder) -> None:  # noqa: ANN401 - the library has no types
        numbering = Numbering(document)
        for block in _blocks(document.element.body):
            if block.tag == qn("w:p"):
                for line in _paragraph(block, numbering).split("\n"):
                    builder.line(line)
            elif _is_layout(block):
                for cell in block.iter(qn("w:tc")):
                    for line in _cell(cell, numbering).split("\n"):
                        builder.line(line)
            else:
                _table(block, numbering, builder)
        for line in _footnotes(document, numbering):
            builder.line(line)


def _footnotes(document: Any, numbering: Numbering) -> Iterator[str]:  # noqa: ANN401
    """Go over the footnotes, each behind its mark; they stand behind the text."""
    for relation in document.part.rels.values():
        if relation.reltype != RELATIONSHIP_TYPE.FOOTNOTES or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iter(qn("w:footnote")):
            if note.get(qn("w:type")) is None:
                words = "\n".join(_paragraph(p, numbering) for p in note.iter(qn("w:p")))
                yield from f"[{note.get(qn('w:id'))}] {words.strip()}".split("\n")


def _blocks(parent: Any) -> Iterator[Any]:  # noqa: ANN401
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _paragraph(paragraph: Any, numbering: Numbering) -> str:  # noqa: ANN401
    parts: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, parts, boxes, numbering)
    text = "".join(parts)
    if text.strip():
        text = numbering.label(paragraph) + text.lstrip()
    return "\n".join([text, *boxes])


def _collect(element: Any, parts: list[str], boxes: list[str], numbering: Numbering) -> None:  # noqa: ANN401
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:txbxContent"):
            boxes.extend(_paragraph(p, numbering) for p in child.iter(qn("w:p")))
        elif child.tag == qn("w:footnoteReference"):
            parts.append(f"[{child.get(qn('w:id'))}]")
        elif child.tag in _TEXT:
            parts.append(_TEXT[child.tag] or child.text or "")
        elif child.tag != qn("w:pPr") and child.tag != qn("w:rPr"):
            if child.tag == qn("w:r") and (_is_struck(child) or _has(child, "w:vanish")):
                continue
            _collect(child, parts, boxes, numbering)


def _has(run: Any, mark: str) -> bool:  # noqa: ANN401
    found = run.find(f"{qn('w:rPr')}/{qn(mark)}")
    return found is not None and found.get(qn("w:val")) not in {"0", "false", "off"}


def _is_struck(run: Any) -> bool:  # noqa: ANN401
    return _has(run, "w:strike") or _has(run, "w:dstrike")


def _is_layout(table: Any) -> bool:  # noqa: ANN401
    """Tell whether a table has a single column, and so only frames its text."""
    return all(len(row.findall(qn("w:tc"))) <= 1 for row in table.iter(qn("w:tr")))


def _table(table: Any, numbering: Numbering, builder: TextBuilder) -> None:  # noqa: ANN401
    rows: list[list[str | None]] = []
    headers = 0
    for row in _rows(table):
        line: list[str | None] = []
        for cell in row.iter(qn("w:tc")):
            if _nearest(cell, qn("w:tr")) is not row:
                continue
            across = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            below = merged is not None and merged.get(qn("w:val")) != "restart"
            line.append(None if below else _cell(cell, numbering))
            line.extend([""] * (min(int(across.get(qn("w:val"), "1")), 100) - 1 if across is not None else 0))
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None and headers == len(rows):
            headers += 1
        rows.append(line)
    builder.table(rows, headers or None)


def _rows(table: Any) -> Iterator[Any]:  # noqa: ANN401
    return (row for row in table.iter(qn("w:tr")) if _nearest(row, qn("w:tbl")) is table)


def _nearest(element: Any, tag: str) -> Any:  # noqa: ANN401
    return next(element.iterancestors(tag), None)


def _cell(cell: Any, numbering: Numbering) -> str:  # noqa: ANN401
    """Return a cell's paragraphs; the rows of a table inside it follow as lines."""
    return "\n".join(
        _paragraph(p, numbering) for p in cell.iter(qn("w:p")) if _nearest(p, qn("w:txbxContent")) is None
    )
