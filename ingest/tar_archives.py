"""TAR archives, packed or not: read from the beginning within limits, and refused whole like ZIP ones."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from ingest.archives import MOST_FILES, MOST_RATIO, SMALL, is_left_out, safe_name
from ingest.errors import BadArchive

_PACKINGS: Final = frozenset({".gz", ".bz2", ".xz"})
_ENDINGS: Final = frozenset({".tar", ".tgz", ".tbz2", ".txz"})
_DAMAGE: Final = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


def is_tar(name: PurePosixPath) -> bool:
    """Tell whether a name is that of a TAR archive; one file that is packed alone (`a.pdf.gz`) is none."""
    ending = name.suffix.lower()
    return ending in _ENDINGS or (ending in _PACKINGS and name.with_suffix("").suffix.lower() == ".tar")


def tar_contents(data: bytes, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Give the files of an archive with their names.

    Raises:
        BadArchive: it is damaged, has too many or too large files, a name that leads elsewhere, a name
            twice, or an entry that is no plain file.
    """
    seen = set[str]()
    left = min(most_bytes, max(len(data) * MOST_RATIO, SMALL))
    try:
        # As a stream: nothing of it is read twice.
        with tarfile.open(fileobj=BytesIO(data), mode="r|*") as archive:
            for number, entry in enumerate(archive):
                if number >= MOST_FILES:
                    raise BadArchive(f"more than {MOST_FILES} entries")
                if entry.isdir():
                    continue
                name = safe_name(str(PurePosixPath(entry.name)))
                if not entry.isreg() or entry.issparse():
                    raise BadArchive(f"{name}: not a plain file")
                left -= entry.size
                if left < 0:
                    raise BadArchive(f"{name}: unpacks to more bytes than may be taken at a time")
                if is_left_out(name):
                    continue
                if name.casefold() in seen:
                    raise BadArchive(f"{name}: two files of one name")
                seen.add(name.casefold())
                content = archive.extractfile(entry)
                yield name, content.read() if content else b""
    except _DAMAGE as damage:
        raise BadArchive(f"cannot be unpacked: {type(damage).__name__}") from damage
