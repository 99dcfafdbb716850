"""ZIP archives from outside: unpacked within limits, and refused whole where anything in them is a trick."""

from __future__ import annotations

import errno
import lzma
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Final

from ingest.errors import BadArchive

MOST_FILES: Final = 2_000
MOST_RATIO: Final = 200
"""How much larger than packed a file may be; XML and plain text stay under 100."""
SMALL: Final = 1 << 20
"""Below this the ratio is not looked at: a few repeated lines pack better than any book."""
_STEP: Final = 1 << 20
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


def is_archive(name: str, content: IO[bytes]) -> bool:
    """Tell whether an upload is a ZIP of files, and not a document that is packed as one, such as DOCX."""
    if not name.lower().endswith(".zip"):
        return False
    content.seek(0)
    found = zipfile.is_zipfile(content)
    content.seek(0)
    return found


def unpack(content: IO[bytes], into: Path, most_bytes: int) -> Iterator[tuple[str, Path]]:
    """Write the files of an archive as `into/0`, `into/1`, …; give the name and place of each.

    Names only name: nothing is ever written to a path that an archive says. What is counted is what is
    really unpacked, whatever the archive says of sizes.

    Raises:
        BadArchive: it is damaged or locked, has too many or too large files, a name that leads elsewhere,
            a name twice, or an entry that is no plain file.
    """
    for number, (name, steps) in enumerate(_entries(content, most_bytes)):
        place = into / str(number)
        with place.open("wb") as out:
            for step in steps:
                out.write(step)
        yield name, place


def contents(data: bytes, most_bytes: int) -> list[tuple[str, bytes]]:
    """Return the files of an archive with their names, in memory; raises `BadArchive` as `unpack` does."""
    return [(name, b"".join(steps)) for name, steps in _entries(BytesIO(data), most_bytes)]


def _entries(content: IO[bytes], most_bytes: int) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give the name of each file, and its bytes in steps that are to be taken before the next file."""
    left = [most_bytes]
    with _damage_told(), zipfile.ZipFile(content) as archive:
        for name, entry in _checked(archive):
            yield name, _steps(archive, entry, left)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Make a `BadArchive` of what the library lets through for a damaged archive."""
    try:
        yield
    except _DAMAGE as damage:
        raise BadArchive(f"cannot be unpacked: {type(damage).__name__}") from damage
    except OSError as failure:
        if failure.errno != errno.EINVAL:  # which is an entry that says it lies before the file's beginning
            raise
        raise BadArchive("cannot be unpacked: it is damaged") from failure


def _checked(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return what is to be unpacked. Raises `BadArchive`."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise BadArchive(f"{len(entries)} files; at most {MOST_FILES} are taken at a time")
    named = [(_checked_name(entry), entry) for entry in entries]
    named = [(name, entry) for name, entry in named if not is_left_out(name)]
    for name, count in Counter(name.casefold() for name, _ in named).items():
        if count > 1:
            raise BadArchive(f"{name}: {count} files of one name")
    return named


def _checked_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if not entry.flag_bits & 0x800:  # no UTF-8 flag: many programs write UTF-8 all the same
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    name = safe_name(name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise BadArchive(f"{name}: not a plain file")
    if entry.flag_bits & 0x1:
        raise BadArchive(f"{name}: needs a password")
    return name


def safe_name(name: str) -> str:
    """Return the name of an entry; raises `BadArchive` where it leads out of the archive's folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not name.isprintable():
        raise BadArchive(f"{name!r}: a name that leads elsewhere")
    return name


def is_left_out(name: str) -> bool:
    """Tell what the packing programs of some systems add."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] in {"Thumbs.db", "desktop.ini"}


def _steps(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: list[int]) -> Iterator[bytes]:
    """Give the bytes of an entry; `left[0]` is how many the archive may still unpack to."""
    written = 0
    with _damage_told(), archive.open(entry) as packed:
        while step := packed.read(_STEP):
            written += len(step)
            left[0] -= len(step)
            if left[0] < 0:
                raise BadArchive("unpacks to more bytes than may be taken at a time")
            if written > SMALL and written > MOST_RATIO * max(entry.compress_size, 1):
                raise BadArchive(f"{entry.filename}: packed too tightly to be a document")
            yield step
