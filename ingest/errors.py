"""Everything that can go wrong with a file.

    IngestFailure
    ├── Unreadable            this file cannot be read; it goes to quarantine with the reason
    │   ├── Empty             no bytes, no pages, or no text
    │   ├── Damaged           truncated or malformed
    │   ├── Encrypted         needs a password
    │   ├── NotWhatItSays     the content is not what the name promises
    │   ├── NoAccess          the operating system refuses
    │   ├── NoTextLayer       a scan: its pages are pictures, and no text recognition is installed
    │   ├── NothingRecognised a picture on which no text could be recognised
    │   ├── LegacyEncoding    text in TCVN3, VNI or another font encoding
    │   ├── UnsupportedFormat no reader for it
    │   │   └── UnsupportedArchive an archive that is not opened, such as 7z and RAR
    │   ├── TooLarge          over a limit of size, depth, memory or time
    │   ├── BadArchive        an archive with a trick in it, or a damaged one
    │   ├── Crashed           the program failed on it; a fault of ours
    │   ├── Container         it holds files, each of which is ingested by itself
    │   └── NotADocument      a list of other files, a status message
    ├── OcrMissing            text recognition, or the data of a language, is not installed
    ├── OcrFailed             no result for a page; it stays unread, the rest goes on
    │   └── OcrTooSlow        it took longer than allowed
    ├── CorrectionRefused     what a person wants to correct cannot be; `code` says why
    ├── ClusterFailure        other machines cannot read for this one; the message says what mends it
    │   ├── ClusterMissing    the extra that speaks with them is not installed
    │   ├── ClusterLost       no scheduler or no worker answers at the address, or not any more
    │   └── WorkerRefused     a worker has another release, or what it reads with is another one
    └── NothingToIngest       a path that does not exist

Each `Unreadable` carries a `code` for machines; its words for a clerk, in Vietnamese, are in
`prompts/quarantine.yaml` under that code.
"""

from __future__ import annotations

from typing import ClassVar


class IngestFailure(Exception):
    """Base of every error of this package."""


class CorrectionRefused(IngestFailure):
    """A correction that cannot be made, by the code of its reason; `value` is what was wrong with it."""

    def __init__(self, code: str, value: str = "") -> None:
        """Keep the code."""
        super().__init__(f"{code}: {value}" if value else code)
        self.code = code
        self.value = value


class NothingToIngest(IngestFailure):
    """A path that was named does not exist."""


class ClusterFailure(IngestFailure):
    """Other machines cannot read for this one."""


class ClusterMissing(ClusterFailure):
    """The extra `cluster` is not installed."""


class ClusterLost(ClusterFailure):
    """No scheduler or no worker answers, or none does any more; what was read is kept."""


class WorkerRefused(ClusterFailure):
    """What a worker makes of a file might differ from what this machine makes of it."""


class OcrMissing(IngestFailure):
    """Tesseract or the data of a language is not installed; the message says what to install."""


class OcrFailed(IngestFailure):
    """Tesseract gave no result for a picture."""


class OcrTooSlow(OcrFailed):
    """Tesseract took longer for a picture than allowed."""


class Unreadable(IngestFailure):
    """One file cannot be read; the rest of the batch goes on."""

    code: ClassVar[str] = "unreadable"


class Empty(Unreadable):
    """There is nothing in the file."""

    code: ClassVar[str] = "empty"


class Damaged(Unreadable):
    """The file is truncated or malformed."""

    code: ClassVar[str] = "damaged"


class Encrypted(Unreadable):
    """The file needs a password."""

    code: ClassVar[str] = "encrypted"


class NotWhatItSays(Unreadable):
    """The content is not what the file's name promises."""

    code: ClassVar[str] = "not_what_it_says"


class NoAccess(Unreadable):
    """The operating system refuses to open the file."""

    code: ClassVar[str] = "no_access"


class NoTextLayer(Unreadable):
    """The pages are pictures."""

    code: ClassVar[str] = "no_text_layer"


class NothingRecognised(Unreadable):
    """Text recognition found no text on the pages."""

    code: ClassVar[str] = "nothing_recognised"


class LegacyEncoding(Unreadable):
    """The text is in a font encoding of before Unicode."""

    code: ClassVar[str] = "legacy_encoding"


class UnsupportedFormat(Unreadable):
    """No reader takes this format."""

    code: ClassVar[str] = "unsupported_format"


class UnsupportedArchive(UnsupportedFormat):
    """An archive of a kind that is not opened."""

    code: ClassVar[str] = "unsupported_archive"


class TooLarge(Unreadable):
    """The file is over a limit."""

    code: ClassVar[str] = "too_large"


class BadArchive(Unreadable):
    """An archive is refused whole; the message names the entry and the reason, in English."""

    code: ClassVar[str] = "bad_archive"


class Crashed(Unreadable):
    """A reader failed in a way that it should not; the fault is the program's."""

    code: ClassVar[str] = "crashed"


class Container(Unreadable):
    """The file holds other files; how it is remembered, and never a quarantine of its own."""

    code: ClassVar[str] = "container"


class NotADocument(Unreadable):
    """The file lists other files and holds no document."""

    code: ClassVar[str] = "not_a_document"
