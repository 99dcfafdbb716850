"""Loads the word tables of `assistant/data`, and a user's additions to them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> dict[str, Any]:
    """Return the table `assistant/data/NAME.yaml`."""
    text = files("assistant").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table
