"""Lines that a site of legal texts adds below an act: its title once more, and what the site has of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

import yaml

from index.vietnamese import fold
from ingest.tree import Line

_MOST = 8
_TITLE = re.compile(
    r"(?:quyet dinh|nghi dinh|thong tu|nghi quyet|luat|bo luat|cong van|chi thi|ke hoach|thong bao|huong dan"
    r"|phap lenh|van ban hop nhat|lenh|quy che|quy dinh) (?:lien tich )?(?:so )?\d+[\w.]*/[\w/-]+ "
    r"(?:nam \d{4}|ngay \d{1,2}/\d{1,2}/\d{4}|[a-z])"
)
_ENDS = (".", ";", ":", ",", "./.")


def without_portal_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines without those that a site added at the end.

    Titles of the act are only taken for the site's where one of its own lines or a second title stands
    beside them; the text itself keeps all of its words.
    """
    stop = len(lines)
    titles = added = 0
    while stop and len(lines) - stop < _MOST and lines[stop - 1].table < 0:
        words = fold(lines[stop - 1].text)
        if _added().match(words):
            added += 1
        elif _TITLE.match(words) and not words.endswith(_ENDS):
            titles += 1
        else:
            break
        stop -= 1
    return lines[:stop] if stop and (added or titles > 1) else lines


@cache
def _added() -> re.Pattern[str]:
    text = resources.files("ingest").joinpath("data/portal.yaml").read_text(encoding="utf-8")
    return re.compile("|".join(yaml.safe_load(text)["added_lines"]))
