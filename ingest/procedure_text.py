"""The text of a procedure record, written field by field, and the provisions that stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.procedures import Entry, Line
from index.provisions import Span, Unit
from ingest.composed import Composed
from ingest.procedure_card import Lines, basis, channel, paper
from ingest.procedure_channels import channels, known
from ingest.procedure_record import Cells, Record
from ingest.procedure_steps import LONG_STEP, leads, paragraphs, steps
from ingest.procedure_tables import (
    Range,
    Row,
    Taken,
    bases,
    number_pattern,
    papers,
    results,
    trim,
)
from ingest.procedure_words import Doubts, labels, words
from ingest.reading import Draft

_LINES = ("applicants", "body", "authority", "address", "conditions")
_TABLES = {
    "channels": (Unit.CHANNEL, "dòng"),
    "papers": (Unit.PAPER, "giấy tờ"),
    "bases": (Unit.BASIS, "văn bản"),
}
# Our name of a cell: the header under which it is shown.
_HEADERS = {
    "channel": "Hình thức nộp",
    "time": "Thời hạn",
    "fee": "Phí, lệ phí",
    "glued": "Thời hạn và phí (viết liền)",
    "description": "Mô tả",
    "name": "Tên giấy tờ",
    "form": "Mẫu đơn, tờ khai",
    "count": "Số lượng",
    "title": "Tên văn bản pháp lý",
    "number": "Mã văn bản",
}
# Keys of the schema whose tables are lists of rows; its `so_luong` holds the form and `ghi_chu` the counts.
_KEYS = {
    "hinh_thuc": "channel",
    "thoi_han_giai_quyet": "time",
    "phi_le_phi": "fee",
    "mo_ta": "description",
    "ten_giay_to": "name",
    "mau_don": "form",
    "so_luong": "form",
    "ghi_chu": "count",
    "trich_yeu": "title",
    "so_ky_hieu": "number",
}


@dataclass(slots=True)
class Writing:
    """A record's text as it grows, with the drafts and the lines of its card."""

    doubts: Doubts
    parts: list[str] = field(default_factory=list)
    length: int = 0
    drafts: list[Draft] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)
    _locators: dict[str, int] = field(default_factory=dict)

    def write(self, text: str) -> None:
        """Add text at the end."""
        self.parts.append(text)
        self.length += len(text)

    def draft(self, made: Draft) -> Draft:
        """Add a draft; a locator that is taken gets the number of its occurrence."""
        self._locators[made.locator] = count = self._locators.get(made.locator, 0) + 1
        if count > 1:
            made = replace(made, locator=f"{made.locator} (lần {count})")
        self.drafts.append(made)
        return made


def write_record(record: Record, doubts: Doubts) -> Writing:
    """Write the fields of a record one after the other, each under its heading, values as they are."""
    writing = Writing(doubts)
    for name, label in labels().items():
        value = record.fields.get(name, "")
        if isinstance(value, str) and value.strip():
            _Field(writing, name, label, value).write()
        elif isinstance(value, list):
            _write_rows(writing, name, label, value)
    for key, value in record.others.items():
        _Field(writing, "", key, value).write()
    return writing


class _Field:
    """One field that is a text: its heading, its value, and what is cut out of it."""

    def __init__(self, writing: Writing, name: str, label: str, value: str) -> None:
        self._writing, self._name, self._label = writing, name, label
        self._view = Composed.of(value)
        self._text = self._view.text
        self._value = value
        self._field = -1
        self._shift = 0

    def write(self) -> None:
        whole = trim(self._text, 0, len(self._text))
        if whole[0] >= whole[1]:
            return
        self._writing.write(f"{self._label}\n")
        self._shift = self._writing.length
        self._writing.write(f"{self._value.rstrip()}\n\n")
        self._field = len(self._writing.drafts)
        locator = self._writing.draft(Draft(Unit.FIELD, self._label, self._label, self._span(whole))).locator
        said = known(self._of(whole))
        if said is None or (self._name != "steps" and self._name not in _TABLES):
            self._enter(said, self._label, locator)
        if self._name in _LINES and said:
            self._writing.lines.named[self._name] = Line(said, locator)
        if said is None:
            return
        if self._name == "steps":
            self._steps()
        elif self._name == "conditions":
            self._paragraphs(whole)
        elif self._name == "result":
            self._results(locator)
        elif self._name in _TABLES:
            self._table(whole)

    def _enter(self, text: str | None, label: str, locator: str) -> None:
        self._writing.lines.entries.append(Entry(self._name, label, text, locator))

    def _of(self, where: Range) -> str:
        return self._text[where[0] : where[1]]

    def _span(self, where: Range) -> Span:
        return self._view.span(*where, self._shift)

    def _draft(self, unit: Unit, locator: str, where: Range, lead: str = "") -> Draft:
        place, span = f"{self._label}, {locator}", self._span(where)
        return self._writing.draft(Draft(unit, place, self._label, span, self._field, lead))

    def _paragraphs(self, whole: Range) -> None:
        parts = paragraphs(self._text, *whole)
        if len(parts) == 1:
            return
        for at, (part, lead) in enumerate(zip(parts, leads(self._text, parts), strict=True), 1):
            self._draft(Unit.PARAGRAPH, f"đoạn {at}", part, lead=lead)

    def _steps(self) -> None:
        found = steps(self._text)
        plain = tuple(step.range for step in found if step.number is None)
        plain_leads = iter(leads(self._text, plain))
        at = 0
        for step in found:
            if step.number is None:
                at += 1
                made = self._draft(Unit.STEP, f"đoạn {at}", step.range, lead=next(plain_leads))
            else:
                made = self._draft(Unit.STEP, f"Bước {step.number}", step.range)
                self._inside(step.paragraphs, made)
            self._writing.lines.steps.append(Line(self._of(step.range), made.locator))

    def _inside(self, parts: tuple[Range, ...], step: Draft) -> None:
        if len(parts) == 1 or parts[-1][1] - parts[0][0] <= LONG_STEP:
            return
        parent = len(self._writing.drafts) - 1
        head = self._of(parts[0])
        for at, (part, lead) in enumerate(zip(parts, leads(self._text, parts), strict=True), 1):
            above = "" if at == 1 else head if not lead or lead == head else f"{head}\n{lead}"
            place = f"{step.locator}, đoạn {at}"
            self._writing.draft(Draft(Unit.PARAGRAPH, place, self._label, self._span(part), parent, above))

    def _results(self, locator: str) -> None:
        rows = results(self._text).rows
        names = [self._of(row.cells["name"]) for row in rows]
        self._writing.lines.named["result"] = Line("; ".join(names), locator)
        for at, row in enumerate(rows, 1):
            code = self._of(row.cells["code"]) if "code" in row.cells else ""
            place = locator
            if code or len(rows) > 1:
                cells = (("Kết quả", names[at - 1]), *((("Mã", code),) if code else ()))
                where, span = f"{self._label}, kết quả {at}", self._span(row.cells["name"])
                made = Draft(Unit.PARAGRAPH, where, self._label, span, self._field, cells=cells)
                place = self._writing.draft(made).locator
            text = names[at - 1] + (f" (Mã: {code})" if code else "")
            self._writing.lines.results.append(Line(text, place))

    def _table(self, whole: Range) -> None:
        taken = _take(self._name, self._text)
        if taken is None or not taken.rows:
            if any(map(str.isalnum, self._of(whole))):
                self._writing.doubts.add("unread", field=self._label)
                self._enter(self._of(whole), self._label, self._writing.drafts[self._field].locator)
                self._paragraphs(whole)
            return
        case: Range | None = None
        cases = 0
        for at, row in enumerate(taken.rows, 1):
            if row.case and row.case != case:
                cases += 1
                heading = self._draft(Unit.PARAGRAPH, f"trường hợp {cases}", row.case)
                self._writing.lines.cases.append(Line(_case(self._of(row.case)), heading.locator))
            case = row.case
            self._row(row, at)
        for at, left in enumerate(taken.leftovers, 1):
            note = self._draft(Unit.PARAGRAPH, f"ghi chú {at}", left)
            self._enter(self._of(left), self._label, note.locator)
            self._writing.doubts.add("leftover", field=self._label, text=self._of(left))

    def _row(self, row: Row, at: int) -> None:
        cells = {name: self._of(where) for name, where in row.cells.items()}
        case = _case(self._of(row.case)) if row.case else None
        unit, word = _TABLES[self._name]
        place = f"{word} {at}" + (f": {cells['channel']}" if unit is Unit.CHANNEL else "")
        shown = tuple((_HEADERS[name], cells[name]) for name in _HEADERS if name in cells)
        lead = self._of(row.case) if row.case else ""
        place = f"{self._label}, {place}"
        made = self._writing.draft(
            Draft(unit, place, self._label, self._span(row.range), self._field, lead, shown)
        )
        _add_line(self._writing, unit, cells, made.locator, case)
        for note in row.notes:
            values = {
                "text": cells.get("glued", ""),
                "time": cells.get("time", ""),
                "fee": cells.get("fee", ""),
            }
            if note == "time_split":
                values["text"] = values["time"] + values["fee"]
            values |= {
                "note": values["fee"],
                "title": cells.get("title", ""),
                "number": cells.get("number", ""),
            }
            self._writing.doubts.add(note, made.locator, **values)


def _case(heading: str) -> str:
    return heading.rstrip(": ")


def _take(name: str, text: str) -> Taken | None:
    if name == "channels":
        return channels(text)
    if name == "papers":
        return papers(text)
    return bases(text, number_pattern(words()["types"], list(words()["agencies"])))


def _add_line(writing: Writing, unit: Unit, cells: Mapping[str, str], locator: str, case: str | None) -> None:
    if unit is Unit.CHANNEL:
        writing.lines.channels.append(channel(cells, locator, writing.doubts))
    elif unit is Unit.PAPER:
        writing.lines.papers.append(paper(cells, locator, case, writing.doubts))
    else:
        writing.lines.bases.append(basis(cells, locator))


def _write_rows(writing: Writing, name: str, label: str, rows: Sequence[Cells]) -> None:
    """Write a table that the record holds as rows: one line each, the cells as they are between bars."""
    if not rows:
        return
    writing.write(f"{label}\n")
    start = writing.length
    table = len(writing.drafts)
    writing.draft(Draft(Unit.FIELD, label, label, Span(start, start)))
    unit, word = _TABLES.get(name, (Unit.TABLE_ROW, "dòng"))
    shown_as = words()["cells"]
    for at, row in enumerate(rows, 1):
        kept = {key: value.strip() for key, value in row.items() if value.strip()}
        line = " | ".join(kept.values())
        span = Span(writing.length, writing.length + len(line))
        writing.write(f"{line}\n")
        cells = {_KEYS.get(key, key): Composed.of(value).text for key, value in kept.items()}
        place = f"{label}, {word} {at}" + (f": {cells.get('channel', '')}" if unit is Unit.CHANNEL else "")
        headed = tuple(
            (_HEADERS.get(_KEYS.get(key, ""), shown_as.get(key, key)), Composed.of(value).text)
            for key, value in kept.items()
        )
        made = writing.draft(Draft(unit, place, label, span, table, cells=headed))
        if unit is Unit.BASIS:
            _number_basis(cells, made.locator, writing.doubts)
        if unit in (Unit.CHANNEL, Unit.PAPER, Unit.BASIS):
            cells.setdefault({Unit.PAPER: "name", Unit.BASIS: "title"}.get(unit, "channel"), "")
            _add_line(writing, unit, cells, made.locator, None)
        else:
            writing.lines.entries.append(Entry(name, label, Composed.of(line).text, made.locator))
    first = writing.drafts[table]
    writing.drafts[table] = Draft(
        first.unit, first.locator, first.heading, Span(start, max(start, writing.length - 1))
    )
    writing.write("\n")


def _number_basis(cells: Cells, locator: str, doubts: Doubts) -> None:
    pattern = number_pattern(words()["types"], list(words()["agencies"]))
    match = pattern.search(cells.get("number", ""))
    if match and match["run"]:
        cells["bare"] = match.group()[match.start("run") - match.start() :]
    elif cells.get("number"):
        doubts.add("base_broken", locator, number=cells["number"])
    else:
        doubts.add("base_number", locator, title=cells.get("title", ""))
