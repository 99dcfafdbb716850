"""Tells texts that speak to a program: what they say is shown as theirs, and never handed on to a model."""

from __future__ import annotations

import re
from functools import cache

from assistant.tables import load
from index.vietnamese import fold, normalise


def gives_orders(text: str) -> bool:
    """Tell whether a text gives orders to whoever answers, in Vietnamese or English (`data/orders.yaml`).

    Errs on the side of yes: all that it costs is that a chat model does not word the text anew.
    """
    return _patterns().search(fold(normalise(text))) is not None


@cache
def _patterns() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in load("orders")["orders"]))
