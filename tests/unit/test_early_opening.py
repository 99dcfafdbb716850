"""What opens the assistant before it is asked for hands it on once, or what kept it from opening."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from api import early_opening
from api.early_opening import EarlyOpening
from index.errors import ModelUnavailable
from index.settings import load_settings
from index.store_opening import open_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_store(load_settings(tmp_path), write=True).close()
    return tmp_path


def test_it_begins_at_once_where_processes_answer_and_only_there(
    home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    begun = threading.Event()

    def opening(where: Path) -> Any:
        opened.append(where)
        begun.set()
        return f"opened {len(opened)}"

    monkeypatch.setattr(early_opening, "_open", opening)
    early = EarlyOpening.begun(load_settings(home, answer_processes=1))
    assert begun.wait(10)
    assert (early(home), early(home)) == ("opened 1", "opened 2")
    without = [
        load_settings(home, answer_processes=0),
        load_settings(tmp_path_factory.mktemp("without a store"), answer_processes=1),
    ]
    for settings in without:
        later = EarlyOpening.begun(settings)
        assert len(opened) == 2
        later(settings.home)
        assert opened.pop() == settings.home


def test_what_kept_it_from_opening_is_told_and_it_is_tried_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def failing_once(where: Path) -> Any:
        tries.append(where)
        if len(tries) == 1:
            raise ModelUnavailable("no model")
        return "opened"

    monkeypatch.setattr(early_opening, "_open", failing_once)
    early = EarlyOpening.begun(load_settings(home, answer_processes=2))
    with pytest.raises(ModelUnavailable):
        early(home)
    assert early(home) == "opened"
