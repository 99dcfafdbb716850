"""The samples that ship, taken through the real ingestion once for all tests; found lexically."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import scratch

from index.access import AccessLabel
from index.settings import load_settings
from ingest.cli import run

CORPUS = Path(__file__).parents[1] / "samples/corpus"


@cache
def sample_home() -> Path:
    """Ingest the samples as public documents, each of which must be readable."""
    home = scratch.folder("sample-office")
    label = AccessLabel.parse("public")
    report = run(load_settings(home), [CORPUS], label, workers=1, sync=False, vectors=False, quiet=True)
    assert not report.as_json()["quarantined"], report.as_json()
    return home
