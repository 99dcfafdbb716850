"""Photos of an archive that are the pages of one document: told by their names, kept as one file."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from index.vietnamese import fold
from ingest.errors import Damaged, Unreadable
from ingest.page_policy import policy
from ingest.readers.limits import MAX_BYTES

if TYPE_CHECKING:
    from PIL.Image import Image

MIMETYPE: Final = b"application/vnd.thutuc.pages+zip"
"""What the first entry of a file of photos says, as in other packages."""
ENDING: Final = ".photos"
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_NUMBERED: Final = re.compile(r"(?P<lead>.*?)(?P<word>[^\W\d_]+)[\s._-]*(?P<number>\d{1,4})")
_LONGEST: Final = 255
"""A longer name is none that a person gave, and looking through it takes the square of its length."""
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
_FIRST: Final = (1980, 1, 1, 0, 0, 0)
"""The day of every entry, so that the same photos make the same bytes."""


@dataclass(frozen=True, slots=True)
class PageRun:
    """Photos that are pages of one document, in their order, and the name of the file that holds them."""

    name: str
    photos: tuple[str, ...]


def is_photo(name: str, head: bytes) -> bool:
    """Tell by its name and first bytes whether a file may be a photo of a page."""
    return head.startswith(_PICTURES) and _numbered(name) is not None


def page_runs(sizes: Mapping[str, int]) -> list[PageRun]:
    """Tell which photos, by name with their bytes, are pages of one document.

    They lie in one folder, and their names are one but for a number behind a word for a page: `trang 1.jpg`,
    `qd-12_page-2.png`. The numbers begin with 0 or 1, and none is missing or there twice.
    """
    alike: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for name in sizes:
        if found := _numbered(name):
            alike[found[0]].append((found[1], name))
    runs = []
    for (folder, begins), photos in alike.items():
        photos.sort()
        numbers = [number for number, _ in photos]
        first, last = numbers[0], numbers[-1]
        whole = first in (0, 1) and len(photos) > 1 and numbers == list(range(first, last + 1))
        if whole and sum(sizes[name] for _, name in photos) <= MAX_BYTES:
            called = str(PurePosixPath(folder) / f"{begins} {first}-{last}{ENDING}")
            runs.append(PageRun(called, tuple(name for _, name in photos)))
    return runs


def write_photos(out: IO[bytes], photos: Iterable[bytes]) -> None:
    """Write photos as one file, as they are."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr(zipfile.ZipInfo("mimetype", _FIRST), MIMETYPE)
        for number, photo in enumerate(photos, 1):
            package.writestr(zipfile.ZipInfo(f"{number:04}", _FIRST), photo)


def is_photos(archive: zipfile.ZipFile) -> bool:
    """Tell whether a package is a file of photos. Raises what `zipfile` does for a damaged one."""
    first = archive.infolist()[:1]
    says = [entry.filename == "mimetype" and entry.file_size == len(MIMETYPE) for entry in first]
    return any(says) and archive.read(first[0]) == MIMETYPE


def pages(data: bytes, name: PurePath, limit: int) -> Iterator[Image | None]:
    """Go over the pages of a picture, or of a file of photos, as `page_picture.frames` does.

    A photo that cannot be read is `None`, and does not cost the others.
    """
    from ingest.page_picture import frames  # noqa: PLC0415 - loads numpy and Pillow

    if not data.startswith(b"PK"):
        yield from frames(data, name, limit)
        return
    left = limit + 1
    for photo in _photos(data, name):
        try:
            for page in frames(photo, name, left - 1):
                yield page
                left -= 1
        except Unreadable:
            yield None
            left -= 1
        if left <= 0:
            return


def _photos(data: bytes, name: PurePath) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for entry in package.infolist()[1:]:
                yield package.read(entry)
    except _DAMAGE as error:
        raise Damaged(f"{name}: the file of photos is broken ({type(error).__name__})") from error


def _numbered(name: str) -> tuple[tuple[str, str], int] | None:
    """Return what the photos of a document share in their names, and the number of this one."""
    if len(name) > _LONGEST:
        return None
    path = PurePosixPath(name)
    found = _NUMBERED.fullmatch(path.stem)
    if found is None or fold(found["word"]) not in policy().photos.words:
        return None
    return (str(path.parent), found["lead"] + found["word"]), int(found["number"])
