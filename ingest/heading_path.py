"""Headings of nested units in one line, none of them lost where the line would be too long."""

from __future__ import annotations

from ingest.tree import MAX_HEADING

_INNER = 160
_OUTERMOST = 60


def heading_path(*headings: str) -> str:
    """Join headings, outer ones first, each once.

    At most `MAX_HEADING` characters: the outermost, which the others repeat most, is cut first.
    """
    kept = list(dict.fromkeys(heading for heading in headings if heading))
    joined = " – ".join(kept)
    if len(joined) <= MAX_HEADING or len(kept) == 1:
        return joined
    inner = [_cut(heading, _INNER) for heading in kept[1:]]
    room = MAX_HEADING - sum(len(heading) + 3 for heading in inner)
    return " – ".join([_cut(kept[0], max(room, _OUTERMOST)), *inner])


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 2].rsplit(' ', 1)[0]} …"
