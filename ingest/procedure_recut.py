"""Fields that the crawl cut in the wrong place, cut again from the page's whole text in the same record.

The crawl looked for field names anywhere, so that steps which mention "Thành phần hồ sơ" lost their second
half to that field and the papers were lost; 30 of 2,849 records of the national portal.
"""

from __future__ import annotations

import re

from ingest.composed import Composed
from ingest.procedure_channels import UNKNOWN
from ingest.procedure_tables import BASIS_HEADER, PAPER_HEADER, page_tail

# In the page's order; each is looked for after the one before it.
_ANCHORS = (
    ("steps", re.compile(r"Trình Tự Thực Hiện")),
    ("channels", re.compile(r"Cách Thức Thực Hiện(?=Hình thức nộp)")),
    ("papers", re.compile(rf"Thành phần hồ sơ(?=--|[^\n]{{0,600}}?{PAPER_HEADER.pattern})")),
    ("bases", re.compile(rf"Căn cứ pháp lý(?={BASIS_HEADER.pattern}|{UNKNOWN})")),
    ("body", re.compile(r"Cơ quan thực hiện")),
    ("conditions", re.compile(r"Yêu cầu, điều kiện thực hiện")),
    ("result", re.compile(r"Kết quả xử lý")),
)
_BLANK = re.compile(rf"\s*(?:-+\s*)?(?:{UNKNOWN}\s*)?")


def is_miscut(papers: str, bases: str) -> bool:
    """Tell whether one of two table fields holds something that is not its table."""
    paper_text, basis_text = Composed.of(papers).text, Composed.of(bases).text
    if not _BLANK.fullmatch(paper_text) and not PAPER_HEADER.search(paper_text):
        return True
    if not _BLANK.fullmatch(basis_text) and not BASIS_HEADER.match(basis_text.lstrip()):
        return True
    return "Cơ quan thực hiện" in basis_text


def recut(page: str) -> dict[str, str]:
    """Cut the page's text at its field names; empty where they are not all there, in their order."""
    view = Composed.of(page)
    found: list[tuple[str, int, int]] = []
    place = 0
    for name, pattern in _ANCHORS:
        match = pattern.search(view.text, place)
        if match is None:
            return {}
        found.append((name, match.start(), match.end()))
        place = match.end()
    ends = [start for _, start, _ in found[1:]] + [len(view.text)]
    return {name: view.span(start, end).of(page) for (name, _, start), end in zip(found, ends, strict=True)}


def split_tail(value: str) -> tuple[str, str, str]:
    """Cut a page's last field into what it says, the page's keywords and its note; "" for the unknown.

    The page shows the last two, and then its footer, under the results, and the crawl put them into the same
    field; where a page has no results they hang on the conditions.
    """
    view = Composed.of(value)
    end, *parts = page_tail(view.text)
    keywords, note = (
        view.span(*part).of(value) if part and view.text[slice(*part)] != UNKNOWN else "" for part in parts
    )
    return view.span(0, end).of(value), keywords, note
