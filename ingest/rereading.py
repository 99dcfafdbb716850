"""Which files are read again though they have not changed: the steps have, or the text recognition has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from index.access import Principal
from index.document_store import DocumentStore, SourceFile
from index.errors import DocumentNotFound
from index.quality import PageSource
from ingest import ocr
from ingest.errors import LegacyEncoding, NoTextLayer, NothingRecognised, OcrMissing, TooLarge
from ingest.recognition import OcrWish

STALE: Final = -1
"""Time of a file's entry that no file has: it is read again whatever its bytes are."""
_AWAITING: Final = tuple(
    f"{kind.code}:" for kind in (NoTextLayer, NothingRecognised, LegacyEncoding, TooLarge)
)
_OPERATOR: Final = Principal.operator()


def mark_stale(store: DocumentStore, home: Path, version: int, wish: OcrWish) -> None:
    """Have files read again where the steps that made their documents are not those of `version` any more.

    Where only the text recognition is another (installed meanwhile, other languages or limits), these are the
    files that need it.
    """
    if _is_new(home / "parser-version", f"{version}"):
        stale = list(store.files())
    elif _is_new(home / "ocr-version", _ocr(wish)):
        stale = list(_recognised(store))
    else:
        return
    with store.batch():
        for file in stale:
            store.put_file(replace(file, mtime_ns=STALE))
    (home / "parser-version").write_text(f"{version}\n", "ascii")
    (home / "ocr-version").write_text(f"{_ocr(wish)}\n", "utf-8")


def _is_new(note: Path, now: str) -> bool:
    with suppress(OSError, ValueError):
        return note.read_text("utf-8").strip() != now
    return True


def _ocr(wish: OcrWish) -> str:
    try:
        installed = ocr.version(wish.languages) if wish.languages else "off"
    except OcrMissing:
        installed = "missing"
    return f"{installed}, {wish.pages} pages, {wish.seconds:g} s"


def _recognised(store: DocumentStore) -> Iterator[SourceFile]:
    for file in list(store.files()):
        if file.document_id is None:
            if (file.reason or "").startswith(_AWAITING):
                yield file
            continue
        with suppress(DocumentNotFound):
            quality = store.get(file.document_id, _OPERATOR).quality
            if quality and any(page.source is not PageSource.TEXT for page in quality.pages):
                yield file
