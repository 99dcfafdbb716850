"""What an ingest did: the object that `--json` prints and the lines that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from index.document_store import Change
from ingest.quarantine import Quarantined

EXIT_LIVE: Final = 0
EXIT_QUARANTINED: Final = 3
EXIT_INTERRUPTED: Final = 130


@dataclass(slots=True)
class Report:
    """Counts of files by what became of them; every path is counted once.

    `seconds` holds wall-clock times; `read` is what the processes that read spent, added up. `kept_here`
    counts, by the reason, what was read on this machine though others read.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    provisions: int = 0
    hidden: int = 0
    interrupted: bool = False
    quarantined: list[Quarantined] = field(default_factory=list)
    kept_here: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(("read", "store", "lexical", "vectors", "total"), 0.0)
    )

    def count(self, change: Change) -> None:
        """Count one file whose document is live."""
        if change is Change.CREATED:
            self.created += 1
        elif change is Change.UPDATED:
            self.updated += 1
        else:
            self.unchanged += 1

    @property
    def files(self) -> int:
        """Count the files that were dealt with: the live and the quarantined."""
        return self.created + self.updated + self.unchanged + len(self.quarantined)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Add the time spent inside to a part of `seconds`."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += perf_counter() - begun

    @property
    def exit_code(self) -> int:
        """Return the status of the process."""
        if self.interrupted:
            return EXIT_INTERRUPTED
        return EXIT_QUARANTINED if self.quarantined else EXIT_LIVE

    def as_json(self) -> dict[str, Any]:
        """Return the object of `--json`."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "deleted": self.deleted,
            "quarantined": [q.as_json() for q in sorted(self.quarantined, key=lambda q: q.file)],
            "provisions": self.provisions,
            "hidden": self.hidden,
            "interrupted": self.interrupted,
            "seconds": {part: round(value, 3) for part, value in self.seconds.items()},
        }

    def lines(self) -> list[str]:
        """Return the summary for a person, quarantined files by code."""
        out = [
            f"{self.files} files: {self.created} created, {self.updated} updated, "
            f"{self.unchanged} unchanged, {len(self.quarantined)} in quarantine; {self.deleted} deleted",
            f"{self.provisions} provisions live; "
            + ", ".join(f"{k} {v:.1f} s" for k, v in self.seconds.items()),
        ]
        out.extend(f"read on this machine, {why}: {n}" for why, n in sorted(self.kept_here.items()))
        for code, number in sorted(Counter(q.code for q in self.quarantined).items()):
            out.append(f"quarantine, {code}: {number}")
            out.extend(f"  {q.file}: {q.detail}" for q in self.quarantined if q.code == code)
        if self.interrupted:
            out.append("interrupted; the same command goes on where this one stopped")
        return out
