"""Reads Markdown: front matter, headings, tables and paragraphs, also as OCR and page savers leave them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePath

import yaml

from ingest.doubts import doubt
from ingest.errors import Empty
from ingest.readers import declared
from ingest.readers.encoding import decode
from ingest.readers.markdown_inline import clean, strike
from ingest.readers.markdown_tables import (
    Grid,
    has_lone_bars,
    is_delimiter,
    pipe_cells,
    split_lone_bars,
)
from ingest.readers.text_builder import TextBuilder, is_rule, one_line
from ingest.readers.wrapping import is_wrapped, join, wrap_width
from ingest.reading import Reading

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"^([\w-]+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s+(?P<words>.*)|#*\s*)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")
_BULLET = re.compile(r"^\s*[*+]\s+(?=\S)")
_FACT = re.compile(r"\s*(?:[-*+]\s*)?\*\*([^*]{2,40}?):?\s*\*\*\s*:?\s*(.+)")
_SIGNS = re.compile(
    r"^#{1,6}\s+\S|^\d+\\\.|^[^\S\n]*(?:\|\s*)?:?-{3,}\s*\||\*\*\S.*?\*\*|&nbsp;", re.MULTILINE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# The sites' attribute lists stand before the text; a list further down belongs to the text.
FACT_LINES = 80
TITLE_LINES = 5
ENOUGH_SIGNS = 3


def looks_like_markdown(text: str) -> bool:
    """Tell whether a text without a telling name carries clear Markdown marks."""
    return sum(1 for _ in islice(_SIGNS.finditer(text), ENOUGH_SIGNS)) == ENOUGH_SIGNS


class MarkdownReader:
    """Reads Markdown; hard-wrapped lines are joined into paragraphs."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text; `declared` comes from the front matter, attribute lists and title lines.

        Raises `Empty`, `Damaged`, `LegacyEncoding` and `TooLarge`.
        """
        decoded = decode(data, name)
        read = read_markdown(decoded.text, name)
        return replace(read, doubts=(*decoded.doubts, *read.doubts))


def read_markdown(text: str, name: PurePath) -> Reading:
    """Read decoded Markdown; raises as `MarkdownReader.read` does."""
    doubts: list[str] = []
    front, body = _front_matter(text, doubts)
    body, struck = strike(_COMMENT.sub("", body))
    if struck:
        doubts.append(doubt("struck_out", count=str(struck)))
    lines = body.split("\n")
    builder = TextBuilder(name)
    ragged = has_lone_bars(lines)
    cleaned = [clean(line).strip() for line in lines]
    width = wrap_width(cleaned) if ragged or is_wrapped(cleaned) else 0
    parts = split_lone_bars(lines) if ragged else [tuple(lines)]
    for part in parts:
        if isinstance(part, Grid):
            cells = [["\n".join(_clean_lines(cell)) for cell in row] for row in part.rows]
            builder.table(cells, certain=part.certain)
        else:
            _write(part, builder, width=width, ragged=ragged)
    if any(not table.certain for table in builder.tables):
        doubts.append(doubt("table_uncertain"))
    written = builder.text()
    if not written.strip():
        raise Empty(f"{name}: no text in it")
    titles = [fact for fact in front if declared.key_of(fact[0]) == "title"][:1]
    facts = [*titles, *_facts(lines), *front]
    return Reading(
        text=written,
        declared={**_titled(written), **declared.collect(facts)},
        tables=tuple(builder.tables),
        doubts=tuple(doubts),
    )


def _front_matter(text: str, doubts: list[str]) -> tuple[list[tuple[str, object]], str]:
    match = _FRONT.match(text)
    if match is None:
        return [], text
    try:
        loaded = yaml.load(match.group(1), Loader=_Strings)
    except (yaml.YAMLError, RecursionError, ValueError):
        doubts.append(doubt("front_matter"))
        loaded = dict(_FRONT_LINE.findall(match.group(1)))
    if not isinstance(loaded, dict):
        return [], text
    return [(str(k), v) for k, v in loaded.items()], text[match.end() :]


class _Strings(yaml.BaseLoader):
    """Leaves every value a string: dates and numbers are read by `declared`."""


def _facts(lines: Sequence[str]) -> Iterator[tuple[str, object]]:
    for line in lines[:FACT_LINES]:
        if "|" in line:
            cells = pipe_cells(line)
            if len(cells) == 2:  # noqa: PLR2004 - label and value
                yield clean(cells[0]), clean(cells[1])
        elif match := _FACT.fullmatch(line):
            yield match.group(1), clean(match.group(2))


def _titled(text: str) -> dict[str, str]:
    """Find a line that names the act with number and date, at the beginning or the end of a text."""
    lines = text.rstrip().rsplit("\n", TITLE_LINES)
    ends = [*text[:2000].split("\n")[:TITLE_LINES], *reversed(lines[1:])]
    # A line that ends like a sentence or stands in a table cites an act and is no title.
    titles = [line for line in ends if "|" not in line and not line.rstrip().endswith((";", ",", ".", ":"))]
    return max((declared.from_title(line) for line in titles), key=len, default={})


def _clean_lines(text: str) -> list[str]:
    return [clean(line) for line in text.split("\n")]


def _write(lines: Sequence[str], builder: TextBuilder, *, width: int, ragged: bool) -> None:
    paragraph: list[str] = []
    after_heading = False

    def flush() -> None:
        for line in join(paragraph, width, ragged=ragged) if width else paragraph:
            builder.line(line)
        paragraph.clear()

    position = 0
    while position < len(lines):
        line = lines[position]
        if position + 1 < len(lines) and "|" in line and is_delimiter(lines[position + 1]):
            flush()
            position = _pipe_table(lines, position, builder)
            after_heading = False
            continue
        position += 1
        if _FENCE.match(line):
            continue
        heading = _HEADING.fullmatch(line)
        words = line if heading is None else (heading["words"] or "").rstrip().rstrip("#").rstrip()
        text = one_line(clean(_BULLET.sub("- ", _QUOTED.sub("", words))))
        if is_rule(text):
            text = ""
        if heading is not None:
            paragraph.append("")
            paragraph.append(text)
            # The title of an article may stand on the line below its number.
            after_heading = text != ""
            continue
        if after_heading and text and paragraph[-1].rstrip(".:").count(" ") > 1:
            paragraph.append("")
        after_heading = False
        paragraph.append(text)
    flush()


def _pipe_table(lines: Sequence[str], start: int, builder: TextBuilder) -> int:
    rows = [pipe_cells(lines[start])]
    position = start + 2
    while position < len(lines) and "|" in lines[position]:
        if not is_delimiter(lines[position]):
            rows.append(pipe_cells(lines[position]))
        position += 1
    builder.table([[clean(cell) for cell in row] for row in rows])
    return position
