"""The ways to submit: channel, time, fee and description out of one string, and what is odd in them."""

from __future__ import annotations

import re

from index.procedures import UNKNOWN_SAID, DayKind
from ingest.procedure_tables import Range, Row, Taken, trim
from ingest.procedure_words import Doubts

CHANNEL_HEADER = re.compile(r"Hình thức nộp\s*(?:Thời gian|Thời hạn(?: giải quyết)?)\s*Phí, lệ phí\s*Mô tả")
UNKNOWN = UNKNOWN_SAID
FREE = "Miễn phí"
_CHANNEL = r"Trực tuyến|Trực tiếp|Dịch vụ bưu chính"
_UNIT = r"(?:Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tháng|Năm|Tuần|Phút)"
_AMOUNT = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_CURRENCY = r"(?:VNĐ|VND|Việt Nam Đồng|USD|EUR|Euro|Đồng)"
_FEE = rf"(?:{FREE}|{UNKNOWN}|(?:(?:Lệ phí|Phí) ?: ?)?(?:{_AMOUNT}) ?{_CURRENCY})"
_ROW = re.compile(
    rf"(?P<channel>{_CHANNEL})(?:"
    rf"(?P<time>\d+(?:[.,]\d+)? ?{_UNIT}|{UNKNOWN})(?P<fee>{_FEE})?(?![a-zà-ỹđ](?!\)))"  # "a)" begins a note
    rf"|(?P<plain>\d+)(?P<plain_fee>{FREE}|{UNKNOWN})"
    rf"|(?P<glued>\d[\d,]*) ?(?P<currency>{_CURRENCY})"
    rf"|(?P<only_fee>{FREE})"
    rf"|(?P<words>(?=[^\W\d_])(?-i:[A-ZĐÀ-ỸẠ-Ỵ])(?:(?!{_CHANNEL})[^\n]){{1,300}}?)(?P<words_fee>{_FEE})"
    r")"
)
_LIMIT = re.compile(
    r"(?<![\d/.,])(\d+(?:[.,]\d+)?)\s*(?:\([^()]{1,25}\)\s*)?"
    r"(ngày làm việc|ngày|giờ làm việc|giờ|tháng|năm)(?![a-zà-ỹđ])(?!\s*\d)",
    re.IGNORECASE,
)
_SUM = re.compile(rf"(?:{_AMOUNT})\s*(?:triệu |nghìn |ngàn |tỷ )?(?:đồng|vnđ|vnd|đ\b|usd|%)", re.IGNORECASE)
_CLOCK = re.compile(r"(?:sau|trước|đến|lúc|từ|hoặc)\s*$", re.IGNORECASE)
_ZERO = re.compile(r"0+(?:[.,]0+)?(?![\d.,])")
_NOTHING = re.compile(r"(?:không|chưa)(?: có)?(?: quy định)?[.)\s]*", re.IGNORECASE)
_ITEM = re.compile(r"\((?:\d{1,2}|[ivx]{1,4}|[a-zđ])\)")
_MARKER = re.compile(r"[\s(;.\-+][a-zđ0-9]{1,2}$")
_RULED = re.compile(r"quy định|mức thu|biểu phí|hội đồng nhân dân", re.IGNORECASE)
_KINDS = {
    "ngày": DayKind.CALENDAR,
    "ngày làm việc": DayKind.WORKING,
    "giờ": DayKind.HOUR,
    "giờ làm việc": DayKind.WORKING_HOUR,
    "tháng": DayKind.MONTH,
    "năm": DayKind.YEAR,
}
SMALL_FEE = 1000


def channels(text: str) -> Taken | None:
    """Take the ways to submit apart; `None` where the text is no such table.

    Cells: `channel`, `time`, `fee` (with its note in parentheses), `description`; `glued` in place of time
    and fee where a time without a unit has run into the fee and nothing tells where it ends.
    """
    header = CHANNEL_HEADER.search(text)
    if not header:
        return None
    starts = list(_ROW.finditer(text, header.end()))
    evidence = {m["plain"] for m in starts if m["plain"]}
    for match in starts:
        if match["glued"] and (cut := _split(match["glued"], "", set())):
            evidence.add(match["glued"][:cut])
    rows: list[Row] = []
    for at, match in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(text)
        rows.append(_row(text, match, end, evidence))
    first = starts[0].start() if starts else len(text)
    before = [trim(text, 0, header.start()), trim(text, header.end(), first)]
    return Taken(tuple(rows), tuple(r for r in before if r[0] < r[1]))


def _row(text: str, match: re.Match[str], end: int, evidence: set[str]) -> Row:
    cells: dict[str, Range] = {"channel": match.span("channel")}
    notes: tuple[str, ...] = ()
    fee_name = next((n for n in ("fee", "plain_fee", "only_fee", "words_fee") if match[n]), None)
    time_name = next((n for n in ("time", "plain", "words") if match[n]), None)
    if time_name:
        cells["time"] = trim(text, *match.span(time_name))
    unknown = fee_name is not None and match[fee_name] == UNKNOWN
    note = None if unknown or not (fee_name or match["glued"]) else _note(text, match.end(), end)
    stop = note or match.end()
    if fee_name:
        cells["fee"] = (match.start(fee_name), stop)
    elif match["glued"]:
        cut = _split(match["glued"], text[match.end() : stop], evidence)
        if cut:
            border = match.start("glued") + cut
            cells["time"], cells["fee"] = (match.start("glued"), border), (border, stop)
            notes = ("time_split",)
        else:
            cells["glued"] = (match.start("glued"), stop)
            notes = ("time_glued",)
    if note and text[note - 1] != ")":
        notes += ("fee_open",)
    description = trim(text, stop, end)
    if description[0] < description[1]:
        cells["description"] = description
    return Row(trim(text, match.start(), end), cells, None, notes)


def _note(text: str, start: int, end: int) -> int | None:
    """Find the end of the note in parentheses that follows a fee at once; `None` where there is none.

    Markers of a list ("a)", "1)") close no parenthesis, and a note that never closes takes the rest. What
    begins with a marker of its own, "(1) …", is a note only where a parenthesis closes it in the end.
    """
    if start >= end or text[start] != "(":
        return None
    item = _ITEM.match(text, start, end)
    begin, depth = (item.end(), 1) if item else (start, 0)
    first: int | None = None
    glued: int | None = None
    for at in range(begin, end):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")" and not _is_marker(text, start, at, end):
            depth -= 1
            ends = at + 1 == end or text[at + 1] not in " ,;.)"
            if depth <= 0 and ends:
                return at + 1
            if depth <= 0:
                first = first or at + 1
            elif ends:
                glued = at + 1
    return None if item else first or glued or end


def _is_marker(text: str, start: int, at: int, end: int) -> bool:
    goes_on = at + 1 < end and text[at + 1] in " .\n\t"
    own = "(" not in text[max(start + 1, at - 3) : at]
    return goes_on and own and _MARKER.search(text, max(start, at - 4), at) is not None


def _split(glued: str, note: str, evidence: set[str]) -> int | None:
    """Tell how many digits of a time without unit and the fee after it, run together, are the time's.

    "1100" can only be 1 and 100; "125" is 1 and 25 where another row says 1 or the note says 25.000.
    """
    choices = [
        at
        for at in range(1, len(glued))
        if glued[:at].isdigit()
        and re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*", glued[at:])
        and int(glued[:at]) < SMALL_FEE
    ]
    if len(choices) == 1:
        return choices[0]
    spoken = {re.sub(r"\D", "", m) for m in re.findall(r"\d[\d.,]*", note)}
    by_note = [at for at in choices if {(v := glued[at:].replace(",", "")), v + "000"} & spoken]
    if len(by_note) == 1:
        return by_note[0]
    by_row = [at for at in choices if glued[:at] in evidence]
    return by_row[0] if len(by_row) == 1 else None


def known(text: str | None) -> str | None:
    """Return what a cell says, `None` where it is empty or says that nothing is known."""
    if text is None or not text.strip() or text.strip() == UNKNOWN:
        return None
    return text.strip()


def time_limit(text: str | None) -> tuple[float | None, DayKind]:
    """Read a time cell; (`None`, UNSTATED) where it holds no single time limit, and 0 is none."""
    if text is None:
        return None, DayKind.UNSTATED
    if match := re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(\D*)", text.strip()):
        unit = match[2].strip().casefold()
        amount = float(match[1].replace(",", "."))
        if amount == 0 or (unit and unit not in _KINDS):
            return None, DayKind.UNSTATED
        return amount, _KINDS.get(unit, DayKind.UNSTATED)
    return None, DayKind.UNSTATED


def _limits(text: str) -> dict[tuple[float, DayKind], str]:
    """Map each time limit that a text speaks of to its words; a time of day ("sau 15 giờ") is none."""
    found: dict[tuple[float, DayKind], str] = {}
    for match in _LIMIT.finditer(text):
        kind = _KINDS[match[2].casefold()]
        if kind is not DayKind.HOUR or not _CLOCK.search(text, max(0, match.start() - 8), match.start()):
            found.setdefault((float(match[1].replace(",", ".")), kind), match[0])
    return found


def doubt_time(time: str | None, description: str | None, place: str, doubts: Doubts) -> None:
    """Note what is odd in a time cell, and where the description of the same row says something else."""
    if time is None:
        return
    amount, kind = time_limit(time)
    if _ZERO.match(time):
        doubts.add("time_zero", place, time=time)
    if amount is None:
        return
    if kind is DayKind.UNSTATED:
        doubts.add("time_unitless", place, time=time)
    limits = _limits(description or "")
    if not limits or (amount, kind) in limits:
        others = [said for key, said in limits.items() if key != (amount, kind)]
        if others:
            doubts.add("time_more", place, time=time, other=", ".join(others))
        return
    same = [said for (number, _), said in limits.items() if number == amount]
    code = "time_kind" if same else "time_amount"
    doubts.add(code, place, time=time, other=", ".join(same or limits.values()))


def doubt_fee(fee: str | None, place: str, doubts: Doubts) -> None:
    """Note a fee too small to be one in đồng, a "free" with a sum in its note, and a zero."""
    if fee is None:
        return
    head, _, note = fee.partition("(")
    if head.strip() == FREE and not _NOTHING.fullmatch(note) and (_SUM.search(note) or _RULED.search(note)):
        doubts.add("fee_note", place, fee=FREE, note=note.removesuffix(")"))
    match = re.search(rf"({_AMOUNT}) ?(?:VNĐ|VND|Việt Nam Đồng|Đồng)", head)
    if match:
        value = int(re.sub(r"\D", "", match[1]))
        if value == 0:
            doubts.add("fee_zero", place, fee=head)
        elif value < SMALL_FEE:
            doubts.add("fee_small", place, fee=head)
