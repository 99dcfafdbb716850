"""Loads the tables of `assistant/data` and the words of `prompts`, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from index.vietnamese import fold

# Without libyaml the tables take ten times as long.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> dict[str, Any]:
    """Return the table `assistant/data/NAME.yaml`."""
    text = files("assistant").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.load(text, Loader=_LOADER)
    return table


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """Return the pattern that a table has under a name; it is compared without regard to capitals."""
    return re.compile(load(table)[name], re.IGNORECASE)


@cache
def phrases(name: str) -> dict[str, list[str]]:
    """Return a table of phrases: the file `assistant/data/NAME.yaml`, or those of the folder of that name.

    Each line is a comment or `phrase: [meaning, another meaning]`, unquoted. That is YAML, but there are
    thousands of lines that each start has to read, and a YAML reader takes twenty times as long to.
    """
    table: dict[str, list[str]] = {}
    for file in _files(name):
        for line in file.read_text(encoding="utf-8").splitlines():
            phrase, given, meanings = line.partition(": [")
            if given and not line.startswith("#"):
                table[phrase] = meanings.removesuffix("]").split(", ")
    return table


def _files(name: str) -> Iterator[Traversable]:
    data = files("assistant").joinpath("data")
    folder = data.joinpath(name)
    if folder.is_dir():
        yield from sorted(folder.iterdir(), key=lambda file: file.name)
    else:
        yield data.joinpath(f"{name}.yaml")


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


@cache
def spelled_stop_words() -> frozenset[str]:
    """Return the stop words of Vietnamese with their diacritics."""
    return frozenset(load("policy")["spelled_stop_words"].split())


def stop_words_of(words: Iterable[str]) -> frozenset[str]:
    """Return the folded stop words among words, which may be typed without diacritics.

    Where one of them has its marks, "chủ", "đầu" and "tư" are no "chú", "đâu" and "từ".
    """
    typed, stop = frozenset(words), stop_words()
    if not any(word in spelled_stop_words() and not word.isascii() for word in typed):
        return stop
    other = {fold(word) for word in typed} - {fold(word) for word in typed & spelled_stop_words()}
    return stop - other


@cache
def everyday_words() -> frozenset[str]:
    """Return the words of everyday speech, with their diacritics: rare in the law, and never its subject."""
    return frozenset(load("missing")["everyday"].split())
