"""What a reader of a document is told to doubt, in the words of `ingest/data/doubts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def table() -> Mapping[str, str]:
    """Map the code of each doubt to its words, with the names of what is filled in in braces."""
    loaded: Mapping[str, str] = yaml.safe_load(
        files("ingest").joinpath("data/doubts.yaml").read_text(encoding="utf-8")
    )
    return loaded


def doubt(code: str, /, **values: str) -> str:
    """Return the words of a doubt; raises `KeyError` for a code or a value that the table does not know."""
    return table()[code].format(**values)
