"""Tells a part of a question that asks of another case what the part before it asks ("còn hạng B?")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.aspects import COUNTED, Aspect
from assistant.tables import pattern
from index.vietnamese import fold

_VAGUE = frozenset({"other", "yes_no", "method"})
_ASKS = frozenset({"?", "।", ""})
"""What a part ends with that may ask: its own mark, or the end of all."""


def asks_again(
    aspects: Sequence[Aspect], piece: str, before: str, ends: tuple[str, str], asked: Sequence[Aspect]
) -> bool:
    """Tell whether a piece that asks for some aspects asks of another case what the part before it does.

    `before` are that part's words and `asked` its aspects; `ends` are the marks before and behind the piece.
    """
    folded, names = fold(piece), {aspect.name for aspect in aspects}
    if not names - {"other"} and _found("again", folded):
        return not comes_of(folded)
    if not names:
        return ends[1] in _ASKS and (
            _found("opens", folded) or (ends[0] == "?" == ends[1] and _found("opens_anew", folded))
        )
    if not _found("how_much", folded) or not (COUNTED | {"amount"}) & {aspect.name for aspect in asked}:
        return False
    if names - _VAGUE == {"fee"}:
        return _is_spent_alike(folded, fold(before)) and "time_limit" in {aspect.name for aspect in asked}
    return names - _VAGUE == {"amount"} and names != {aspect.name for aspect in asked}


def comes_of(folded: str) -> bool:
    """Tell whether a folded piece asks what comes of something left undone ("không nộp thì sao?")."""
    return _found("comes_of", folded)


def _is_spent_alike(folded: str, before: str) -> bool:
    """Tell whether a case is put before the verb that the part before it counted days with."""
    own, other = (pattern("ellipsis", "spent").search(said) for said in (folded, before))
    if own is None or other is None or own["verb"] != other["verb"]:
        return False
    return re.search(r"\w+ \w+", folded[: own.start()]) is not None


def _found(name: str, folded: str) -> bool:
    return pattern("ellipsis", name).search(folded) is not None
