"""How far an ingest is, on standard error: files, provisions, rate, time left."""

from __future__ import annotations

from typing import Any, Self, TextIO


class Silence:
    """Shows nothing."""

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End."""

    def total(self, files: int) -> None:
        """Hear how many files there are."""

    def embedding(self) -> None:
        """Hear that embedding begins."""

    def page(self, done: int, total: int) -> None:
        """Hear that a file that takes long is at one of its pages."""

    def advance(self, provisions: int) -> None:
        """Hear that one more file or batch is done."""


class Bar:
    """Shows a bar on a terminal, and one closing line where standard error is none."""

    def __init__(self, stream: TextIO) -> None:
        """Set the bar up; nothing is shown before the block is entered."""
        from rich.console import Console  # noqa: PLC0415 - rich is loaded only to be shown
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[detail]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(file=stream),
        )
        self._task: Any = None
        self._provisions = 0
        self._files = True

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the bar as it stands."""
        self._bar.stop()

    def total(self, files: int) -> None:
        """Begin with so many files."""
        self._task = self._bar.add_task("files", total=files, detail="")

    def embedding(self) -> None:
        """Begin to count texts, of which the number is not known beforehand."""
        self._files, self._provisions = False, 0
        self._task = self._bar.add_task("vectors", total=None, detail="")

    def page(self, done: int, total: int) -> None:
        """Show at which of its pages a file is."""
        self._bar.update(self._task, detail=f"recognising page {done} of {total}")

    def advance(self, provisions: int) -> None:
        """Count one file with its provisions, or a batch of texts."""
        self._provisions += provisions
        self._bar.advance(self._task, 1 if self._files else provisions)
        task = self._bar.tasks[self._task]
        rate = f"{task.speed:.0f}/s" if task.speed else ""
        noun = f"{self._provisions:,} provisions" if self._files else "texts"
        self._bar.update(self._task, detail=f"{noun} {rate}")
