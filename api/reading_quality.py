"""The report on how well a document was read, for programs and for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from index.documents import Document
from index.quality import PageSource, Quality


def quality_json(document: Document) -> dict[str, Any] | None:
    """Return the report as `GET /v1/documents/{id}` shows it; `None` for formats without pages."""
    quality = document.quality
    if quality is None:
        return None
    return {
        "grade": quality.grade.value,
        "reasons": list(quality.reasons),
        "pages": [asdict(page) for page in quality.pages],
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
