"""Joins the lines of a hard-wrapped text into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

# A text is hard-wrapped where at least this share of its lines go on in lower case on the next one.
WRAPPED_SHARE: Final = 0.15
FEW_LINES: Final = 4
# The share of the lines that are not longer than the width they were wrapped at.
WIDTH_QUANTILE: Final = 0.9
# Short lines of lists and cells do not make a narrow page.
MIN_WIDTH: Final = 60
# Titles in capitals are centred and broken by sense: one this long goes on in the next line.
TITLE_SHARE: Final = 0.45
# A line so much longer than the others was never wrapped.
OVERLONG: Final = 1.5
# A line that ends so far before the margin was broken on purpose.
SLACK: Final = 14

_UNIT = re.compile(
    r"""
    (?: (?:PHẦN|Phần)\s+(?:THỨ|thứ|[IVX\d])
    | (?:CHƯƠNG|Chương)\s+[IVXLC\d]
    | (?:TIỂU\s+MỤC|Tiểu\s+mục|MỤC|Mục)\s+[IVX\d]
    | (?:ĐIỀU|Điều)\s+\d+[a-zđ]?\s*[.:]? (?=\s*(?:$|[“"(\[]|[A-ZÀ-ỸĐ]))
    | (?:PHỤ\s+LỤC|Phụ\s+lục)\b(?!\s+[a-zà-ỹ])
    | (?:MẪU\s+SỐ|Mẫu\s+số|BIỂU\s+SỐ|Biểu\s+số):?\s+\S+
    | (?:BƯỚC|Bước)\s+\d+\s*[.:)]?
    | [“"]?\d{1,3}(?:\.\d{1,2}){0,3}[.)](?=\s*\D|$)
    | [“"]?\d{1,3}(?:\.\d{1,2}){1,3}(?=\s+[A-ZÀ-ỸĐ])
    | [“"]?[a-zđ]\d{0,2}[.)](?=\s)
    | [IVX]{1,5}[.)](?=\s)
    | [A-ZĐ]\.\s(?=[A-ZÀ-ỸĐ])
    | [-–—+•*▪]\s*(?!Mã\s+(?:TTHC|thủ\s+tục))(?=\S|$)
    | \[\d+\]
    | Nơi\s+nhận | Căn\s+cứ\b | Theo\s+đề\s+nghị
    | (?:KT|TM|TL|TUQ)\.\s
    | \((?:Kèm|Ban\s+hành|Chi\s+tiết)
    )""",
    re.VERBOSE,
)
_ONLY_MARK = re.compile(
    r"[-–—+•]|\[\d+\]|[“\"]?[a-zđ]\)|(?:ĐIỀU|Điều)\s+\d*[a-zđ]?[.:]?|\d{1,3}\.|[IVX]{1,5}\.|(?:BƯỚC|Bước)\s*\d*[.:]?|VỀ"
)
_REFERS = re.compile(
    r"(?:\b(?:[Kk]hoản|[Đđ]iều|[Đđ]iểm|[Mm]ục|[Cc]hương|tại|và|hoặc|đến|số|của|các|theo|ngày|tháng|năm|bước)|[,(/-])$"
)
# "Mã TTHC:" with its code on the next line.
_NUMBER_ALONE = re.compile(r"\d\.\d{6}\S*|\d+/[\w/.-]+")
_PREAMBLE = re.compile(r"(?:Căn\s+cứ|Theo\s+đề\s+nghị|Xét\s+đề\s+nghị)\b")
# Who issues an act stands in capitals on a line of its own, directly above the legal bases.
_ISSUER = re.compile(
    r"(?:(?:PHÓ\s+)?CHỦ\s+TỊCH|[UỦ][ỶY]\s+BAN|HỘI\s+ĐỒNG|BỘ\s+TRƯỞNG|THỦ\s+TƯỚNG|CHÍNH\s+PHỦ|QUỐC\s+HỘI"
    r"|THỐNG\s+ĐỐC|(?:TỔNG\s+)?GIÁM\s+ĐỐC|VIỆN\s+TRƯỞNG|CHÁNH|TỔNG|TRƯỞNG|CỤC\s+TRƯỞNG)\b"
)
_ENDS = re.compile(r"[.;:!?…]['\")\]”’]*$")
_PAGE_NUMBER = re.compile(r"[-–—\s]*\d{1,4}[-–—\s]*|(?:trang|page)\s+\d+(?:\s*/\s*\d+)?", re.IGNORECASE)
_GAZETTE = re.compile(r"(?:\d+\s+)?CÔNG BÁO\s*/\s*Số\s.{3,60}", re.IGNORECASE)


def is_page_mark(line: str) -> bool:
    """Tell whether a line is only a page number or the running head of the official gazette."""
    line = line.strip()
    return _PAGE_NUMBER.fullmatch(line) is not None or _GAZETTE.fullmatch(line) is not None


def starts_unit(line: str) -> bool:
    """Tell whether a line begins a part, chapter, article, clause, point, step or list item."""
    return _UNIT.match(line) is not None


def is_wrapped(lines: Sequence[str]) -> bool:
    """Tell whether lines are broken at a margin and not at the ends of paragraphs."""
    pairs = [(a, b) for a, b in pairwise(lines) if a and b]
    if len(pairs) < FEW_LINES:
        return False
    going_on = sum(b[0].islower() and not starts_unit(b) and not _ENDS.search(a) for a, b in pairs)
    return going_on / len(pairs) >= WRAPPED_SHARE


def wrap_width(lines: Sequence[str]) -> int:
    """Return the number of characters at which a hard-wrapped text was broken."""
    lengths = sorted(len(line) for line in lines if line)
    return max(lengths[int(len(lengths) * WIDTH_QUANTILE)], MIN_WIDTH) if lengths else MIN_WIDTH


def goes_on(previous: str, line: str, *, full: bool, ragged: bool = False) -> bool:
    """Tell whether `line` belongs to the paragraph that `previous` ends with.

    `full` says that the first word of `line` would not have fitted behind `previous`. `ragged` says that
    lines end anywhere, so that only a mark of punctuation ends a paragraph.
    """
    if _ONLY_MARK.fullmatch(previous):
        return not starts_unit(line) or (line[0].isdigit() and not previous.endswith("."))
    referring = _REFERS.search(previous) is not None
    if previous.endswith(("./.", ";")) or starts_unit(line):
        return (full or ragged) and referring and line[0].isdigit()
    number_apart = previous.endswith(":") and _NUMBER_ALONE.fullmatch(line) is not None
    if previous.isupper() != line.isupper() and not (referring or number_apart):
        return False
    if line[0].islower() or number_apart:
        return True
    if _ENDS.search(previous):
        return full and (previous.endswith((".", "!", "?")) or line[0].isdigit())
    return full or referring or ragged or _PREAMBLE.match(previous) is not None


def join(lines: Sequence[str], width: int, *, ragged: bool = False) -> list[str]:
    """Join stripped lines, wrapped at `width` characters, into paragraphs; an empty line ends one.

    Page numbers alone on a line are dropped.
    """
    joined: list[str] = []
    length, blank = 0, False
    for at, line in enumerate(lines):
        if not line or is_page_mark(line):
            blank = blank or not line
            continue
        if (
            joined
            and not _is_issuer(lines, at)
            and _follows(joined[-1], line, (length, width), blank=blank, ragged=ragged)
        ):
            joined[-1] += " " + line
        else:
            joined.append(line)
        length, blank = len(line), False
    return joined


def _is_issuer(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line in capitals names who issues the act: the legal bases are what comes next."""
    line = lines[at]
    if not line.isupper() or _ISSUER.match(line) is None:
        return False
    following = next((later for later in lines[at + 1 : at + 4] if later), "")
    return _PREAMBLE.match(following) is not None


def _follows(previous: str, line: str, measure: tuple[int, int], *, blank: bool, ragged: bool) -> bool:
    """Decide for `join`; `measure` is the length of the last line and the width of the text."""
    length, width = measure
    if max(length, len(line)) > width * OVERLONG:
        return False
    if blank:
        # A sentence that goes on in lower case was parted by the end of a page.
        return (
            line[0].islower() and not starts_unit(line) and not (_ENDS.search(previous) or previous.isupper())
        )
    if previous.isupper() and line.isupper():
        return length > width * TITLE_SHARE and not starts_unit(line)
    full = length + 1 + len(line.split(maxsplit=1)[0]) > width - SLACK
    return goes_on(previous, line, full=full, ragged=ragged)
