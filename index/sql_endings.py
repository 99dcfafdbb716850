"""The endings that documents declare, in the store's tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from index import sql_writes as writes
from index.access import Principal, may_read
from index.document_store import Verb
from index.endings import Ended, Ending, act_key
from index.sql_connection import Connection
from index.sql_rows import label_of


def write(c: Connection, rules: int, found: Mapping[str, Sequence[Ending]]) -> None:
    """Keep what documents end in place of what was known of them. Raises `DocumentNotFound`."""
    for document_id, endings in found.items():
        row = writes.row_of(c, document_id)
        columns = [
            (row, act_key(e.number), e.number, e.on.isoformat(), e.locator, e.verb, e.issuer) for e in endings
        ]
        before = c.execute("DELETE FROM endings WHERE document = ?", (row,)).rowcount
        c.executemany("INSERT INTO endings VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", columns)
        c.execute(
            "INSERT INTO endings_read VALUES (?, ?)"
            " ON CONFLICT (document) DO UPDATE SET rules = excluded.rules",
            (row, rules),
        )
        if before or columns:
            writes.log(c, document_id, Verb.VALIDITY)


def declared(c: Connection, rules: int) -> dict[str, tuple[Ending, ...]]:
    """Return what each document ends that was read by these rules."""
    endings: defaultdict[int, list[Ending]] = defaultdict(list)
    for row, number, day, locator, verb, issuer in c.execute(
        "SELECT document, number, day, locator, verb, issuer FROM endings ORDER BY document, act_key"
    ):
        endings[row].append(Ending(number, date.fromisoformat(day), locator, verb, issuer))
    read = c.execute(
        "SELECT d.id, d.row FROM endings_read r JOIN documents d ON d.row = r.document WHERE r.rules = ?",
        (rules,),
    )
    return {document_id: tuple(endings.get(row, ())) for document_id, row in read}


def in_effect(
    c: Connection, on: date, principal: Principal, numbers: Sequence[str] | None
) -> dict[str, Ended]:
    """Return the acts out of force on a day, by key; the first ending by date that may be read wins.

    What the page of an act states of itself counts where no other act ends it.
    """
    wanted = None if numbers is None else json.dumps(sorted({act_key(number) for number in numbers}))
    found = c.execute(
        "SELECT d.level, d.departments, e.act_key, e.number, coalesce(d.number, d.title), e.day, e.locator,"
        " d.id FROM endings e JOIN documents d ON d.row = e.document"
        " WHERE d.level <= ? AND e.issuer IS NULL"
        + ("" if wanted is None else f" AND e.act_key {c.dialect.among}")
        + " ORDER BY CASE WHEN d.number = e.number THEN 1 ELSE 0 END, e.day, coalesce(d.number, ''), d.id",
        (int(principal.clearance), *([] if wanted is None else [wanted])),
    )
    ends: dict[str, Ended] = {}
    for level, departments, key, number, by, day, locator, document_id in found:
        if key not in ends and may_read(principal, label_of(level, departments)):
            ends[key] = Ended(number, by, date.fromisoformat(day), locator, document_id)
    return {key: ended for key, ended in ends.items() if ended.on <= on}
