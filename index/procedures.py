"""The procedure card: a procedure record as a typed object, each line tied to its provision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

UNKNOWN_SAID: Final = "Không có thông tin"
"""What the national portal writes where it knows nothing: unknown, never "none" or "free"."""


class DayKind(StrEnum):
    """How a time limit counts; calendar days and working days are never mixed."""

    CALENDAR = "ngày"
    WORKING = "ngày làm việc"
    HOUR = "giờ"
    WORKING_HOUR = "giờ làm việc"
    MONTH = "tháng"
    YEAR = "năm"
    UNSTATED = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a card: its words as the record has them, and the provision they stand in."""

    text: str
    provision_id: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to submit, with its time limit and fee; `None` is unknown, never "none" or "free"."""

    method: str
    provision_id: str
    time: str | None = None
    amount: float | None = None
    day_kind: DayKind = DayKind.UNSTATED
    fee: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the dossier; `case` is the heading under which the record lists it."""

    name: str
    provision_id: str
    case: str | None = None
    form: str | None = None
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One act the record rests on."""

    title: str
    provision_id: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the record that is one text, or words of a table that belong to none of its rows.

    `name` is ours for the field, "" where we have none; `label` is what the record calls it. A `None` text is
    what the record itself calls unknown.
    """

    name: str
    label: str
    text: str | None
    provision_id: str


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """A procedure record of the national portal; a `None` line is unknown.

    `doubts` are all that is odd in the record, each after the places it is about; `notes` are the same, one
    for each place, and `unplaced` those about the record as a whole. `entries` hold every field that is one
    text, the named ones above among them, and `cases` the headings under which papers stand, in order.
    """

    code: str
    name: str
    decision: str | None = None
    level: str | None = None
    field: str | None = None
    applicants: Line | None = None
    body: Line | None = None
    authority: Line | None = None
    address: Line | None = None
    result: Line | None = None
    conditions: Line | None = None
    steps: tuple[Line, ...] = ()
    channels: tuple[Channel, ...] = ()
    papers: tuple[Paper, ...] = ()
    bases: tuple[LegalBasis, ...] = ()
    doubts: tuple[str, ...] = ()
    results: tuple[Line, ...] = ()
    cases: tuple[Line, ...] = ()
    entries: tuple[Entry, ...] = ()
    notes: tuple[Line, ...] = ()
    unplaced: tuple[str, ...] = ()
