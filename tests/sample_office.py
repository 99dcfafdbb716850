"""The samples that ship, taken through the real ingestion once for all tests; found lexically."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from index.access import AccessLabel
from index.settings import load_settings
from ingest.cli import run

CORPUS = Path(__file__).parents[1] / "samples/corpus"


@cache
def sample_home() -> Path:
    """Ingest the samples as public documents, each of which must be readable."""
    home = Path(tempfile.mkdtemp(prefix="sample-office-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    label = AccessLabel.parse("public")
    report = run(load_settings(home), [CORPUS], label, workers=1, sync=False, vectors=False, quiet=True)
    assert not report.as_json()["quarantined"], report.as_json()
    return home
