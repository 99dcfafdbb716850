"""What the text and the structure of a file depend on besides its bytes: two machines must agree in it."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import index
import ingest
from ingest import ocr
from ingest.errors import OcrMissing
from ingest.pipeline import PARSER_VERSION

_LIBRARIES: Final = (
    "defusedxml",
    "distributed",
    "langchain-text-splitters",
    "lxml",
    "numpy",
    "olefile",
    "openpyxl",
    "pillow",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "python-pptx",
    "xlrd",
)
_READ_BY: Final = frozenset({".py", ".txt", ".yaml"})
_RELEASE: Final = ("thutuc", "parser", "code")
OCR: Final = "text recognition"


def versions(languages: str) -> dict[str, str]:
    """Return the version of each thing that reading depends on here; `languages` are those of Tesseract."""
    return {**_installed(), OCR: _recognition(languages)}


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """Say in what a worker differs from this machine, and what mends it; "" where it does not."""
    other = [name for name in ours if ours[name] != theirs.get(name)]
    if not other:
        return ""
    told = ", ".join(f"{name} {theirs.get(name, 'none')} instead of {ours[name]}" for name in other)
    mends = []
    if any(name in _RELEASE or name in _LIBRARIES for name in other):
        mends.append(
            f"pip install -c constraints.txt 'thutuc[cluster]=={ours['thutuc']}' "
            "from the same release as here, then start the worker again"
        )
    if "python" in other:
        mends.append(f"a virtual environment of Python {ours['python'].split(' ')[0]}")
    if OCR in other:
        mends.append("the same packages of Tesseract as here (apt-get install tesseract-ocr …)")
    return f"{told}. On it: {'; '.join(mends)}"


@cache
def _installed() -> Mapping[str, str]:
    python = f"{'.'.join(platform.python_version_tuple()[:2])} with Unicode {unicodedata.unidata_version}"
    return {
        "thutuc": _version("thutuc"),
        "parser": f"{PARSER_VERSION}",
        "code": _code(),
        "python": python,
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _code() -> str:
    """Return the hash of the code and of the words and thresholds that read."""
    hashed = hashlib.blake2b(digest_size=6)
    for package in (index, ingest):
        root = Path(package.__file__ or "").parent
        for path in sorted(file for file in root.rglob("*") if file.suffix in _READ_BY):
            hashed.update(f"{package.__name__}/{path.relative_to(root).as_posix()}\0".encode())
            hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()


def _recognition(languages: str) -> str:
    if not languages:
        return "off"
    try:
        return ocr.version(languages)
    except OcrMissing:
        return "not installed"
