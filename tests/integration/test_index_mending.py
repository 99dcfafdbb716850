"""Finding and mending what is wrong with indexes and store, as an operator does."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from small_office import small_office
from typer.testing import CliRunner, Result

from api.commands.index import app
from index.errors import SchemaMismatch, StoreFailure
from index.layout import current_number, generations_folder
from index.schema_steps import SCHEMA_VERSION

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_office().copied(tmp_path / "home")


def asked(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--home", str(home), "--json"])


def test_indexes_that_differ_from_the_store_are_built_anew(home: Path) -> None:
    assert asked(home, "check").exit_code == 0
    root = generations_folder(home)
    damaged = root / f"gen-{current_number(root)}" / "lexical" / "0000" / "cells.npy"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\xff")
    found = asked(home, "check")
    assert (found.exit_code, json.loads(found.stdout)["damaged_files"]) == (1, 1)
    mended = asked(home, "check", "--repair")
    assert (mended.exit_code, json.loads(mended.stdout)["sound"]) == (0, True)
    number = current_number(root)
    assert asked(home, "check", "--repair").exit_code == 0
    assert current_number(root) == number  # what is sound is left alone
    shutil.rmtree(root)
    assert asked(home, "check").exit_code == 1
    assert asked(home, "check", "--repair").exit_code == 0


def first_version(path: Path, *, documents: int) -> None:
    script = (ROOT / "index" / "migrations" / "0001_store.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);"
            f"INSERT INTO schema_versions VALUES (1, 'then'); {script};"
        )
        db.executemany(
            "INSERT INTO documents VALUES (?1, ?1, NULL, NULL, 'Nghị định', NULL, NULL, 'T', ?1, '', 0, '[]',"
            " 'vi', NULL, NULL, NULL, NULL, NULL, '[]', '[]', 0, x'00')",
            [(n,) for n in range(1, documents + 1)],
        )
        db.commit()


def test_a_migration_is_tried_on_a_copy_and_then_made(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite"
    first_version(path, documents=3)
    before = path.read_bytes()
    tried = json.loads(asked(tmp_path, "migrate", "--dry-run").stdout)
    later = sorted(path.name for path in (ROOT / "index" / "migrations").glob("*.sql"))[1:]
    assert tried["steps"] == later
    assert tried["done"] is False
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    made = json.loads(asked(tmp_path, "migrate").stdout)
    assert (made["steps"], made["done"]) == (tried["steps"], True)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (3,)
    assert json.loads(asked(tmp_path, "migrate").stdout)["steps"] == []


def test_a_migration_that_loses_rows_is_told_before_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import schema_steps

    path = tmp_path / "documents.sqlite"
    first_version(path, documents=3)
    folder = tmp_path / "later" / "migrations"
    shutil.copytree(ROOT / "index" / "migrations", folder)
    (folder / f"{SCHEMA_VERSION + 1:04d}_later.sql").write_text("DELETE FROM documents WHERE row = 2;")
    monkeypatch.setattr(schema_steps.resources, "files", lambda _: folder.parent)
    monkeypatch.setattr(schema_steps, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    refused = asked(tmp_path, "migrate", "--dry-run").exception
    assert isinstance(refused, StoreFailure)
    assert "lose rows of documents" in str(refused)
    assert not list(tmp_path.glob("tmp-*"))


def test_there_is_nothing_to_migrate_without_a_store_or_to_an_earlier_version(tmp_path: Path) -> None:
    assert isinstance(asked(tmp_path, "migrate", "--dry-run").exception, StoreFailure)
    first_version(tmp_path / "documents.sqlite", documents=1)
    with closing(sqlite3.connect(tmp_path / "documents.sqlite")) as db:
        db.execute("INSERT INTO schema_versions VALUES (?, 'later')", (SCHEMA_VERSION + 1,))
        db.commit()
    for options in (("--dry-run",), ()):
        refused = asked(tmp_path, "migrate", *options).exception
        assert isinstance(refused, SchemaMismatch)
        assert "later thutuc" in str(refused)
