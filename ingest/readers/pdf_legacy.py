"""Turns the words of PDF pages in legacy encodings into Unicode; their boxes stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.legacy_text import Repaired, Run, font_encoding, is_capital_font, to_unicode
from ingest.readers.pdf_lines import PdfLine, PdfPage


def repaired(pages: Sequence[PdfPage]) -> tuple[list[PdfPage], Repaired]:
    """Return the pages with their words as Unicode, and what was found; see `ingest.legacy_text`.

    A page names all its fonts together: only where they agree on an encoding is it told by them.
    """
    lines = [
        [Run(f"{word.text} ", font) for word in line.words]
        for page in pages
        for font in (_font(page),)
        for line in page.lines
    ]
    read = to_unicode(lines)
    if not read.encodings:
        return list(pages), read
    texts = iter(read.lines)
    return [
        replace(page, lines=tuple(_line(line, next(texts)) for line in page.lines)) for page in pages
    ], read


def _font(page: PdfPage) -> str:
    """Return a font of a page whose fonts are all of one encoding; "" for any other page.

    Which words are in a font of capitals is not known, so it is one that is none.
    """
    encodings = {font_encoding(font) for font in page.fonts}
    plain = sorted(font for font in page.fonts if not is_capital_font(font))
    return plain[0] if plain and len(encodings) == 1 and None not in encodings else ""


def _line(line: PdfLine, texts: Sequence[str]) -> PdfLine:
    words = (replace(word, text=text.strip()) for word, text in zip(line.words, texts, strict=True))
    return replace(line, words=tuple(word for word in words if word.text))
