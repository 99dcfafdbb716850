"""The table of properties that the saved page of an act has: number, days, state, as a portal lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final, Generic, Protocol, TypeVar

from index.endings import act_key
from index.provisions import Unit
from index.vietnamese import NUMBER, fold, normalise


class Property(StrEnum):
    """What a row of the table tells of the act."""

    NUMBER = "number"
    KIND = "kind"
    ISSUER = "issuer"
    ISSUED = "issued"
    SIGNER = "signer"
    STARTS = "starts"
    ENDS = "ends"
    STATE = "state"


_LABELS: Final[Mapping[str, Property]] = {
    "so hieu": Property.NUMBER,
    "so ky hieu": Property.NUMBER,
    "so/ky hieu": Property.NUMBER,
    "loai van ban": Property.KIND,
    "co quan ban hanh": Property.ISSUER,
    "noi ban hanh": Property.ISSUER,
    "ngay ban hanh": Property.ISSUED,
    "ngay ky xac thuc": Property.ISSUED,
    "nguoi ky": Property.SIGNER,
    "ngay hieu luc": Property.STARTS,
    "ngay co hieu luc": Property.STARTS,
    "ngay het hieu luc": Property.ENDS,
    "tinh trang hieu luc": Property.STATE,
}
_LEAST: Final = 4
"""Properties of a table of them; a form asks for a number and a day, and is none."""
_DAY: Final = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})")
_OUT: Final = re.compile(r"\b(?:het|ngung|dinh chi)\b.{0,12}\bhieu luc\b")
_PARTLY: Final = re.compile(r"\bmot phan\b")
_ENDED: Final = re.compile(r"\bhet hieu luc\b")
_NOT_YET: Final = re.compile(r"\bchua co hieu luc\b")


class Row(Protocol):
    """A provision, or the draft of one."""

    @property
    def unit(self) -> Unit:
        """What kind of unit it is."""
        ...

    @property
    def locator(self) -> str:
        """How it is cited, without its act."""
        ...

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The (header, value) pairs of a row."""
        ...

    @property
    def amends(self) -> str | None:
        """The act whose wording it quotes."""
        ...


R = TypeVar("R", bound=Row)


class State(StrEnum):
    """What a label says of an act's force; a suspension is an end of which nobody knows whether it lasts."""

    ENDED = "ended"
    SUSPENDED = "suspended"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    OTHER = "other"


def state_of(label: str) -> State:
    """Read a label: "Hết hiệu lực toàn bộ", "Hết hiệu lực một phần", "Chưa có hiệu lực"."""
    folded = fold(normalise(label))
    if _OUT.search(folded):
        if _PARTLY.search(folded):
            return State.PARTLY
        return State.ENDED if _ENDED.search(folded) else State.SUSPENDED
    return State.NOT_YET if _NOT_YET.search(folded) else State.OTHER


@dataclass(frozen=True, slots=True)
class Stated(Generic[R]):
    """The value of a property, with the row that states it."""

    value: str
    row: R

    @property
    def day(self) -> date | None:
        """The day that the value is, `None` where it is none ("--")."""
        match = _DAY.fullmatch(self.value)
        try:
            return date(int(match[3]), int(match[2]), int(match[1])) if match else None
        except ValueError:
            return None


def own_properties(rows: Iterable[R], number: str | None) -> Mapping[Property, Stated[R]]:
    """Return what the table of properties among a document's rows says of the act of that number.

    Of each property the first row with a value counts. A table that names another act, or several, speaks of
    them and is none; nor is wording that is quoted for another act.
    """
    for table in _tables(rows) if number else ():
        acts = {act_key(found[0]) for one in table[Property.NUMBER] if (found := NUMBER.search(one.value))}
        if acts == {act_key(number or "")} and sum(bool(row) for row in table.values()) >= _LEAST:
            return {name: row[0] for name, row in table.items() if row}
    return {}


def stated_end(properties: Mapping[Property, Stated[R]]) -> Stated[R] | None:
    """Return the row with the day on which the whole act ends; of a part or a suspension none is known."""
    ends, state = properties.get(Property.ENDS), properties.get(Property.STATE)
    if ends is None or ends.day is None:
        return None
    return None if state and state_of(state.value) in {State.PARTLY, State.SUSPENDED} else ends


def _tables(rows: Iterable[R]) -> Iterator[Mapping[Property, Sequence[Stated[R]]]]:
    """Go over the runs of rows, each with what its rows state."""
    for is_row, run in groupby(rows, lambda row: row.unit is Unit.TABLE_ROW and row.amends is None):
        table: dict[Property, list[Stated[R]]] = {name: [] for name in Property}
        for row in run if is_row else ():
            values = [normalise(value).strip() for _, value in row.cells]
            for label, value in zip(values[::2], values[1::2], strict=False):
                name = _LABELS.get(fold(label).rstrip(": "))
                if name is not None and any(map(str.isalnum, value)):
                    table[name].append(Stated(value, row))
        yield table
