"""Reads plain text; text with clear Markdown marks is read as Markdown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from ingest.errors import Empty
from ingest.readers.encoding import decode
from ingest.readers.markdown import looks_like_markdown, read_markdown
from ingest.readers.text_builder import TextBuilder, one_line
from ingest.readers.wrapping import is_wrapped, join, wrap_width
from ingest.reading import Reading


class TextReader:
    """Reads plain text; hard-wrapped lines are joined into paragraphs."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text; raises `Empty`, `Damaged`, `LegacyEncoding` and `TooLarge`."""
        decoded = decode(data, name)
        text = decoded.text
        if looks_like_markdown(text):
            read = read_markdown(text, name)
            return replace(read, doubts=(*decoded.doubts, *read.doubts))
        lines = [one_line(line) for line in text.split("\n")]
        builder = TextBuilder(name)
        for line in join(lines, wrap_width(lines)) if is_wrapped(lines) else lines:
            builder.line(line)
        written = builder.text()
        if not written.strip():
            raise Empty(f"{name}: no text in it")
        return Reading(text=written, doubts=decoded.doubts)
