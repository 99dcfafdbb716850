"""Settings: their order, their limits, and that each is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.errors import SettingsInvalid
from index.settings import Settings, load_settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"THUTUC_{name.upper()}", raising=False)


def test_every_setting_is_documented_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(rows) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        shown = rows[name].strip("`")
        if field.default is None:
            assert shown == "none"
        elif isinstance(field.default, bool):
            assert shown == str(field.default).lower()
        elif isinstance(field.default, int | float):
            assert float(shown) == field.default
        else:
            assert shown == str(field.default)


def test_environment_outranks_file_and_call_outranks_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("workers = 3\nembedding_batch = 7\n", encoding="utf-8")
    monkeypatch.setenv("THUTUC_WORKERS", "5")
    settings = load_settings(tmp_path)
    assert (settings.workers, settings.embedding_batch, settings.home) == (5, 7, tmp_path)
    assert load_settings(tmp_path, workers=9).workers == 9


def test_the_file_lies_in_the_home_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("worker_seconds = 4.5\n", encoding="utf-8")
    monkeypatch.setenv("THUTUC_HOME", str(tmp_path))
    assert load_settings().worker_seconds == 4.5


@pytest.mark.parametrize(
    "line", ["wrokers = 3", "worker_seconds = 0", 'default_label = "hidden"', "workers = "]
)
def test_a_wrong_setting_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.toml").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SettingsInvalid):
        load_settings(tmp_path)
