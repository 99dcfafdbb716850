"""What cells of tables are told by: labels of procedures, totals, dashes; all of it data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from index.vietnamese import fold

_NUMBER = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,5})[.)]\s*")
_LONGEST_LABEL = 220


@dataclass(frozen=True, slots=True)
class TableWords:
    """The patterns of `ingest/data/tables.yaml`, for folded text."""

    layout: tuple[str, ...]
    ordinal: re.Pattern[str]
    total: re.Pattern[str]
    dash: re.Pattern[str]
    name: re.Pattern[str]
    label: re.Pattern[str]


@cache
def table_words() -> TableWords:
    """Return the patterns, read once."""
    text = resources.files("ingest").joinpath("data/tables.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    return TableWords(
        layout=tuple(data["layout_words"]),
        ordinal=re.compile(data["ordinal_headers"]),
        total=re.compile(data["total"]),
        dash=re.compile(data["dash"]),
        name=re.compile(data["procedure_name"]),
        label=re.compile("|".join(data["procedure_labels"])),
    )


def is_total(cell: str) -> bool:
    """Tell whether a row that begins with this cell sums up those before it."""
    return table_words().total.match(fold(cell)) is not None


def is_dash(cell: str) -> bool:
    """Tell whether a cell has nothing but a list mark where others have a number."""
    return table_words().dash.fullmatch(cell.strip()) is not None


def names_procedure(cell: str) -> bool:
    """Tell whether a cell is the label of a procedure's name ("Tên thủ tục số 2")."""
    return table_words().name.match(fold(_unnumbered(cell))) is not None


def is_label(cell: str) -> bool:
    """Tell whether a cell is a label that descriptions of administrative procedures have."""
    words = _unnumbered(cell)
    return len(words) <= _LONGEST_LABEL and table_words().label.match(fold(words)) is not None


def _unnumbered(cell: str) -> str:
    return _NUMBER.sub("", cell, count=1) if _NUMBER.match(cell) else cell.strip()
