"""The report on how well a document was read and what was corrected, for programs and for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from index.access import Principal
from index.document_store import DocumentStore
from index.documents import Document
from index.provisions import Span
from index.quality import PageSource, Quality
from index.reading_corrections import Field, ReadingCorrection
from ingest.correcting import is_waiting


def quality_json(document: Document) -> dict[str, Any] | None:
    """Return the report as `GET /v1/documents/{id}` shows it; `None` for formats without pages."""
    quality = document.quality
    if quality is None:
        return None
    return {
        "grade": quality.grade.value,
        "reasons": list(quality.reasons),
        "pages": [asdict(page) | {"span": _pair(page.span)} for page in quality.pages],
        "confidence": _rounded(quality.confidence),
        "unsure": [
            {
                "page": one.page,
                "span": [one.span.start, one.span.end],
                "text": one.span.of(document.text),
                "confidence": one.confidence,
            }
            for one in quality.unsure
        ],
        "signatures": [asdict(signature) for signature in quality.signatures],
        "mended": [
            {"span": [one.span.start, one.span.end], "text": one.span.of(document.text), "read": one.read}
            for one in quality.mended
        ],
    }


def corrections_json(store: DocumentStore, document: Document, principal: Principal) -> list[dict[str, Any]]:
    """Return all corrections of a document, oldest first, each with what was read in its place.

    `state` is `counts`, `replaced` (by a later one), `lost` (its words are not found), `waiting` (for the
    file to be read again) or `undone`. Raises `DocumentNotFound`.
    """
    made = {one.entry: one for one in (document.quality.corrected if document.quality else ())}
    waiting = is_waiting(store, document.source)
    entries = store.reading_corrections.of(document.id, principal)
    last = {one.field: one.entry for one in entries if one.undone_at is None}
    return [
        {
            "entry": one.entry,
            "field": one.field.value,
            "value": one.value,
            "read": made[one.entry].read if one.entry in made else one.replaces,
            "page": one.page,
            "span": _pair(made[one.entry].span) if one.entry in made else None,
            "who": one.who,
            "note": one.note,
            "at": one.at,
            "state": _state(one, one.entry in made, waiting=waiting, last=last[one.field] == one.entry)
            if one.undone_at is None
            else "undone",
            "undone_by": one.undone_by,
            "undone_at": one.undone_at,
        }
        for one in entries
    ]


def _state(one: ReadingCorrection, made: bool, *, waiting: bool, last: bool) -> str:  # noqa: FBT001
    if made:
        return "counts"
    if waiting:
        return "waiting"
    return "lost" if one.field is Field.TEXT or last else "replaced"


def quality_lines(document: Document) -> Iterator[str]:
    """Say in English lines what the report holds, pages by grade first."""
    quality = document.quality
    if quality is None:
        return
    reasons = f" ({', '.join(quality.reasons)})" if quality.reasons else ""
    yield f"quality: {quality.grade.value}{reasons}"
    yield f"pages: {_pages(quality)}"
    if quality.mended:
        yield f"mended words: {len(quality.mended)} (--json shows each as it was recognised)"
    for signature in quality.signatures:
        yield f"signed (not verified): {signature.signer}, {signature.signed_at or 'time not given'}"
    if quality.corrected:
        yield f"corrected by people: {len(quality.corrected)} (`thutuc documents corrections` shows them)"
    for one in quality.unsure:
        yield f"  ? page {one.page}: {one.span.of(document.text)} ({one.confidence:.2f})"


def _pages(quality: Quality) -> str:
    grades = Counter(page.grade.value for page in quality.pages)
    told = [f"{count} {grade}" for grade, count in sorted(grades.items())]
    read = sum(page.source is PageSource.OCR for page in quality.pages)
    if read:
        mean = quality.confidence
        certain = "" if mean is None else f", mean confidence {mean:.2f}"
        told.append(f"{read / len(quality.pages):.0%} read by OCR{certain}")
    return "; ".join(told)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
