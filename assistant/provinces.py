"""Which provinces a question names, and which were merged with which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.tables import load
from assistant.units import units
from index.vietnamese import fold, normalise

_KIND = re.compile(r"^(?:tinh|thanh pho) ")
_UNIT_BEFORE = re.compile(r"\b(?:tinh|thanh pho|tp\.?|o|tai|province of|city of)\s*$")


def provinces_named(asked: str) -> Iterator[tuple[str, str]]:
    """Go over the provinces named, as (folded name, as it was typed).

    Typed with diacritics they have to agree; without, a capital or the word for a province has to show that a
    name is meant: "hoa binh" is peace.
    """
    text = normalise(asked)
    folded = fold(text)
    if len(folded) != len(text):
        return
    for place, name in province_names().items():
        for match in re.finditer(rf"\b{re.escape(place)}\b", folded):
            typed = text[match.start() : match.end()]
            marked = typed.casefold() == name.casefold() or fold(typed) == typed.casefold()
            shown = typed[:1].isupper() or _UNIT_BEFORE.search(folded[: match.start()])
            if marked and shown:
                yield place, typed


@cache
def province_names() -> dict[str, str]:
    """Return the bare names of provinces of today and before, without diacritics and with."""
    named = (normalise(unit) for unit in sorted(units().provinces))
    return {_bare(unit): unit.split(" ", 2 if unit.startswith("thành") else 1)[-1] for unit in named}


@cache
def merged_with() -> dict[str, frozenset[str]]:
    """Return for each province those it was merged with: what is said of one may be of the other."""
    found: dict[str, frozenset[str]] = {}
    for today, before in load("merged_units")["provinces"]["now"].items():
        group = frozenset(_bare(normalise(unit)) for unit in (today, *before))
        found |= dict.fromkeys(group, group)
    return found


def _bare(unit: str) -> str:
    return _KIND.sub("", fold(unit))
