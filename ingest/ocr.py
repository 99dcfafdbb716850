"""Recognises the text of a page's picture with Tesseract, run as a program: words, boxes, confidence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from ingest.errors import OcrFailed, OcrMissing, OcrTooSlow

PROGRAM: Final = "tesseract"
PAGE: Final = "3"
"""A page with whatever is on it; Tesseract finds its parts."""
BLOCK: Final = "6"
"""Lines under one another, such as the cells of a column."""
_PACKAGES: Final = "tesseract-ocr"
_COLUMNS: Final = 12
_WORD_LEVEL: Final = "5"
_ROTATE = re.compile(rb"Rotate:\s*(\d+)")
_CERTAIN = re.compile(rb"Orientation confidence:\s*([\d.]+)")


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A recognised word: its box in pixels of the picture (left, top, right, bottom), confidence 0 to 1."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float


@dataclass(frozen=True, slots=True)
class SeenLine:
    """The words of one line, from left to right."""

    words: tuple[SeenWord, ...]


def version(languages: str) -> str:
    """Name the installed program and the languages, as results depend on them.

    `languages` are Tesseract's codes joined by `+` (`vie+eng`).

    Raises:
        OcrMissing: the program or the data of a language is not there.
    """
    installed, known = _installed(shutil.which(PROGRAM), os.environ.get("TESSDATA_PREFIX"))
    missing = [code for code in languages.split("+") if code not in known]
    if not installed or missing:
        packages = [f"{_PACKAGES}-{code}" for code in missing or languages.split("+")]
        names = packages if installed else [_PACKAGES, *packages]
        raise OcrMissing(
            f"text recognition is not installed (Debian, Ubuntu: apt-get install {' '.join(names)})"
        )
    return f"{installed} {languages}"


@cache
def _installed(program: str | None, _data: str | None) -> tuple[str, frozenset[str]]:
    """Return the program's version, "" where there is none, and the codes of its languages."""
    if program is None:
        return "", frozenset()
    told = _run([program, "--version"], b"", 20).stdout.split(b"\n", 1)[0]
    listed = _run([program, "--list-langs"], b"", 20).stdout.split(b"\n")[1:]
    return told.decode("utf-8", "replace").strip(), frozenset(
        x.strip().decode("utf-8", "replace") for x in listed
    )


def recognise(
    picture: bytes, languages: str, dots_per_inch: int, seconds: float, layout: str = PAGE
) -> tuple[SeenLine, ...]:
    """Recognise the lines of a picture (PNG) in reading order; `layout` says what it shows.

    Raises:
        OcrTooSlow: it took longer than `seconds`.
        OcrFailed: the program failed.
        OcrMissing: it is not installed.
    """
    wish = ["-l", languages, "--dpi", str(dots_per_inch), "--psm", layout, "tsv"]
    told = _tesseract(picture, wish, seconds)
    return tuple(parse_tsv(told.stdout.decode("utf-8", "replace")))


def turned(picture: bytes, least: float, seconds: float) -> int:
    """Tell by how many degrees (0, 90, 180, 270) a picture must be turned clockwise to stand upright.

    0 where that is less certain than `least` (Tesseract's own scale, 0 to about 30) or cannot be told.
    """
    try:
        told = _tesseract(picture, ["-l", "osd", "--psm", "0"], seconds).stdout
    except OcrFailed:
        return 0
    rotate, certain = _ROTATE.search(told), _CERTAIN.search(told)
    if rotate is None or certain is None or float(certain[1]) < least:
        return 0
    return int(rotate[1]) % 360


def parse_tsv(table: str) -> Sequence[SeenLine]:
    """Read Tesseract's TSV: one line of it is a block, paragraph, line or word, with box and confidence."""
    lines: list[SeenLine] = []
    words: list[SeenWord] = []
    at: tuple[str, ...] = ()
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < _COLUMNS or cells[0] != _WORD_LEVEL or not cells[11].strip():
            continue
        if at != (at := tuple(cells[1:5])) and words:
            lines.append(SeenLine(tuple(words)))
            words = []
        left, top, width, height = (int(cell) for cell in cells[6:10])
        box = (left, top, left + width, top + height)
        words.append(SeenWord(cells[11].strip(), box, min(max(float(cells[10]) / 100, 0.0), 1.0)))
    return [*lines, SeenLine(tuple(words))] if words else lines


def _tesseract(
    picture: bytes, arguments: Sequence[str], seconds: float
) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which(PROGRAM)
    if program is None:
        raise OcrMissing("text recognition is not installed")
    try:
        done = _run([program, "stdin", "stdout", *arguments], picture, seconds)
    except subprocess.TimeoutExpired as error:
        raise OcrTooSlow(f"recognising one page took more than {seconds:.0f} s") from error
    except (OSError, MemoryError) as error:
        raise OcrFailed(f"{PROGRAM} cannot be run: {error}") from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise OcrFailed(f"{PROGRAM} ended with status {done.returncode}: {last[:200]}")
    return done


def _run(command: Sequence[str], given: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    # One thread each: the workers are the parallel part, and Tesseract's threads slow each other down.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(
        command, input=given, capture_output=True, timeout=seconds, env=environment, check=False
    )
