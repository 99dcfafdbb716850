"""Tells the lists of what was done away with: a row of one says what is no more, and why."""

from __future__ import annotations

import re
from typing import Final

from assistant.shelf import Volume
from assistant.tables import load, pattern
from index.provisions import Provision
from index.vietnamese import fold

_GONE: Final = re.compile(r"\b(?:bãi\s+bỏ|hết\s+hiệu\s+lực)\b", re.IGNORECASE)
_BETWEEN: Final = " – "
"""Between the headings that one stands under, the widest first."""


def is_abolished(heading: str) -> bool:
    """Tell whether what stands under a heading is no more.

    The nearest heading that speaks of it decides: "Danh mục … sửa đổi, bãi bỏ – 2. … bị bãi bỏ".
    """
    gone = pattern("abolished", "heading")
    near = (fold(part) for part in reversed(heading.split(_BETWEEN)))
    said = next((part for part in near if gone.search(part)), "")
    return bool(said) and not pattern("abolished", "several").search(said)


def list_name(volume: Volume, row: Provision) -> tuple[Provision, str] | None:
    """Return the name of the list of what is no more that a row stands in, exactly, and where it stands."""
    begins, line = pattern("abolished", "begins"), load("abolished")["line"]
    if not is_abolished(row.heading):
        return None
    at = volume.by_id.get(row.parent_id or "")
    while at is not None:
        words = volume.own_span(at).of(volume.document.text)[:line]
        gone = _GONE.search(words)
        if gone is not None and (begun := begins.search(words, 0, gone.start())) is not None:
            return at, words[begun.start() : gone.end()]
        at = volume.by_id.get(at.parent_id or "")
    return None


def tells_why(header: str) -> bool:
    """Tell whether the column of a header says why something is no more, or by which act."""
    return pattern("abolished", "reason").search(fold(header)) is not None
