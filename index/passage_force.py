"""From when to when the words of a passage are in force, where its provisions have days of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.sql_connection import Connection

Dated = tuple[int, date | None, date | None]
"""(passage key, first day, day of the end)."""

_NEVER = date.max.toordinal() + 1


def read(c: Connection) -> Sequence[Dated]:
    """Return the passages of which all words begin late or end early by the days of their provisions.

    A passage is as long in force as the last of its smallest provisions: one whose article stays while one
    clause is repealed is not out of force, and its provisions tell which clause is.
    """
    days = {
        identity: (starts, ends)
        for identity, starts, ends in c.execute(
            "SELECT id, starts, ends FROM provisions WHERE starts IS NOT NULL OR ends IS NOT NULL"
        )
    }
    concerned = {}
    for key, ids in c.execute(
        "SELECT key, provision_ids FROM passages WHERE document IN"
        " (SELECT document FROM provisions WHERE starts IS NOT NULL OR ends IS NOT NULL) ORDER BY key"
    ):
        if not days.keys().isdisjoint(members := json.loads(ids)):
            concerned[key] = members
    wanted = json.dumps(sorted({i for members in concerned.values() for i in members}))
    parents = dict(
        c.execute(f"SELECT id, parent_id FROM provisions WHERE id {c.dialect.among}", (wanted,)).fetchall()
    )
    found = []
    for key, ids in concerned.items():
        members = [i for i in ids if i in parents]
        enclosing = {parents[i] for i in members}
        smallest = [days.get(i, (None, None)) for i in members if i not in enclosing]
        starts = min((first or "" for first, _ in smallest), default="")
        ends = (
            "" if any(end is None for _, end in smallest) else max((end for _, end in smallest), default="")
        )
        if starts or ends:
            found.append((key, _day(starts), _day(ends)))
    return found


class PassageForce:
    """Tells which passages are out of force on a day by their provisions."""

    def __init__(self, dated: Sequence[Dated]) -> None:
        """Keep keys, ascending, and days, as ordinals."""
        rows = [(k, s.toordinal() if s else 0, e.toordinal() if e else _NEVER) for k, s, e in dated]
        table = np.array(rows, np.int64).reshape(-1, 3)
        table = table[np.argsort(table[:, 0])]
        self._keys, self._starts, self._ends = table[:, 0], table[:, 1], table[:, 2]

    def out_of_force(self, day: date) -> NDArray[np.int64]:
        """Return the keys of the passages whose words are not in force on a day, ascending."""
        ordinal = day.toordinal()
        keys: NDArray[np.int64] = self._keys[(self._ends <= ordinal) | (self._starts > ordinal)]
        return keys

    def expired(self, day: date, among: Sequence[int]) -> frozenset[int]:
        """Return which of some passages are not in force on a day; the cost grows with those alone."""
        ordinal = day.toordinal()
        places = np.searchsorted(self._keys, np.array(among, np.int64))
        known = ((key, at) for key, at in zip(among, places, strict=True) if at < len(self._keys))
        return frozenset(
            key
            for key, at in known
            if self._keys[at] == key and (self._ends[at] <= ordinal or self._starts[at] > ordinal)
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
