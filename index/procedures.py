"""The procedure card: a procedure record as a typed object, each line tied to its provision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
class ProcedureCard:
    """A procedure record of the national portal; a `None` line is unknown."""

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
