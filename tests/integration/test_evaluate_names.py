"""The samples are asked of by the names that stand in them, and what is found is counted."""

from __future__ import annotations

import json

from sample_office import sample_home
from typer.testing import CliRunner

from evaluation.cli import app


def test_articles_and_records_are_asked_of_by_their_names() -> None:
    told = CliRunner().invoke(app, ["names", "--home", str(sample_home()), "--most", "6"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout.splitlines()[-1])
    assert {"article", "time_limit", "papers", "body", "steps", "effect"} <= found.keys()
    assert found["effect"]["led"] == 1.0
    assert found["article"]["asked"] >= 3
    assert found["article"]["led"] > 0.8
    assert found["article"]["beside"] < 0.3
    assert found["papers"]["led"] == 1.0
    assert all(0 <= share <= 1 for row in found.values() for key, share in row.items() if key != "asked")
