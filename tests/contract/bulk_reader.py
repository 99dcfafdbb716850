"""What every reader of many files must do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ingest_place import NEW, OLD
from reading_here import ReadingHere
from scans import LETTER, needs_tesseract, page, scan

from index.access import AccessLabel
from index.reading_corrections import Field, ReadingCorrection
from ingest.bulk import BulkReader, Outcome
from ingest.pipeline import Failed, Parsed, Same, Task
from ingest.recognition import OcrWish

LABEL = AccessLabel.parse("internal")


def told(outcome: Outcome) -> Any:
    """What of an outcome must not depend on who reads."""
    if isinstance(outcome, Failed):
        return type(outcome.failure), str(outcome.failure)
    return replace(outcome, seconds=0.0) if isinstance(outcome, Parsed) else outcome


def ignore(_task: Task, _page: int, _pages: int) -> None:
    """Hear nothing."""


class BulkReaderContract:
    """Subclasses give a reader."""

    @pytest.fixture
    def reader(self) -> Iterator[BulkReader]:
        raise NotImplementedError

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path

    def task(self, folder: Path, name: str, text: str | bytes, **more: Any) -> Task:
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Task(str(path), path, path.stat().st_size, path.stat().st_mtime_ns, LABEL, **more)

    def alike(self, reader: BulkReader, tasks: list[Task]) -> list[Outcome]:
        """Read, and compare with what this process makes of the same files."""
        got = list(reader.results(tasks, ignore))
        assert [task for task, _ in got] == tasks
        outcomes = [outcome for _, outcome in got]
        expected = [told(outcome) for _, outcome in ReadingHere().results(tasks, ignore)]
        assert [told(outcome) for outcome in outcomes] == expected
        return outcomes

    def test_outcomes_come_in_order_and_are_those_of_one_process(
        self, reader: BulkReader, folder: Path
    ) -> None:
        tasks = [
            self.task(folder, f"{n}.txt", OLD.replace("901/", f"{n + 1}/") + "Điều 9. Tổ ong\n" * (n % 3) * 9)
            for n in range(12)
        ]
        assert all(isinstance(outcome, Parsed) for outcome in self.alike(reader, tasks))

    def test_files_that_cannot_be_read_cost_themselves(self, reader: BulkReader, folder: Path) -> None:
        tasks = [
            self.task(folder, "old.txt", OLD),
            self.task(folder, "empty.txt", b""),
            self.task(folder, "cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
            Task("gone.txt", folder / "gone.txt", 5, 0, LABEL),
            self.task(folder, "list.jsonl", '{"file": "old.txt"}\n'),
            Task("large.txt", folder / "old.txt", 1 << 40, 0, LABEL),
            self.task(folder, "new.txt", NEW),
        ]
        outcomes = self.alike(reader, tasks)
        assert [isinstance(outcome, Parsed) for outcome in outcomes] == [True, *[False] * 5, True]

    def test_bytes_that_were_read_before_are_not_read_again(self, reader: BulkReader, folder: Path) -> None:
        task = self.task(folder, "old.txt", OLD)
        ((_, outcome),) = reader.results([task], ignore)
        assert isinstance(outcome, Parsed)
        (same,) = self.alike(reader, [replace(task, known_sha256=outcome.file.sha256)])
        assert isinstance(same, Same)

    def test_what_lies_beside_a_file_and_what_people_corrected_counts(
        self, reader: BulkReader, folder: Path
    ) -> None:
        (folder / ".named.txt.declared.json").write_text('{"trich yeu": "Về ong"}', "utf-8")
        task = self.task(folder, "old.txt", OLD)
        ((_, outcome),) = reader.results([task], ignore)
        assert isinstance(outcome, Parsed)
        made = ReadingCorrection(Field.TITLE, "Về việc khác", "Mai", "as printed")
        known = {outcome.file.sha256: (replace(made, entry=3),), "another": (made,)}
        tasks = [self.task(folder, "named.txt", "Điều 1. Tổ ong\n"), replace(task, corrections=known)]
        named, corrected = self.alike(reader, tasks)
        assert isinstance(named, Parsed)
        assert named.document.title == "Về ong"
        assert isinstance(corrected, Parsed)
        assert corrected.document.title == "Về việc khác"

    def test_work_that_is_left_ends_and_the_next_begins_anew(self, reader: BulkReader, folder: Path) -> None:
        tasks = [self.task(folder, f"{n}.txt", OLD.replace("901/", f"{n + 1}/")) for n in range(8)]
        with closing(reader.results(tasks, ignore)) as results:
            task, _ = next(results)
            assert task == tasks[0]
        self.alike(reader, tasks[4:])
        assert list(reader.results([], ignore)) == []

    @needs_tesseract
    def test_recognised_pages_are_told_and_kept(self, reader: BulkReader, folder: Path) -> None:
        heard: list[tuple[str, int, int]] = []
        data, home = scan(page(LETTER[:6], size=(1654, 620))), folder / "home"
        task = self.task(folder, "scan.pdf", data, ocr=OcrWish("vie", home=home))
        ((_, outcome),) = reader.results([task], lambda t, n, of: heard.append((t.source, n, of)))
        assert isinstance(outcome, Parsed)
        assert (task.source, 1, 1) in heard
        kept = {path.name: path.read_bytes() for path in (home / "ocr" / outcome.file.sha256).iterdir()}
        again = folder / "again"
        ((_, other),) = ReadingHere().results([replace(task, ocr=OcrWish("vie", home=again))], ignore)
        assert told(other) == told(outcome)
        folders = (again / "ocr" / outcome.file.sha256).iterdir()
        assert {path.name: path.read_bytes() for path in folders} == kept
        heard.clear()
        ((_, once_more),) = reader.results([task], ignore)
        assert told(once_more) == told(outcome)
        assert isinstance(once_more, Parsed)
        assert once_more.seconds < outcome.seconds
