"""Walking folders: every file once, in a stable order, and what is refused is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.errors import NoAccess, NothingToIngest, UnsupportedFormat
from ingest.sources import Walk, is_under, printable


def _sources(*paths: Path, leave_out: tuple[Path, ...] = ()) -> list[str]:
    return [c.source for c in Walk(paths, leave_out)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", ".git/config", "b/.DS_Store"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return tmp_path


def test_order_is_stable_and_hidden_files_are_counted(tree: Path) -> None:
    walk = Walk([tree])
    assert [c.source for c in walk] == [f"{tree}/{n}" for n in ("a.txt", "b/1.txt", "b/2.txt")]
    assert walk.hidden == 3


def test_a_hidden_file_that_is_named_is_taken(tree: Path) -> None:
    assert _sources(tree / ".hidden.txt") == [f"{tree}/.hidden.txt"]


def test_overlapping_paths_give_each_file_once(tree: Path) -> None:
    assert len(_sources(tree, tree / "b", tree / "a.txt", tree / "b" / ".." / "a.txt")) == 3


def test_a_link_to_a_folder_above_ends(tree: Path) -> None:
    (tree / "b" / "loop").symlink_to(tree, target_is_directory=True)
    assert len(_sources(tree)) == 3


def test_sources_are_written_as_the_path_was_given(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "b")
    assert _sources(Path("../b")) == ["../b/1.txt", "../b/2.txt"]
    assert _sources(Path()) == ["1.txt", "2.txt"]


def test_the_home_is_left_out(tree: Path) -> None:
    assert _sources(tree, leave_out=(tree / "b",)) == [f"{tree}/a.txt"]


def test_what_is_no_file_is_refused_with_a_reason(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    (tree / "broken").symlink_to(tree / "nowhere")
    failures = {Path(c.source).name: c.failure for c in Walk([tree]) if c.failure}
    assert isinstance(failures["pipe"], UnsupportedFormat)
    assert isinstance(failures["broken"], NoAccess)


def test_a_folder_without_rights_is_refused_and_the_rest_is_walked(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may list any folder, so the refusal comes from the call itself.
    real = os.listdir

    def listdir(path: str) -> list[str]:
        if path.endswith("/b"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    found = list(Walk([tree]))
    assert [Path(c.source).name for c in found] == ["a.txt", "b"]
    assert isinstance(found[1].failure, NoAccess)


def test_a_path_that_does_not_exist_stops_everything(tmp_path: Path) -> None:
    with pytest.raises(NothingToIngest, match="nowhere"):
        Walk([tmp_path, tmp_path / "nowhere"])


def test_a_name_that_is_no_text_can_be_stored_and_opened(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    (found,) = Walk([tmp_path])
    assert found.source.endswith("/\\xff\\xfe.txt")
    assert found.source.encode("utf-8")
    assert found.path.read_bytes() == b"x"
    assert printable(os.fsdecode(raw)) == found.source


@pytest.mark.parametrize(
    ("source", "root", "inside"),
    [
        ("docs/a", "docs", True),
        ("docs", "docs", True),
        ("docs2/a", "docs", False),
        ("a/b", ".", True),
        ("../a", ".", False),
        ("/a", ".", False),
        ("/a", "/", True),
    ],
)
def test_is_under(source: str, root: str, inside: bool) -> None:
    assert is_under(source, root) is inside
