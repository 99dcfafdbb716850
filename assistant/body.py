"""A body of the State or a unit of local government, with its period and what came after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Successor:
    """What stands in the place of a body; `matter` says for which of its tasks, empty for all."""

    name: str
    matter: str = ""

    def __str__(self) -> str:
        """Return the name, with the matter in brackets."""
        return f"{self.name} ({self.matter})" if self.matter else self.name


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was there from `starts` (unknown is None) until the day before `until`.

    `also` are other names of it, `asked` names that count in a question alone, `but` longer names that begin
    alike and mean another. `by` is the number of the act that moved it, where it is known. A commune has the
    district that it was in as `within`; `provinces` are those whose unit it may be, so that a text that names
    another province means another commune.
    """

    name: str
    until: date
    now: tuple[Successor, ...]
    also: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    starts: date | None = None
    by: str | None = None
    within: str | None = None
    provinces: tuple[str, ...] = ()

    def gone_on(self, day: date) -> bool:
        """Tell whether it was there once and is not on this day."""
        return self.until <= day


@dataclass(frozen=True, slots=True)
class Gone:
    """A name that a text uses of a body no longer there.

    `now` are those that are there on the day, several where its tasks or its area were split; `body` is the
    first name of the body, whichever of its names the text uses.
    """

    name: str
    body: str
    since: date
    now: tuple[Successor, ...]
    by: str | None = None
