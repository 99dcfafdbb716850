"""Rewrites a follow-up question so that it stands alone."""

from __future__ import annotations

import re

from assistant.references import find_references
from assistant.tables import stop_words
from index.vietnamese import fold, tokens

_LEANS = re.compile(
    r"^\s*(con|the con|vay|vay con|neu|neu vay|the|va|nhung|thi sao|roi|truong hop do|cai do|thu tuc (nay|do)"
    r"|what about|and|how about|then|it|this|that|তাহলে|আর|এবং|এটা)\b"
    r"|\b(thi sao|nay|do|ay|kia|nhu vay|nhu tren|o tren|vua neu|khac thi sao)\s*[?.!]*$"
)
_SHORT = 7


def merge(turns: tuple[str, ...]) -> str:
    """Return the last turn, with the words of the turns before it where it leans on them.

    A turn leans on its history if it begins or ends like a follow-up ("còn …", "… thì sao"), or is too short
    to name a subject. A turn that names a document, or is long enough and does not lean, stands alone.
    """
    last = turns[-1]
    if len(turns) == 1:
        return last
    content = [t for t in tokens(last) if fold(t) not in stop_words()]
    leans = bool(_LEANS.search(fold(last)))
    if find_references(last).names_document and not leans:
        return last
    if not leans and len(content) >= _SHORT:
        return last
    return f"{merge(turns[:-1])} {last}"
