"""The words of the page and of the service's messages, one file for each language."""

from __future__ import annotations

from functools import cache
from importlib import resources
from types import SimpleNamespace
from typing import Any, Final

import yaml

LANGUAGES: Final = ("vi", "en", "bn")
DEFAULT: Final = "vi"


@cache
def words(language: str) -> SimpleNamespace:
    """Return the words of one of `LANGUAGES`, as attributes by the names in `prompts/interface.*.yaml`.

    Raises:
        FileNotFoundError: there are no words in that language.
    """
    text = resources.files("prompts").joinpath(f"interface.{language}.yaml").read_text(encoding="utf-8")
    found = _spread(yaml.safe_load(text))
    assert isinstance(found, SimpleNamespace)
    return found


def _spread(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    if isinstance(value, dict):
        return SimpleNamespace(**{key: _spread(item) for key, item in value.items()})
    return value


def accepted_language(header: str | None) -> str:
    """Choose a message's language by an Accept-Language header; Vietnamese where it names none of ours."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((header or "")[:500].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.split("-")[0].strip().lower()
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if language in LANGUAGES and weight > 0:
            ranked.append((-weight, place, language))
    return min(ranked)[2] if ranked else DEFAULT
