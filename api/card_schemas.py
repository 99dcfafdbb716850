"""The procedure card as the service gives it: each line with its own citation, unknown as null."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from assistant.card_citing import Cited, CitedCard, Place
from assistant.card_comparison import ALIKE, Difference, Side
from index.endings import Ended


class PlaceOut(BaseModel):
    """Where a line stands in the record; `span` is a half-open range of characters of its text."""

    provision_id: str
    locator: str
    span: tuple[int, int]


class CitedOut(BaseModel):
    """What every line of a card has."""

    citation: PlaceOut | None = Field(description="null where the record has no such field")
    doubts: list[str] = Field(description="what is odd in this line, contradictions among it")


class LineOut(CitedOut):
    """A line that is one text; null is unknown, never "none" or "free"."""

    text: str | None


class RowOut(CitedOut):
    """A row of one of the record's tables; `more` are cells that have no member of their own."""

    more: list[tuple[str, str]]


class ChannelOut(RowOut):
    """A way to submit, with its time limit and fee as the record has them."""

    method: str
    time: str | None
    amount: float | None
    day_kind: str = Field(description="ngày, ngày làm việc, giờ, giờ làm việc, tháng, năm, or empty")
    fee: str | None
    description: str | None


class PaperOut(RowOut):
    """A paper of the dossier; null copies are not stated."""

    name: str
    form: str | None
    originals: int | None
    copies: int | None


class CaseOut(BaseModel):
    """The papers of one case; `heading` is null in a record that makes no cases."""

    heading: LineOut | None
    papers: list[PaperOut]


class EndedOut(BaseModel):
    """An act out of force: since when, by which act and provision."""

    number: str
    on: date
    by: str
    locator: str
    document_id: str


class BasisOut(RowOut):
    """An act that the record rests on, and what ended it where it is out of force on the day."""

    title: str
    number: str | None
    ended: EndedOut | None


class OtherOut(BaseModel):
    """A field under the record's own name, or words of a table that belong to no row."""

    label: str
    line: LineOut


class CardOut(BaseModel):
    """A procedure record, each line with its own citation, as the law stands on `as_of`."""

    document_id: str
    as_of: date
    code: LineOut
    name: LineOut
    level: LineOut
    field: LineOut
    type: LineOut
    applicants: LineOut
    body: LineOut
    authority: LineOut
    delegate: LineOut
    partners: LineOut
    address: LineOut
    conditions: LineOut
    decision: LineOut
    steps: list[LineOut]
    cases: list[CaseOut]
    channels: list[ChannelOut]
    results: list[LineOut]
    bases: list[BasisOut]
    others: list[OtherOut]
    doubts: list[str] = Field(description="about the record as a whole")
    ended: list[EndedOut] = Field(description="acts out of force that the record names anywhere")


class ProcedureOut(BaseModel):
    """A procedure as a list shows it."""

    code: str
    name: str
    level: str | None
    field: str | None
    body: str | None
    document_id: str


class ProcedureList(BaseModel):
    """One stretch of the procedures in order of code; `next` is null at the end."""

    total: int
    procedures: list[ProcedureOut]
    next: str | None = Field(description="the cursor of the next stretch")


class SideOut(BaseModel):
    """What one card has in a line; null text is unknown."""

    text: str | None
    citation: PlaceOut | None


class DifferenceOut(BaseModel):
    """One line of two cards; a side is null where its card has no such line."""

    part: str
    kind: str = Field(description="same, differs, only_a, only_b; unknown to one card, or to neither")
    of: str = Field(description="the way to submit of a time limit, fee or description, else empty")
    a: SideOut | None
    b: SideOut | None


class ComparisonOut(BaseModel):
    """Two procedures line by line."""

    a: ProcedureOut
    b: ProcedureOut
    as_of: date
    differing: int
    lines: list[DifferenceOut]


def card_out(card: CitedCard) -> CardOut:
    """Return a card in the form of the contract."""
    return CardOut(
        document_id=card.document_id,
        as_of=card.as_of,
        **{name: _line(line) for name, line in card.facts.items()},
        steps=[_line(line) for line in card.steps],
        cases=[
            CaseOut(
                heading=_line(case.heading) if case.heading.value else None,
                papers=[PaperOut(**_row(line)) for line in case.papers],
            )
            for case in card.cases
        ],
        channels=[ChannelOut(**_row(line)) for line in card.channels],
        results=[_line(line) for line in card.results],
        bases=[BasisOut(**_row(one.line), ended=_ended(one.ended)) for one in card.bases],
        others=[OtherOut(label=label, line=_line(line)) for label, line in card.others],
        doubts=list(card.doubts),
        ended=[EndedOut(**_plain(act)) for act in card.ended],
    )


def procedure_out(card: CitedCard) -> ProcedureOut:
    """Return what a list shows of a card."""
    facts = card.facts
    return ProcedureOut(
        code=card.code,
        name=card.name,
        level=facts["level"].value,
        field=facts["field"].value,
        body=facts["body"].value,
        document_id=card.document_id,
    )


def comparison_out(a: CitedCard, b: CitedCard, lines: tuple[Difference, ...]) -> ComparisonOut:
    """Return a comparison in the form of the contract."""
    shown = [
        DifferenceOut(part=one.part, kind=one.kind.value, of=one.of, a=_side(one.a), b=_side(one.b))
        for one in lines
    ]
    differing = sum(one.kind not in ALIKE for one in lines)
    return ComparisonOut(
        a=procedure_out(a), b=procedure_out(b), as_of=a.as_of, differing=differing, lines=shown
    )


def _place(place: Place | None) -> PlaceOut | None:
    if place is None:
        return None
    span = (place.span.start, place.span.end)
    return PlaceOut(provision_id=place.provision_id, locator=place.locator, span=span)


def _line(line: Cited[str]) -> LineOut:
    return LineOut(text=line.value, citation=_place(line.place), doubts=list(line.doubts))


def _row(line: Cited[Any]) -> dict[str, Any]:
    cited = {"citation": _place(line.place), "doubts": list(line.doubts), "more": list(line.more)}
    return _plain(line.value) | cited


def _plain(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of a row
    return {part.name: getattr(value, part.name) for part in fields(value)}


def _ended(act: Ended | None) -> EndedOut | None:
    return None if act is None else EndedOut(**_plain(act))


def _side(side: Side | None) -> SideOut | None:
    return None if side is None else SideOut(text=side.text, citation=_place(side.line.place))
