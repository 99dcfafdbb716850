"""Rows out of tables whose cells the portal's crawl has run together into one string."""

from __future__ import annotations

import re
from dataclasses import dataclass

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a collapsed table: its range in the text, and that of each cell that has something in it.

    `case` is the range of the heading under which the row stands. `notes` are codes of doubts about the row.
    """

    range: Range
    cells: dict[str, Range]
    case: Range | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A table taken apart: its rows, and what belongs to none of them (headers and separators excepted)."""

    rows: tuple[Row, ...]
    leftovers: tuple[Range, ...] = ()


def trim(text: str, start: int, end: int, also: str = "") -> Range:
    """Return the range without blanks, and without characters of `also`, at its ends."""
    drop = " \t\r\n" + also
    while start < end and text[start] in drop:
        start += 1
    while end > start and text[end - 1] in drop:
        end -= 1
    return start, end


# --- papers -----------------------------------------------------------------------------------------------

PAPER_HEADER = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng")
_COUNT = re.compile(r"(\d+) bản (?:chính|sao)(?:, ?(\d+) bản (?:chính|sao))?")
FILE_NAME_END = re.compile(
    r"\.(?:docx?|pdf|xlsx?|pptx?|zip|rar|7z|jpe?g|png|odt|html?|rtf)(?-i:(?![a-z]))", re.IGNORECASE
)
_FILE_LENGTH = 130
_PROSE_AFTER = " \t\n,;.:)/"


def papers(text: str) -> Taken | None:
    """Take the dossier's papers apart; `None` where the text is no such table.

    Cells: `name`, `form` (the files that hang on the paper, run together), `count`.
    """
    headers = list(PAPER_HEADER.finditer(text))
    if not headers:
        return None
    rows: list[Row] = []
    leftovers: list[Range] = []
    case = _heading(text, 0, headers[0].start())
    for at, header in enumerate(headers):
        last = at + 1 == len(headers)
        end = len(text) if last else headers[at + 1].start()
        place = header.end()
        for match in _COUNT.finditer(text, header.end(), end):
            begin = _count_start(text, match)
            if begin is None or begin < place:
                continue
            start, stop = trim(text, place, begin)
            if start < stop:
                rows.append(_paper(text, start, stop, (begin, match.end()), case))
            else:
                leftovers.append((begin, match.end()))
            place = match.end()
        tail = _heading(text, place, end)
        if last and tail:
            leftovers.append(tail)
        case = tail
    return Taken(tuple(rows), tuple(leftovers))


def _heading(text: str, start: int, end: int) -> Range | None:
    found = trim(text, start, end)
    while text.startswith("--", found[0]) and found[0] < found[1]:
        found = trim(text, found[0] + 2, found[1])
    while found[0] < found[1] and text.endswith("--", found[0], found[1]):
        found = trim(text, found[0], found[1] - 2)
    return found if found[0] < found[1] and text[found[0] : found[1]].strip("-") else None


def _count_start(text: str, match: re.Match[str]) -> int | None:
    """Tell where the count cell begins, or `None` where the words are part of a paper's name.

    Names end in digits ("Mẫu số 05" + "1 bản chính", "2026" + "1 bản chính") and speak of copies themselves
    ("01 bản chính (nếu có)"): a count cell stands between two other cells without a blank.
    """
    run = match.group(1)
    before = text[match.start() - 1] if match.start() else "\n"
    after = text[match.end() : match.end() + 1]
    glued_before = not before.isspace() and before not in "(["
    glued_after = not after or after not in _PROSE_AFTER
    single = match.end() - len(match.group()) + len(run) - 1
    if before in "([" or not (glued_before or glued_after):
        return None
    if len(run) == 1:
        return match.start()
    if run[0] == "0" and len(run) == 2 and (before.isspace() or not glued_after):  # noqa: PLR2004
        return None
    name_ends_in_digits = (
        run[0] == "0" or before.isspace() or before in "/-–._" or before.isupper() or len(run) > 2  # noqa: PLR2004
    )
    if before == "." and not text[max(0, match.start() - 2)].isdigit() and len(run) == 2 and run[0] != "0":  # noqa: PLR2004
        name_ends_in_digits = False
    return single if name_ends_in_digits else match.start()


def _paper(text: str, start: int, stop: int, count: Range, case: Range | None) -> Row:
    cells = {"name": (start, stop), "count": count}
    notes: tuple[str, ...] = ()
    files = [
        m for m in FILE_NAME_END.finditer(text, start, stop) if m.end() == stop or _ends_file(text, m.end())
    ]
    if files and files[-1].end() == stop:
        begin = _file_start(text, start, files[0].start())
        if begin is None:
            notes = ("paper_form",)
        elif begin > start:
            cells["name"] = trim(text, start, begin)
            cells["form"] = (begin, stop)
    return Row((start, count[1]), cells, case, notes)


def _ends_file(text: str, at: int) -> bool:
    return not text[at].isspace() and text[at] not in ".,;:)"


_ACT_BEFORE = re.compile(r"/[A-ZĐ]+[-–][A-ZĐ]+\.?$")
_FORM_WORD = re.compile(r"(?:mẫu|văn bản|phụ lục|tờ khai|đơn|biểu) ?[^\W_]*")
_FORM_NUMBER = re.compile(r"\d+(?:[._ -]|$)")


def _file_start(text: str, start: int, end: int) -> int | None:
    """Find the border between a paper's name and the name of its form, which stand without a blank."""
    for at in range(max(start + 1, end - _FILE_LENGTH), end):
        before, here = text[at - 1], text[at]
        if not before.isspace() and (here.isalnum() or here in "[(_") and _is_border(text, start, at, end):
            return at
    return None


def _is_border(text: str, start: int, at: int, end: int) -> bool:
    before, here, following = text[at - 1], text[at], text[at + 1 : at + 2]
    if before in ';)”"…:':
        return here.isalnum()
    if _ACT_BEFORE.search(text, max(start, at - 20), at) and (following.islower() or before == "."):
        return True
    if before == ".":
        earlier = text[at - 2]
        return (here.isupper() and following.islower()) or not (earlier.isdigit() or earlier.isupper())
    if here.isupper():
        word = before.isupper() and text[at - 2].isupper() and following.islower()
        return before.islower() or word or (before.isdigit() and following.islower())
    if before.islower() and here.isdigit():
        return text[at - 2].isalpha() and bool(_FORM_NUMBER.match(text, at, end))
    return before.isalnum() and bool(_FORM_WORD.match(text, at, end))


# --- legal bases ------------------------------------------------------------------------------------------

BASIS_HEADER = re.compile(r"Tên văn bản pháp lý\s*Mã văn bản")
_KIND = (
    r"(?:(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Thông tư liên tịch"
    r"|Thông tư|Chỉ thị|NĐ|TT|QĐ|NQ)\s+(?:số:?\s*)?|[Ss]ố:?\s*)"
)


def number_pattern(types: list[str], agencies: list[str]) -> re.Pattern[str]:
    """Build the pattern of an act's number; group `known` matches where the symbol is one of the lists."""
    kinds = "|".join(sorted(map(re.escape, types), key=len, reverse=True))
    bodies = "|".join(sorted(map(re.escape, agencies), key=len, reverse=True))
    body = rf"(?:UBTVQH\d\d|QH\d\d|{bodies})"
    known = rf"QH\d\d|UBTVQH\d\d|(?:{kinds})\s?[-–/]\s?{body}(?:\s?[-–/]\s?{body})*"
    loose = r"[A-ZĐ]{1,8}(?:[-–/][A-ZĐ]{1,12})*(?![a-zà-ỹđ])"
    return re.compile(
        rf"(?P<kind>{_KIND})?(?P<run>\d[\d.]*)/(?:(?P<year>\d{{4}})/)?(?:(?P<known>{known})|(?P<loose>{loose}))"
        rf"|(?P<bare_kind>{_KIND})?(?<![\d/])(?P<bare>\d+/\d{{4}})(?=[^\W\d_]|$)"
        r"|(?<=[^\s(])(?P<short>(?:Luật|Nghị định|Thông tư|Quyết định) số \d+)(?=[^\W\d_]|$)"
    )


def bases(text: str, number: re.Pattern[str]) -> Taken | None:
    """Take the legal bases apart; `None` where the text is no such table.

    Cells: `title`, `number` (the code column as the record has it), `bare` (the number within it). A code
    stands between two titles without a blank; the same words with a blank before them belong to the title.
    """
    header = BASIS_HEADER.search(text)
    if not header:
        return None
    rows: list[Row] = []
    place = trim(text, header.end(), len(text))[0]
    for match in number.finditer(text, place):
        code = _code(text, match, place)
        if code is None:
            continue
        begin, bare, notes = code
        title = trim(text, place, begin)
        end = match.end()
        rows.append(Row((title[0], end), {"title": title, "number": (begin, end), "bare": bare}, None, notes))
        place = end
    tail = trim(text, place, len(text))
    if any(map(str.isalnum, text[slice(*tail)])):
        rows.append(_last_basis(text, tail, number))
    return Taken(tuple(rows))


def _last_basis(text: str, tail: Range, number: re.Pattern[str]) -> Row:
    """Read the last row where no code is told apart from the title: the title may end in its number."""
    for match in number.finditer(text, *tail):
        if match["known"] and match.end() == tail[1]:
            bare = (match.start("run"), match.end())
            return Row(tail, {"title": tail, "number": bare, "bare": bare})
    return Row(tail, {"title": tail}, None, ("base_number",))


_SO_BEFORE = re.compile(r"(?:[^\w.;)]|s[ốo]:?)$", re.IGNORECASE)
_YEAR_BEFORE = re.compile(r"(?:/|năm\s?|\s)$", re.IGNORECASE)


def _code(text: str, match: re.Match[str], place: int) -> tuple[int, Range, tuple[str, ...]] | None:
    after, later = text[match.end() : match.end() + 1], text[match.end() + 1 : match.end() + 2]
    begin = match.start()
    closed = after in (".", ";") and not later.isspace()
    spaced = after.isspace() and match["known"] and not _SO_BEFORE.search(text, place, begin)
    if after and not closed and not spaced and (after.isspace() or after in ",;.:)/"):
        return None
    if match["short"]:
        bare = match.span("short")
        return (begin, bare, ("base_broken",)) if begin > place else None
    name = "run" if match["run"] else "bare"
    start, end = match.start(name), match.end()
    kind = match["kind"] or match["bare_kind"]
    run = match[name].split("/")[0]
    year = re.match(r"(?:19|20)\d\d(?=\d)", run)
    if not kind and year and _YEAR_BEFORE.search(text, max(place, start - 5), start):
        start = begin = start + year.end()
    if begin <= place or text[begin - 1].isspace() or text[begin - 1] in "(/":
        return None
    notes = () if match["known"] else ("base_broken",)
    return begin, (start, end), notes


# --- results ----------------------------------------------------------------------------------------------

_RESULT_CODE = re.compile(r"Mã: ?(KQ\.[A-Z]?\d+\.\d+)")
_FOOTER = r"(?:Chọn cơ quan thực hiện\s*Tỉnh/ ?Thành phố\s*Bộ ngành.*)?(?:Nộp hồ sơ)?\s*\Z"
_TAIL = re.compile(rf"(?:Từ khóa(?P<keywords>.*?)Mô tả(?P<note>.*?))?{_FOOTER}", re.DOTALL)


def page_tail(text: str) -> tuple[int, Range | None, Range | None]:
    """Tell where the results end, and what stands under the page's keywords and note after them.

    The choosers and buttons of the page's footer belong to none of the three.
    """
    match = _TAIL.search(text)
    if match is None:
        return len(text), None, None
    parts = [trim(text, *match.span(name)) for name in ("keywords", "note")]
    keywords, note = (part if part[0] < part[1] else None for part in parts)
    return match.start(), keywords, note


def results(text: str) -> Taken:
    """Take the results apart, each of which ends with a code of its own; cells `name` and `code`."""
    rows: list[Row] = []
    place = 0
    for match in _RESULT_CODE.finditer(text):
        name = trim(text, place, match.start())
        if name[0] < name[1]:
            rows.append(Row(name, {"name": name, "code": match.span(1)}))
        place = match.end()
    tail = trim(text, place, len(text))
    if tail[0] < tail[1]:
        rows.append(Row(tail, {"name": tail}))
    return Taken(tuple(rows))
