"""What a generation says of itself: by whom it was built, from what, and the hash of every file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.analyser import analyser_id
from index.errors import GenerationDamaged, GenerationMismatch

SCHEMA_VERSION = 2
"""2: a lexical index for each label; 1: one for all, whose statistics told of what one may not read."""
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Header:
    """What must be the same in the program and in a generation for the two to understand each other."""

    model_id: str
    dimension: int
    analyser: str = field(default_factory=analyser_id)
    schema_version: int = SCHEMA_VERSION

    def check(self, built: Header) -> None:
        """Compare with the header of a generation.

        Raises:
            GenerationMismatch: they differ; the message names what and the command that mends it.
        """
        differing = [
            f"{f.name} {getattr(built, f.name)!r}, this program uses {getattr(self, f.name)!r}"
            for f in fields(self)
            if getattr(built, f.name) != getattr(self, f.name)
        ]
        if differing:
            raise GenerationMismatch(
                f"the indexes were built with {'; '.join(differing)}: run `thutuc index rebuild`"
            )


class FileSeal(BaseModel):
    """The size in bytes and the blake2b digest of a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    blake2b: str


class Base(BaseModel):
    """The generation that another is built on: its number, and the store's revision when it was built.

    `mark` is what the store's log says at that revision: a store that was replaced says something else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    revision: int
    mark: str


class Manifest(BaseModel):
    """A generation's own account.

    `revision` is the store's when the build began, `mark` what its log says there. `files` are named by their
    path inside the generation. `base` is the generation whose files it shares, `None` where it is whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    header: Header
    revision: int
    passages: int
    vectors: int
    labels: tuple[str, ...]
    built_at: datetime
    files: dict[str, FileSeal]
    mark: str = ""
    base: Base | None = None

    @property
    def foundation(self) -> Base:
        """Return what a later generation is built on: this one's base, or this one."""
        return self.base or Base(number=self.number, revision=self.revision, mark=self.mark)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a generation.

        Raises:
            GenerationDamaged: it is missing or no manifest.
            GenerationMismatch: it was written under another schema.
        """
        try:
            written = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            version = written["header"]["schema_version"]
            if version == SCHEMA_VERSION:
                return cls.model_validate(written)
        except (OSError, ValueError, KeyError, TypeError) as damage:
            raise GenerationDamaged(
                f"{folder.name}: its manifest cannot be read ({type(damage).__name__}): "
                "run `thutuc index rebuild`"
            ) from damage
        raise GenerationMismatch(
            f"{folder.name} has schema {version!r}, this program reads {SCHEMA_VERSION}: "
            "run `thutuc index rebuild`"
        )

    @staticmethod
    def is_outdated(folder: Path) -> bool:
        """Tell whether a generation was written under an earlier schema: the store can build it anew."""
        try:
            written = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            return int(written["header"]["schema_version"]) < SCHEMA_VERSION
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def damaged(self, folder: Path, *, hashes: bool) -> tuple[str, ...]:
        """Name the files that are missing, of another size or, where `hashes` are compared, other content."""
        return tuple(
            name for name, seal in self.files.items() if not _intact(folder / name, seal, hashes=hashes)
        )


def seal(path: Path) -> FileSeal:
    """Measure a file."""
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=20)).hexdigest()
    return FileSeal(size=path.stat().st_size, blake2b=digest)


def _intact(path: Path, known: FileSeal, *, hashes: bool) -> bool:
    try:
        return seal(path) == known if hashes else path.stat().st_size == known.size
    except OSError:
        return False
