"""When a text is in force: half-open intervals, with unknown as a value of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Force(StrEnum):
    """Whether a text is in force on a day; `UNKNOWN` never counts as in force."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNKNOWN = "unknown"


OUT_OF_FORCE: Final = frozenset({Force.ENDED, Force.NOT_YET})
"""What a text is that surely does not apply on a day; one of unknown force may."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The half-open interval [starts, ends) with what set each bound.

    `basis` is the locator of the provision that sets the bounds, with its act where that is another one
    ("Điều 75 khoản 2 217/2026/NĐ-CP"). A missing `ends` means that no known text ends it.
    """

    starts: date | None = None
    ends: date | None = None
    basis: str | None = None
    ended_by: str | None = None

    def on(self, day: date) -> Force:
        """Tell the force of the text on `day`."""
        if self.ends is not None and day >= self.ends:
            return Force.ENDED
        if self.starts is None:
            return Force.UNKNOWN
        return Force.IN_FORCE if day >= self.starts else Force.NOT_YET


UNKNOWN = Validity()


def inside(own: Validity, act: Validity) -> Validity:
    """Return the validity of a part: from its own first day, else its act's, to whichever end comes first.

    A part may begin before its act does. The basis is the part's own where it sets a bound, else the act's.
    """
    starts = own.starts or act.starts
    if own.ends is not None and (act.ends is None or own.ends <= act.ends):
        return Validity(starts, own.ends, own.basis or act.basis, own.ended_by)
    basis = own.basis if own.starts is not None and act.ends is None else act.basis
    return Validity(starts, act.ends, basis, act.ended_by)
