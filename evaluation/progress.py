"""Shows on standard error how far a measurement is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


@dataclass(slots=True)
class Tasks:
    """One bar for each task; the one before counts as done when the next begins."""

    bars: Progress
    console: Console
    _now: TaskID | None = None
    _total: int = 0

    def begin(self, task: str, total: int) -> None:
        """Start a task of so many steps."""
        self._finish()
        self._now, self._total = self.bars.add_task(task, total=total), total
        if not self.console.is_terminal:
            self.console.print(f"{task} ({total})", markup=False, highlight=False)

    def step(self, count: int) -> None:
        """Note so many steps done."""
        if self._now is not None:
            self.bars.advance(self._now, count)

    def _finish(self) -> None:
        if self._now is not None:
            self.bars.update(self._now, completed=self._total)


@contextmanager
def showing() -> Iterator[Tasks]:
    """Show progress while something is measured; a line a task where there is no terminal."""
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    with bars:
        tasks = Tasks(bars, console)
        yield tasks
        tasks._finish()
