"""What was recognised, kept in the home folder by document and by the picture of the page."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final

from index.provisions import Box
from ingest.readers.pdf_lines import PdfLine, PdfWord

FOLDER: Final = "ocr"


class OcrCache:
    """One document's recognised pages, in `HOME/ocr/KEY/`, readable by the owner of the home only.

    `KEY` is the `reading_key` of the file: who hands in what is held already waits as long as anybody.
    A page is found again by the hash of its picture and of all settings that the result depends on. Failure:
    none; what cannot be read is recognised again, what cannot be written is not kept.
    """

    def __init__(self, home: Path, reading_key: str) -> None:
        """Name the folder; nothing is made before there is something to keep."""
        self._folder = home / FOLDER / reading_key

    def get(self, key: str, page: int) -> tuple[PdfLine, ...] | None:
        """Return the lines of a page as they were put, for page `page`; `None` where there are none."""
        try:
            rows = json.loads(gzip.decompress((self._folder / f"{key}.json.gz").read_bytes()))
            return tuple(
                PdfLine(tuple(PdfWord(word, Box(page, *box), certain) for word, box, certain in row))
                for row in rows
            )
        except (OSError, EOFError, ValueError, TypeError):
            return None

    def put(self, key: str, lines: Sequence[PdfLine]) -> None:
        """Keep the lines of a page."""
        rows = [[(w.text, _edges(w.box), w.confidence) for w in line.words] for line in lines]
        draft = self._folder / f"{key}.{os.getpid()}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), 5, mtime=0))
            draft.replace(self._folder / f"{key}.json.gz")


def kept_pages(home: Path, reading_key: str) -> dict[str, bytes]:
    """Return what is kept of one document's pages, by the names of its files."""
    found: dict[str, bytes] = {}
    with suppress(OSError):
        for path in (home / FOLDER / reading_key).glob("*.json.gz"):
            with suppress(OSError):
                found[path.name] = path.read_bytes()
    return found


def keep_pages(home: Path, reading_key: str, pages: Mapping[str, bytes]) -> None:
    """Keep pages of one document that `kept_pages` returned elsewhere; those that are there stay."""
    folder = home / FOLDER / reading_key
    for name, data in pages.items():
        draft = folder / f"{PurePath(name).name}.{os.getpid()}"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(data)
            draft.replace(folder / PurePath(name).name)


def forget(home: Path, sha256: str) -> None:
    """Throw away what was recognised of the files with these bytes."""
    for folder in (home / FOLDER).glob(f"{sha256}*"):
        shutil.rmtree(folder, ignore_errors=True)


def keep_only(home: Path, known: Collection[str]) -> None:
    """Throw away what was recognised of documents whose bytes no known file has."""
    with suppress(OSError):
        for folder in (home / FOLDER).iterdir():
            if folder.name.partition(" ")[0] not in known:
                shutil.rmtree(folder, ignore_errors=True)


def _edges(box: Box | None) -> tuple[float, float, float, float]:
    return (box.left, box.top, box.right, box.bottom) if box else (0.0, 0.0, 0.0, 0.0)
