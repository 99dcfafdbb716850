"""What an answer cites that was recognised from a picture and may be misread: the mark beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.answers import Citation
from assistant.naming import document_name
from assistant.shelf import Shelf
from index.documents import Document
from index.provisions import Span
from index.quality import Unsure

_MOST_WORDS: Final = 6
"""More words of one page than this are not read; the picture of the page shows all."""


def unsure_warnings(
    citations: Sequence[Citation], shelf: Shelf, words: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Return one warning for each page on which a cited number, date or số hiệu may be misread.

    Raises:
        DocumentNotFound: a cited document is gone, or may not be read.
    """
    pages: dict[tuple[str, int], list[str]] = {}
    names: dict[str, str] = {}
    for citation in citations:
        document = shelf.volume(citation.head.id).document
        names[document.id] = document_name(citation.head, language)
        for unsure in unsure_of(document, citation):
            said = unsure.span.of(document.text)
            place = pages.setdefault((document.id, unsure.page), [])
            if said not in place:
                place.append(said)
    return tuple(
        words["unsure"].format(
            document=names[document_id],
            page=page,
            words=", ".join(f"«{word}»" for word in said[:_MOST_WORDS]) + ("…" if said[_MOST_WORDS:] else ""),
        )
        for (document_id, page), said in pages.items()
    )


def unsure_of(document: Document, citation: Citation) -> tuple[Unsure, ...]:
    """Return what may be misread in the words that a citation quotes."""
    if document.quality is None or not document.quality.unsure:
        return ()
    whole = citation.provision.span
    at = document.text.find(citation.quote, whole.start, whole.end) if citation.quote else -1
    # A quote that is not found in one piece is doubted with all of its provision.
    quoted = whole if at < 0 else Span(at, at + len(citation.quote))
    return document.quality.unsure_in(quoted)
