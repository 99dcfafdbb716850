"""Keys: what is kept of them, and when they let nobody in."""

from __future__ import annotations

import json
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.commands.keys import app
from api.keys import FILE, PEPPER, Keys, NameTaken, NoSuchKey, Rights, Scope
from index.access import AccessLabel, Clearance

READER = Rights(frozenset({Scope.READ}), AccessLabel.parse("internal:so-xay-dung"))


def test_a_key_gives_its_holder_clearance_and_departments(tmp_path: Path) -> None:
    made, token = Keys(tmp_path).create("qlvb", READER, 30)
    found = Keys(tmp_path).verify(token)
    assert found == made
    assert found is not None
    assert found.principal.name == "key:qlvb"
    assert found.principal.clearance is Clearance.INTERNAL
    assert found.principal.departments == {"so-xay-dung"}


def test_the_secret_is_nowhere_on_disk_and_the_files_are_their_owner_s(tmp_path: Path) -> None:
    _, token = Keys(tmp_path).create("qlvb", READER, 30)
    secret = token.split("_", 2)[2].encode()
    for name in (FILE, PEPPER):
        path = tmp_path / name
        assert secret not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("change", ["x", "", "thutuc_", "other"])
def test_any_other_text_is_no_key(tmp_path: Path, change: str) -> None:
    _, token = Keys(tmp_path).create("qlvb", READER, 30)
    wrong = {"x": token[:-1] + ("A" if token[-1] != "A" else "B"), "": "", "thutuc_": token[7:]}
    _, other = Keys(tmp_path).create("khac", READER, 30)
    wrong["other"] = token[:20] + other[20:]
    assert Keys(tmp_path).verify(wrong[change]) is None


def test_without_the_pepper_no_key_is_good(tmp_path: Path) -> None:
    _, token = Keys(tmp_path).create("qlvb", READER, 30)
    (tmp_path / PEPPER).unlink()
    assert Keys(tmp_path).verify(token) is None


def test_a_look_makes_no_files(tmp_path: Path) -> None:
    assert Keys(tmp_path).verify("thutuc_" + "0" * 12 + "_" + "A" * 43) is None
    assert Keys(tmp_path).all() == ()
    assert not list(tmp_path.iterdir())


def test_a_revoked_and_an_expired_key_let_nobody_in(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    first, token = keys.create("qlvb", READER, 30)
    keys.revoke(first.id)
    assert keys.verify(token) is None
    with pytest.raises(NoSuchKey):
        keys.revoke(first.id)
    second, again = keys.create("qlvb", READER, 30)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE keys SET expires_at = '2020-01-01T00:00:00+00:00' WHERE id = ?", (second.id,))
    assert keys.verify(again) is None


def test_rotation_keeps_the_rights_and_ends_the_old_key(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    old, old_token = keys.create("qlvb", READER, 30)
    new, new_token = keys.rotate(old.id, 30, timedelta(hours=1))
    assert new.rights == old.rights
    assert new.principal == old.principal
    assert keys.verify(old_token) is not None
    keys.rotate(new.id, 30, timedelta(0))
    assert keys.verify(new_token) is None


def test_a_name_has_one_key_unless_it_is_rotated(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.create("qlvb", READER, 30)
    with pytest.raises(NameTaken):
        keys.create("qlvb", READER, 30)


def test_the_command_shows_the_key_once(tmp_path: Path) -> None:
    run = CliRunner().invoke
    home = ["--home", str(tmp_path)]
    made = json.loads(
        run(app, ["create", "qlvb", "--scope", "read", "--scope", "write", "--json", *home]).stdout
    )
    assert made["scopes"] == ["read", "write"]
    listed = run(app, ["list", *home]).stdout
    assert made["id"] in listed
    assert made["key"] not in listed
    rotated = json.loads(run(app, ["rotate", made["id"], "--grace-hours", "0", "--json", *home]).stdout)
    assert Keys(tmp_path).verify(made["key"]) is None
    assert Keys(tmp_path).verify(rotated["key"]) is not None
    assert run(app, ["revoke", rotated["id"], *home]).exit_code == 0
    assert Keys(tmp_path).verify(rotated["key"]) is None


@pytest.mark.parametrize(
    "wrong", [["--scope", "root"], ["--clearance", "hidden"], ["--clearance", "internal:"]]
)
def test_a_wrong_right_is_refused(tmp_path: Path, wrong: list[str]) -> None:
    done = CliRunner().invoke(app, ["create", "qlvb", *wrong, "--home", str(tmp_path)])
    assert done.exit_code == 2
    assert not (tmp_path / FILE).exists()
