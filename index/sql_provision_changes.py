"""What changed in the law as it is held, in the store's tables."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise

from index import sql_rows as rows
from index.access import AccessLabel, Principal, may_read
from index.amendments import Edge, Order, within
from index.document_store import DocumentHead
from index.documents import Kind
from index.endings import act_key
from index.provision_changes import ChangeKind, ProvisionChange, Resting
from index.sql_connection import Connect, Connection
from index.sql_rows import Row
from index.validity import Validity

_PARTIAL = frozenset({Order.AMENDS.value, Order.ADDS.value, Order.REPHRASES.value, Order.CORRECTS.value})
_NO_CHANGE = (Order.CONTINUES, Order.CALLS)
_END = 2**62
_WHOLE_FROM = 200
"""A text of which more places changed at once is entered as changed as a whole."""

_COLUMNS = "at, kind, document_id, act, act_key, place, day, by_id, by_name, locator, level, departments"
_RESTING_ON_ALL = frozenset({Kind.PROCEDURE.value, Kind.DECISION.value})
"""Kinds that rest on an act whatever part of it changes; another act that names it as a whole does not."""


def enter_texts(c: Connection, document_id: str, new: Iterable[tuple[str, str]]) -> None:
    """Enter the places of a held document whose words are not those of its `new` provisions (id, locator)."""
    head = _head(c, document_id)
    if head is None:
        return
    old = dict(
        c.execute(
            "SELECT p.id, p.locator FROM provisions p JOIN documents d ON d.row = p.document WHERE d.id = ?",
            (document_id,),
        )
    )
    fresh = dict(new)
    changed = {old[i] for i in old.keys() - fresh.keys()} | {fresh[i] for i in fresh.keys() - old.keys()}
    outer = {above for place in changed for above in _above(place)}
    places = sorted(changed - outer)
    _enter(c, head, ChangeKind.TEXT, places if len(places) <= _WHOLE_FROM else [""])


def enter_gone(c: Connection, document_id: str) -> None:
    """Enter that a document is taken out, while it is still there."""
    if (head := _head(c, document_id)) is not None:
        _enter(c, head, ChangeKind.GONE, [""])


def enter_validity(c: Connection, document_id: str, dated: Mapping[str, tuple[Validity, Validity]]) -> None:
    """Enter places of a document ("" is the whole) with their validity before and after."""
    if (head := _head(c, document_id)) is None:
        return
    for place, (before, after) in dated.items():
        day = after.ends or after.starts or before.ends or before.starts
        _enter(c, head, ChangeKind.VALIDITY, [place], day, after.basis)


def enter_orders(c: Connection, document_id: str, edges: Iterable[Edge]) -> None:
    """Enter the orders of a document that were not told before."""
    if (head := _head(c, document_id)) is None:
        return
    _, name, key, level, departments = head
    told = set(
        c.execute(
            "SELECT kind, act_key, place FROM provision_changes WHERE by_id = ?1 UNION SELECT verb, act_key,"
            " place FROM edges WHERE document = (SELECT row FROM documents WHERE id = ?1)",
            (document_id,),
        )
    )
    found = {
        (edge.verb.value, act_key(edge.act), edge.place): edge
        for edge in edges
        if act_key(edge.act) != key and edge.verb not in _NO_CHANGE
    }
    c.executemany(
        f"INSERT INTO provision_changes ({_COLUMNS}) VALUES (?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(_now(), verb, edge.act, act, place, edge.on and edge.on.isoformat()),
                *(document_id, edge.by_act or name, edge.by_place or edge.locator, level, departments),
            )
            for (verb, act, place), edge in found.items()
            if (verb, act, place) not in told
        ],
    )


class SqlProvisionChanges:
    """`ProvisionChangeLog` over the connections of a `SqlStore`."""

    def __init__(self, reading: Connect, writing: Connect) -> None:
        """Keep how the store lends its connections."""
        self._reading = reading
        self._writing = writing

    def end_run(self) -> None:
        """Say that validity has been brought up to date with all that was put until now."""
        with self._writing() as c:
            c.execute(
                "INSERT INTO upkeep_runs"
                " SELECT coalesce((SELECT max(revision) FROM operations), 0),"
                " coalesce((SELECT max(entry) FROM provision_changes), 0), ? WHERE 1 = 1"
                " ON CONFLICT DO NOTHING",
                (_now(),),
            )

    def of_last_run(self, principal: Principal) -> tuple[ProvisionChange, ...]:
        """Return what changed with the last upkeep that changed anything that the principal may know of."""
        with self._reading() as c:
            runs = _Runs(c)
            for low, high in runs.newest_first():
                if found := _told(c, (low, high), runs.known, principal):
                    return _in_parts(found)
        return ()

    def since(self, day: date, today: date, principal: Principal) -> tuple[ProvisionChange, ...]:
        """Return what was entered from a day on, and the orders that took effect after it, up to today."""
        with self._reading() as c:
            low = c.execute(
                "SELECT coalesce(min(entry), 0) - 1 FROM provision_changes WHERE at >= ?", (day.isoformat(),)
            ).fetchone()[0]
            found = _told(c, (low, _END), _Runs(c).known, principal) if low >= 0 else ()
            due = _due(c, day, today, principal)
        told = {(c.act, c.place, c.order, c.by_id) for c in due}
        return _in_parts((*due, *(c for c in found if (c.act, c.place, c.order, c.by_id) not in told)))

    def resting(self, changes: Sequence[ProvisionChange], principal: Principal) -> tuple[Resting, ...]:
        """Return the documents read before a change that refer to what it changed, by document."""
        by_act: defaultdict[str, list[ProvisionChange]] = defaultdict(list)
        for change in changes:
            by_act[act_key(change.act)].append(change)
        with self._reading() as c:
            found = c.execute(
                "SELECT d.id, d.kind, m.act_key, m.place, m.locator,"
                " (SELECT min(revision) FROM operations o WHERE o.document_id = d.id AND o.verb = 'put')"
                " FROM mentions m JOIN documents d ON d.row = m.document"
                f" WHERE m.act_key {c.dialect.among} AND d.level <= ? ORDER BY d.id",
                (json.dumps(sorted(by_act.keys() - {""})), int(principal.clearance)),
            ).fetchall()
            pairs = [
                (document, locator, change)
                for document, kind, act, place, locator, put in found
                for change in by_act[act]
                if _rests(kind, place, change, put) and document not in {change.document_id, change.by_id}
            ]
            heads = _heads(c, {document for document, _, _ in pairs}, principal)
        return tuple(
            Resting(heads[document], locator, change)
            for document, locator, change in pairs
            if document in heads and _older(heads[document], change)
        )


class _Runs:
    """The upkeeps in their order: up to which entry each came, and at which revision it ended."""

    def __init__(self, c: Connection) -> None:
        found = c.execute("SELECT revision, entry FROM upkeep_runs ORDER BY revision").fetchall()
        self._revisions = [0, *(row[0] for row in found)]
        self._entries = [0, *(row[1] for row in found)]

    def known(self, entry: int) -> int:
        """Return the revision at which the last upkeep before an entry ended."""
        return int(self._revisions[bisect_left(self._entries, entry) - 1])

    def newest_first(self) -> Iterator[tuple[int, int]]:
        """Go over (last entry before, last entry) of the runs with entries; what has no end yet is one."""
        bounds = pairwise([*self._entries, _END])
        return ((low, high) for low, high in reversed(list(bounds)) if low < high)


def _in_parts(changes: Sequence[ProvisionChange]) -> tuple[ProvisionChange, ...]:
    """Take out that an act amends another one where the parts that it amends are told."""
    told = {(c.by_id, act_key(c.act)) for c in changes if c.place and c.order}
    return tuple(
        c for c in changes if c.place or c.order not in _PARTIAL or (c.by_id, act_key(c.act)) not in told
    )


def _rests(kind: str, place: str, change: ProvisionChange, put: int | None) -> bool:
    if put is None or put > change.known:
        return False
    if place and change.place:
        return within(place, change.place) or within(change.place, place)
    return not change.place or kind in _RESTING_ON_ALL


def _older(head: DocumentHead, change: ProvisionChange) -> bool:
    """Tell whether a document may not know of a change: it was issued before it counted."""
    issued = head.identity.issued_on
    return issued is None or change.day is None or issued < change.day


def _told(
    c: Connection, entries: tuple[int, int], known: Callable[[int], int], principal: Principal
) -> tuple[ProvisionChange, ...]:
    found = c.execute(
        f"SELECT entry, {_COLUMNS} FROM provision_changes WHERE entry > ? AND entry <= ? AND level <= ?"
        " ORDER BY entry",
        (*entries, int(principal.clearance)),
    ).fetchall()
    labels = {
        identity: rows.label_of(level, departments)
        for identity, level, departments in c.execute(
            f"SELECT id, level, departments FROM documents WHERE id {c.dialect.among}",
            (json.dumps(sorted({row[3] or row[8] for row in found})),),
        )
    }
    return tuple(
        _change(row, known(row[0])) for row in found if _open(row, labels.get(row[3] or row[8]), principal)
    )


def _change(row: Row, known: int) -> ProvisionChange:
    return ProvisionChange(
        kind=ChangeKind(row[2]) if row[3] else ChangeKind.ORDERED,
        act=row[4],
        place=row[6],
        document_id=row[3],
        at=row[1],
        known=known,
        day=date.fromisoformat(row[7]) if row[7] else None,
        order=None if row[3] else row[2],
        by_id=row[8],
        by=row[9],
        locator=row[10],
    )


def _open(row: Row, now: AccessLabel | None, principal: Principal) -> bool:
    """Tell whether an entry may be known: its document may be read, or is gone and could be read then."""
    if now is None:
        return row[2] == ChangeKind.GONE.value and may_read(principal, rows.label_of(row[11], row[12]))
    return may_read(principal, now)


def _due(c: Connection, after: date, until: date, principal: Principal) -> tuple[ProvisionChange, ...]:
    """Return the orders whose day is after one day, up to another one."""
    known = _revision(c)
    found = c.execute(
        "SELECT e.day, e.verb, e.act, e.place, d.id, coalesce(d.number, d.title), e.locator, d.level,"
        " d.departments FROM edges e JOIN documents d ON d.row = e.document"
        f" WHERE e.day > ? AND e.day <= ? AND d.level <= ? AND e.verb <> '{Order.CONTINUES.value}'"
        " AND (d.number_key IS NULL OR e.act_key <> d.number_key)"
        " ORDER BY e.day, d.id, e.position",
        (after.isoformat(), until.isoformat(), int(principal.clearance)),
    ).fetchall()
    return tuple(
        ProvisionChange(
            kind=ChangeKind.ORDERED,
            act=act,
            place=place,
            document_id=None,
            at=day,
            known=known,
            day=date.fromisoformat(day),
            order=verb,
            by=name,
            by_id=by_id,
            locator=locator,
        )
        for day, verb, act, place, by_id, name, locator, level, departments in found
        if may_read(principal, rows.label_of(level, departments))
    )


def _heads(c: Connection, ids: Iterable[str], principal: Principal) -> dict[str, DocumentHead]:
    found = c.execute(
        f"SELECT {rows.HEAD} FROM documents d WHERE d.id {c.dialect.among}", (json.dumps(sorted(ids)),)
    )
    heads = (rows.head_of(row) for row in found)
    return {head.id: head for head in heads if may_read(principal, head.label)}


def _revision(c: Connection) -> int:
    (revision,) = c.execute("SELECT coalesce(max(revision), 0) FROM operations").fetchone()
    return int(revision)


def _head(c: Connection, document_id: str) -> Row | None:
    """Return the id, name, key of the number and label of a document."""
    found: Row | None = c.execute(
        "SELECT id, coalesce(number, title), number, level, departments FROM documents WHERE id = ?",
        (document_id,),
    ).fetchone()
    return found and (*found[:2], act_key(found[2]) if found[2] else "", *found[3:])


def _above(place: str) -> Iterator[str]:
    words = place.split(" ")
    return (" ".join(words[:count]) for count in range(1, len(words)))


def _enter(  # noqa: PLR0913, PLR0917 - an entry with where it is
    c: Connection,
    head: Row,
    kind: ChangeKind,
    places: Iterable[str],
    day: date | None = None,
    locator: str | None = None,
) -> None:
    document_id, name, key, level, departments = head
    c.executemany(
        f"INSERT INTO provision_changes ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, ?, ?)",
        [
            (
                *(_now(), kind.value, document_id, name, key, place.replace(",", "")),
                *(day and day.isoformat(), locator, level, departments),
            )
            for place in places
        ],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
