"""Which files there are: folders walked in a stable order, nothing dropped without a word."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import NoAccess, NothingToIngest, Unreadable, UnsupportedFormat


@dataclass(frozen=True, slots=True)
class Candidate:
    """One path to ingest.

    `source` is the path as the operator named its folder, made printable; `path` is what to open.
    `failure` says why the path cannot even be looked at (a folder without rights, a pipe). `declared` is what
    a container says of a file in it, under the keys of `Reading.declared`.
    """

    source: str
    path: Path
    size: int = 0
    mtime_ns: int = 0
    failure: Unreadable | None = None
    declared: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """Goes over files and folders in order of their names; counts the hidden ones it passes by.

    A folder reached twice (a link, overlapping arguments) is entered once.
    """

    paths: Sequence[Path]
    leave_out: Sequence[Path] = ()
    hidden: int = 0
    _entered: set[tuple[int, int]] = field(default_factory=set)
    _given: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Refuse a path that does not exist, before anything is done.

        Raises:
            NothingToIngest: a named path does not exist.
        """
        for path in self.paths:
            if not os.path.lexists(path):
                raise NothingToIngest(f"{path}: no such file or directory")
        for path in self.leave_out:
            if path.is_dir():
                self._entered.add(_place(path.stat()))

    def __iter__(self) -> Iterator[Candidate]:
        """Give each file once."""
        for path in self.paths:
            for candidate in self._at(os.path.normpath(path)):
                if candidate.source not in self._given:
                    self._given.add(candidate.source)
                    yield candidate

    def _at(self, path: str) -> Iterator[Candidate]:
        try:
            found = os.stat(path)  # noqa: PTH116 - a path may hold bytes that are no text
        except OSError as failure:
            yield _refused(path, failure)
            return
        if stat.S_ISREG(found.st_mode):
            yield Candidate(printable(path), Path(path), found.st_size, found.st_mtime_ns)
        elif stat.S_ISDIR(found.st_mode):
            yield from self._inside(path, found)
        else:
            yield Candidate(printable(path), Path(path), failure=UnsupportedFormat("not a regular file"))

    def _inside(self, path: str, found: os.stat_result) -> Iterator[Candidate]:
        if _place(found) in self._entered:
            return
        self._entered.add(_place(found))
        try:
            names = sorted(os.listdir(path))  # noqa: PTH208
        except OSError as failure:
            yield _refused(path, failure)
            return
        for name in names:
            if name.startswith("."):
                self.hidden += 1
            else:
                yield from self._at(os.path.normpath(os.path.join(path, name)))  # noqa: PTH118


def printable(path: str) -> str:
    """Write a path as text that can be stored: bytes that are no UTF-8 become `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_under(source: str, root: str) -> bool:
    """Tell whether `source` is the path `root` or lies below it; both as `Walk` writes them."""
    if root == ".":
        return not source.startswith(("/", "../"))
    return source == root or source.startswith(root.rstrip("/") + "/")


def _place(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _refused(path: str, failure: OSError) -> Candidate:
    reason = NoAccess(failure.strerror or type(failure).__name__)
    return Candidate(printable(path), Path(path), failure=reason)
