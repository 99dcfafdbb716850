"""The steps by which the store's schema came to be: one numbered file each, the same for each database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from index.errors import SchemaMismatch

_TABLE: Final = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)

SCHEMA_VERSION = 13
"""Number of the last file in `index/migrations`; a store is brought forward by its next writer."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The steps that were taken and not kept, in how many seconds."""

    steps: tuple[str, ...]
    seconds: float


def steps() -> list[int]:
    """Return the numbers of all steps up to this version's."""
    files = (resources.files("index") / "migrations").iterdir()
    names = (file.name for file in files if file.name.endswith(".sql"))
    return sorted(step for name in names if (step := int(name[:4])) <= SCHEMA_VERSION)


def missing(had: Iterable[int]) -> list[int]:
    """Return the steps that a store has not had yet."""
    known = set(had)
    return [step for step in steps() if step not in known]


def script(step: int) -> str:
    """Return what a step does, in the SQL of SQLite."""
    return _file_of(step).read_text(encoding="utf-8")


def name(step: int) -> str:
    """Return the name of a step's file."""
    return _file_of(step).name


def tables() -> list[str]:
    """Name the tables that the steps make, each after those that it refers to."""
    return [name for step in steps() for name in _TABLE.findall(script(step))]


def check_known(store: str, version: int) -> None:
    """Refuse a store that a later version wrote. Raises `SchemaMismatch`."""
    if version > SCHEMA_VERSION:
        raise SchemaMismatch(
            f"{store} has schema {version}: it needs a later thutuc than this one, which knows schema"
            f" {SCHEMA_VERSION}"
        )


def behind(store: str, version: int) -> SchemaMismatch:
    """Say that a store lacks steps which a reader needs."""
    return SchemaMismatch(
        f"{store} has schema {version}, this thutuc reads {SCHEMA_VERSION}:"
        " run `thutuc index migrate` to bring it forward"
    )


def _file_of(step: int) -> Traversable:
    folder = resources.files("index") / "migrations"
    (file,) = (f for f in folder.iterdir() if f.name.startswith(f"{step:04d}_"))
    return file
