"""The command that ingests: what it publishes and reports, its mistakes, and real documents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_place import OLD, Place

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path)


def _thutuc(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=env, timeout=120
    )


def test_the_command_publishes_embeds_and_reports(place: Place) -> None:
    place.write("old.txt", OLD)
    place.write("empty.txt", b"")
    home = ("--home", str(place.home))
    ran = _thutuc("ingest", str(place.docs), *home, "--json", "--label", "public")
    assert ran.returncode == 3, ran.stderr
    report = json.loads(ran.stdout.splitlines()[-1])
    assert {k: report[k] for k in ("created", "updated", "unchanged", "deleted")} == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "deleted": 0,
    }
    assert report["quarantined"][0]["file"].endswith("empty.txt")
    assert "trống" in report["quarantined"][0]["reason"]
    assert {"read", "store", "lexical", "vectors", "total"} == set(report["seconds"])
    stats = json.loads(_thutuc("index", "stats", *home, "--json").stdout)
    assert stats["published"]
    assert stats["embedded"] > 0
    checked = _thutuc("index", "check", *home)
    assert checked.returncode == 0, checked.stdout
    shown = _thutuc("documents", "text", "--source", "old.txt", *home)
    assert shown.stdout.split() == OLD.split()
    second = _thutuc("ingest", str(place.docs), *home, "--json", "--quiet")
    assert json.loads(second.stdout)["unchanged"] == 1
    deleted = _thutuc("documents", "delete", "--source", "old.txt", *home)
    assert deleted.returncode == 0, deleted.stderr
    assert json.loads(_thutuc("index", "stats", *home, "--json").stdout)["passages"] == 0
    assert json.loads(_thutuc("index", "check", *home, "--json").stdout)["sound"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ingest", "nowhere-at-all"), 2, "nowhere-at-all"),
        (("ingest", ".", "--label", "hidden"), 2, "unknown label"),
        (("documents", "show", "0000"), 1, "no document"),
        (("index", "check"), 1, "thutuc index rebuild"),
    ],
)
def test_a_mistake_is_one_line_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = _thutuc(*arguments, "--home", str(tmp_path))
    assert ran.returncode == code, ran.stderr
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.shared
def test_real_documents_are_live_or_have_a_reason(place: Place, shared: Path) -> None:
    corpus = shared / "corpus"
    files = [
        *sorted((corpus / "bac-ninh").iterdir())[:3],
        *sorted((corpus / "procedures").rglob("*.json"))[::400],
        *sorted((corpus / "laws" / "vbpl").glob("*.html"))[:2],
        *sorted((corpus / "office").glob("*_01.pdf")),
        corpus / "office" / "other_505.docx",
    ]
    report = place.ingest(*files)
    assert report.files == len(files)
    assert {q.code for q in report.quarantined} <= {"no_text_layer", "legacy_encoding"}
    assert report.created >= len(files) - 3
