"""Loads the tables of `assistant/data` and the words of `prompts`, each once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# Without libyaml the tables take ten times as long.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> dict[str, Any]:
    """Return the table `assistant/data/NAME.yaml`."""
    text = files("assistant").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.load(text, Loader=_LOADER)
    return table


@cache
def words_shown(name: str) -> dict[str, dict[str, str]]:
    """Return the words of `prompts/NAME.yaml`, which are shown to people."""
    text = files("prompts").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    table: dict[str, dict[str, str]] = yaml.load(text, Loader=_LOADER)
    return table


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that are everywhere in questions and nowhere decisive."""
    return frozenset(load("policy")["stop_words"].split())
