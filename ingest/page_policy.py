"""The policy of `ingest/data/pages.yaml`, typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Grades:
    """When a page's text layer is believed."""

    few_letters: int
    picture_share: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """How pictures of pages are prepared and recognised."""

    dots_per_inch: int
    most_pixels: int
    least_side: int
    most_enlarged: float
    most_side: int
    page_seconds: float
    most_skew: float
    least_skew: float
    poor: float
    upright_certainty: float
    readable: float
    speck: float


@dataclass(frozen=True, slots=True)
class Hidden:
    """When text counts as unseen."""

    dots_per_inch: int
    contrast: int
    least_points: float
    pale: int
    least_cover: float


@dataclass(frozen=True, slots=True)
class Watermark:
    """When letters are a watermark: degrees from level and upright, and points."""

    least_angle: float
    least_points: float


@dataclass(frozen=True, slots=True)
class Columns:
    """When a page is set in two columns."""

    from_left: float
    to_right: float
    least_gap: float
    most_across: float
    least_words: int
    least_lines: int
    full_share: float
    ragged: float
    words_a_line: float


@dataclass(frozen=True, slots=True)
class Tables:
    """What rules make a table, and what looks like one."""

    near: float
    thick: float
    least_level: float
    least_upright: float
    slack: float
    dark: float
    faint: float
    wide_gap: float
    least_gaps: int
    least_rows: int
    least_white: float
    apart: float
    far: float
    filled: float


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of tables on scans are recognised by themselves."""

    margin: int
    most_strips: int


@dataclass(frozen=True, slots=True)
class Mending:
    """When the marks of a recognised word are mended."""

    below: float
    least: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Doubting:
    """When what was recognised is doubted."""

    number_below: float
    place_below: float
    good_from: float
    fair_from: float
    before: frozenset[str]
    after: frozenset[str]


@dataclass(frozen=True, slots=True)
class Photos:
    """When photos are pages of one document; the words are folded."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class PagePolicy:
    """All of it."""

    grades: Grades
    recognition: Recognition
    hidden: Hidden
    watermark: Watermark
    columns: Columns
    tables: Tables
    cells: Cells
    mending: Mending
    doubts: Doubting
    photos: Photos


@cache
def policy() -> PagePolicy:
    """Load the policy, once."""
    text = files("ingest").joinpath("data/pages.yaml").read_text(encoding="utf-8")
    return TypeAdapter(PagePolicy).validate_python(yaml.safe_load(text))
