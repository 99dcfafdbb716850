"""How many words of real scans are recognised wrongly, against what a person read on them.

The suite reads three pages; THUTUC_OCR_PAGES=12 all of `tests/facts/transcripts.jsonl`.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePath

import pytest
from scans import needs_tesseract

from ingest.page_picture import frames
from ingest.readers.pdf_pages import draw
from ingest.recognition import OcrWish, Recogniser

PAGES = int(os.environ.get("THUTUC_OCR_PAGES", "3"))
TRANSCRIPTS = Path(__file__).parents[1] / "facts" / "transcripts.jsonl"
MOST_ERRORS = 0.05


def plain(words: Sequence[str]) -> list[str]:
    stripped = (unicodedata.normalize("NFC", word).strip('.,;:()“”"-–[]') for word in words)
    return [word for word in stripped if word]


def errors(reference: Sequence[str], found: Sequence[str]) -> int:
    """Count the words put in, left out or changed; what is found before and after the reference is free."""
    row = [0] * (len(found) + 1)
    for position, word in enumerate(reference, 1):
        last, row[0] = row[0], position
        for at, other in enumerate(found, 1):
            last, row[at] = row[at], min(last + (word != other), row[at] + 1, row[at - 1] + 1)
    return min(row)


def test_words_are_counted_as_errors_are_counted() -> None:
    page = ["đầu", "trang", "một", "hai", "ba", "bốn", "cuối", "trang"]
    assert errors(["một", "hai", "ba"], page) == 0
    assert errors(["một", "hái", "ba"], page) == 1
    assert errors(["một", "ba"], page) == 1
    assert errors(["một", "hai", "rưỡi", "ba"], page) == 1
    assert errors(["năm"], page) == 1


@needs_tesseract
@pytest.mark.shared
def test_the_word_error_rate_on_real_scans(shared: Path) -> None:
    wrong = words = 0
    for line in TRANSCRIPTS.read_text("utf-8").split("\n")[:PAGES]:
        if not line:
            continue
        fact = json.loads(line)
        data = (shared / "corpus" / fact["file"]).read_bytes()
        if fact["file"].lower().endswith(".pdf"):
            _, picture = next(draw(data, [fact["page"] - 1]))
        else:
            picture = next(frames(data, PurePath(fact["file"]), 1))
        found = Recogniser(OcrWish("vie")).page(picture, fact["page"], 1)
        lines = found.lines if found else ()
        reference = plain(fact["text"].split())
        missed = errors(reference, plain([word.text for found in lines for word in found.words]))
        print(f"{fact['file']} {fact['page']}: {missed} of {len(reference)}")  # noqa: T201
        wrong, words = wrong + missed, words + len(reference)
    print(f"word error rate {wrong / words:.4f} over {words} words")  # noqa: T201
    assert wrong <= MOST_ERRORS * words
