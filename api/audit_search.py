"""Looking for events in the audit log."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the log; `about` is the account it was done to, `answer` the record or conversation."""

    at: datetime
    who: str
    key: str | None
    what: str
    documents: tuple[str, ...]
    answer: str | None
    about: str | None
    outcome: str | None

    @classmethod
    def of(cls, line: dict[str, Any]) -> Event:
        """Read a line of the log."""
        return cls(
            datetime.fromisoformat(line["at"]),
            line["who"],
            line["key"],
            line["what"],
            tuple(line["documents"]),
            line["answer"],
            line.get("about"),
            line["outcome"],
        )


@dataclass(frozen=True, slots=True)
class Sought:
    """What events are looked for; what is empty is not asked. Days are those of this machine's clock."""

    who: str = ""
    what: str = ""
    named: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, event: Event) -> bool:
        """Tell whether an event is one of those."""
        day = event.at.astimezone().date()
        return (
            (not self.who or self.who == event.who)
            and (not self.what or self.what == event.what)
            and (not self.named or self.named in {*event.documents, event.answer, event.about, event.key})
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )


def latest(lines: Iterable[dict[str, Any]], sought: Sought, most: int) -> tuple[Event, ...]:
    """Return the latest events that are looked for, the newest first."""
    found = deque((e for e in map(Event.of, lines) if sought.holds(e)), maxlen=most)
    return tuple(reversed(found))
