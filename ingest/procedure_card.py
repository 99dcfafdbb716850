"""The typed lines of a procedure card, out of the cells of its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.procedures import Channel, Entry, LegalBasis, Line, Paper, ProcedureCard
from ingest.procedure_channels import doubt_fee, doubt_time, known, time_limit
from ingest.procedure_record import Record
from ingest.procedure_tables import FILE_NAME_END
from ingest.procedure_words import Doubts, words

_COUNT = re.compile(r"(\d+) bản (chính|sao)|bản (chính|sao)\s*:\s*(\d+)", re.IGNORECASE)
_ISSUER = re.compile(r"QĐ\s*[-–]\s*([A-ZĐ]+)")
_LOCAL = ("UBND", "HĐND")


@dataclass(slots=True)
class Lines:
    """The lines of a card as they are found; `named` by our name of their field."""

    named: dict[str, Line] = field(default_factory=dict)
    steps: list[Line] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    bases: list[LegalBasis] = field(default_factory=list)
    results: list[Line] = field(default_factory=list)
    cases: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def channel(cells: Mapping[str, str], locator: str, doubts: Doubts) -> Channel:
    """Make a channel of cells `channel`, `time`, `fee`, `description`, noting what is odd in them."""
    time, fee = known(cells.get("time")), known(cells.get("fee"))
    description = known(cells.get("description"))
    doubt_time(time, description, locator, doubts)
    doubt_fee(fee, locator, doubts)
    amount, kind = time_limit(time)
    return Channel(
        method=cells.get("channel", "").strip(),
        provision_id=locator,
        time=time,
        amount=amount,
        day_kind=kind,
        fee=fee,
        description=description,
    )


def paper(cells: Mapping[str, str], locator: str, case: str | None, doubts: Doubts) -> Paper:
    """Make a paper of cells `name`, `form`, `count`; a number of copies that is not stated is unknown."""
    counts: dict[str, int] = {}
    for match in _COUNT.finditer(cells.get("count", "")):
        counts[(match[2] or match[3]).casefold()] = int(match[1] or match[4])
    if not counts:
        doubts.add("paper_counts", locator)
    elif not any(counts.values()):
        doubts.add("paper_none", locator)
    files = FILE_NAME_END.sub(r"\g<0>, ", cells.get("form", "")).rstrip(", ")
    return Paper(cells["name"], locator, case, files or None, counts.get("chính"), counts.get("sao"))


def basis(cells: Mapping[str, str], locator: str) -> LegalBasis:
    """Make a legal basis of cells `title` and `bare`, the act's number."""
    number = cells.get("bare")
    if number and number[0].isdigit():
        number = re.sub(r"\s", "", number).replace("–", "-")
    return LegalBasis(cells["title"], locator, number or None)


def issuer(decision: str | None) -> str | None:
    """Name the ministry that decided on the record, from its decision's number ("56/QĐ-BXD").

    A people's committee is not named: the number does not say which.
    """
    match = _ISSUER.search(decision or "")
    if match is None or match[1] in _LOCAL:
        return None
    name: str | None = words()["agencies"].get(match[1])
    return name


def card(record: Record, lines: Lines, doubts: Doubts) -> ProcedureCard:
    """Put the card together; `provision_id` of each line is the locator of its draft until it is stored."""
    return ProcedureCard(
        code=record.text("code"),
        name=record.text("name"),
        decision=known(record.text("decision")),
        level=known(record.text("level")),
        field=known(record.text("field")),
        applicants=lines.named.get("applicants"),
        body=lines.named.get("body"),
        authority=lines.named.get("authority"),
        address=lines.named.get("address"),
        result=lines.named.get("result"),
        conditions=lines.named.get("conditions"),
        steps=tuple(lines.steps),
        channels=tuple(lines.channels),
        papers=tuple(lines.papers),
        bases=tuple(lines.bases),
        doubts=doubts.told(),
        results=tuple(lines.results),
        cases=tuple(lines.cases),
        entries=tuple(lines.entries),
        notes=tuple(Line(message, place) for message, place in doubts.placed()),
        unplaced=doubts.unplaced(),
    )
