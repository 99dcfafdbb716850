"""Takes out of a question what stands in it and tells nothing of what it is about."""

from __future__ import annotations

import re

# A date says when the question is asked of, not what about; its figures are in every effect clause.
_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?\b(?![/\w])")
# "mất mấy ngày", "hết bao nhiêu": what is spent is asked for, nothing is lost or over.
_SPENT = re.compile(
    r"\b(?:mất|hết|tốn|mat|het|ton)\s+(?=(?:khoảng |tối đa )?(?:mấy|bao|may)\b)", re.IGNORECASE
)


def bare(text: str) -> str:
    """Return a text without its dates, and without the words that say that something is spent."""
    return _SPENT.sub(" ", _DATE.sub(" ", text))
