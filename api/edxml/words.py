"""What status messages say."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


def told(name: str, **given: str) -> str:
    """Return a message of `prompts/edxml.yaml`. Raises `KeyError` where there is none of that name."""
    return _words()[name].format(**given)


@cache
def _words() -> dict[str, str]:
    text = resources.files("prompts").joinpath("edxml.yaml").read_text(encoding="utf-8")
    loaded: dict[str, str] = yaml.safe_load(text)
    return loaded
