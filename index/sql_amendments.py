"""Orders, references and corrections in the store's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from index import passage_force, sql_provision_changes
from index import sql_writes as writes
from index.access import Principal, may_read
from index.amendments import Correction, Edge, Found, Order, Reference, within
from index.document_store import Verb
from index.endings import act_key
from index.provisions import Span
from index.sql_connection import Connect, Connection
from index.sql_rows import Row, label_of, validity_columns, validity_of
from index.validity import UNKNOWN, Validity

_EDGE = (
    "e.verb, e.act, e.place, e.day, e.locator, e.span_start, e.span_end, e.confidence, e.issuer, e.phrase,"
    " e.wording, s.act, s.place"
)
_EDGES = "edges e LEFT JOIN edge_sources s ON s.document = e.document AND s.position = e.position"
_ORDERS = f"e.verb <> '{Order.CALLS.value}'"
_FROM = "d.level, d.departments, d.id, coalesce(d.number, d.title)"


class SqlAmendments:
    """`AmendmentStore` over the connections of a `SqlStore`."""

    def __init__(self, reading: Connect, writing: Connect) -> None:
        """Keep how the store lends its connections."""
        self._reading = reading
        self._writing = writing

    def put(self, found: Mapping[str, tuple[Sequence[Edge], Sequence[Reference]]]) -> None:
        """Keep what documents, by id, order and refer to. Raises `DocumentNotFound`."""
        with self._writing() as c:
            for document_id, (edges, references) in found.items():
                row = writes.row_of(c, document_id)
                sql_provision_changes.enter_orders(c, document_id, edges)
                before = 0
                for table in ("edges", "edge_sources", "mentions"):
                    before += c.execute(f"DELETE FROM {table} WHERE document = ?", (row,)).rowcount
                rows = [_edge_columns(row, i, edge) for i, edge in enumerate(edges)]
                c.executemany(f"INSERT INTO edges VALUES ({', '.join('?' * 14)})", rows)
                c.executemany(
                    "INSERT INTO edge_sources VALUES (?, ?, ?, ?)",
                    [(row, i, e.by_act, e.by_place or "") for i, e in enumerate(edges) if e.by_act],
                )
                c.executemany(
                    "INSERT INTO mentions VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    [(row, r.locator, _key(r.act), r.act or "", r.place) for r in references],
                )
                if before or edges or references:
                    writes.log(c, document_id, Verb.VALIDITY)

    def edges(self) -> Mapping[str, tuple[Edge, ...]]:
        """Tell what each document orders: for bringing validity up to date, never for answers."""
        known: defaultdict[str, list[Edge]] = defaultdict(list)
        with self._reading() as c:
            for row in c.execute(
                f"SELECT d.id, {_EDGE} FROM {_EDGES} JOIN documents d ON d.row = e.document"
                " ORDER BY e.document, e.position"
            ):
                known[row[0]].append(_edge_of(row[1:]))
        return {document_id: tuple(edges) for document_id, edges in known.items()}

    def edges_from(self, document_id: str, principal: Principal, place: str = "") -> tuple[Edge, ...]:
        """Return what the provisions at and below a place order. Raises `DocumentNotFound`."""
        with self._reading() as c:
            row = _readable_row(c, document_id, principal)
            found = c.execute(
                f"SELECT {_EDGE} FROM {_EDGES} WHERE e.document = ? AND {_ORDERS} ORDER BY e.position", (row,)
            )
            edges = [_edge_of(columns) for columns in found]
        return tuple(edge for edge in edges if within(edge.locator, place))

    def edges_to(
        self, act: str, principal: Principal, place: str = "", *, issuer: str | None = None
    ) -> tuple[Found[Edge], ...]:
        """Return the orders to an act, held or not, that mean the place, lie in it or enclose it, by day."""
        with self._reading() as c:
            rows = c.execute(
                f"SELECT {_FROM}, {_EDGE} FROM {_EDGES} JOIN documents d ON d.row = e.document"
                f" WHERE e.act_key = ? AND d.level <= ? AND (e.issuer IS NULL OR e.issuer = ?) AND {_ORDERS}"
                " ORDER BY e.day IS NULL, e.day, d.id, e.position",
                (act_key(act), int(principal.clearance), issuer),
            ).fetchall()
        edges = ((_edge_of(row[4:]), row) for row in _open(rows, principal))
        found = (Found(edge, row[2], edge.by_act or row[3]) for edge, row in edges)
        return tuple(f for f in found if within(f.what.place, place) or within(place, f.what.place))

    def calls(self, act: str, principal: Principal) -> tuple[Found[Edge], ...]:
        """Return the legal bases that call an act by a name, asked for by its number or by the name."""
        with self._reading() as c:
            rows = c.execute(
                f"SELECT {_FROM}, {_EDGE} FROM {_EDGES} JOIN documents d ON d.row = e.document"
                " WHERE e.act_key = ? AND e.verb = ? AND d.level <= ? ORDER BY d.id, e.position",
                (act_key(act), Order.CALLS.value, int(principal.clearance)),
            ).fetchall()
        return tuple(Found(_edge_of(row[4:]), row[2], row[3]) for row in _open(rows, principal))

    def references_from(
        self, document_id: str, principal: Principal, place: str = ""
    ) -> tuple[Reference, ...]:
        """Return what the provisions at and below a place refer to. Raises `DocumentNotFound`."""
        with self._reading() as c:
            row = _readable_row(c, document_id, principal)
            found = c.execute(
                "SELECT locator, place, act FROM mentions WHERE document = ?1"
                " AND (?2 = '' OR locator = ?2 OR substr(locator, 1, length(?2) + 1) = ?2 || ' ')",
                (row, place),
            ).fetchall()
        return tuple(Reference(locator, where, act or None) for locator, where, act in found)

    def references_to(
        self, document_id: str, principal: Principal, place: str = ""
    ) -> tuple[Found[Reference], ...]:
        """Return what refers to a place of a held document or to what lies in it."""
        with self._reading() as c:
            row = _readable_row(c, document_id, principal)
            (number,) = c.execute("SELECT number FROM documents WHERE row = ?", (row,)).fetchone()
            rows = c.execute(
                f"SELECT {_FROM}, m.locator, m.place, m.act FROM mentions m"
                " JOIN documents d ON d.row = m.document WHERE d.level <= ?1 AND"
                " ((m.act_key = '' AND m.document = ?2) OR (m.act_key = ?3 AND ?3 <> ''))"
                " ORDER BY d.id, m.locator",
                (int(principal.clearance), row, _key(number)),
            ).fetchall()
        found = (Found(Reference(r[4], r[5], r[6] or None), r[2], r[3]) for r in _open(rows, principal))
        return tuple(f for f in found if within(f.what.place, place))

    def set_validities(self, document_id: str, dated: Mapping[str, Validity]) -> None:
        """Give provisions a validity of their own, and all others none. Raises `DocumentNotFound`."""
        with self._writing() as c:
            row = writes.row_of(c, document_id)
            known = dict(_validities(c, row))
            wanted = {i: v for i, v in dated.items() if v != UNKNOWN}
            changes = {i: wanted.get(i, UNKNOWN) for i in known.keys() | wanted.keys()}
            named = c.execute("SELECT id, locator FROM provisions WHERE document = ?", (row,))
            moved = {
                place: (known.get(i, UNKNOWN), changes[i])
                for i, place in named
                if i in changes and known.get(i, UNKNOWN) != changes[i]
            }
            sql_provision_changes.enter_validity(c, document_id, moved)
            changed = c.executemany(
                "UPDATE provisions SET starts = ?, ends = ?, basis = ?, ended_by = ?"
                " WHERE document = ? AND id = ?",
                [(*validity_columns(v), row, i) for i, v in changes.items() if known.get(i, UNKNOWN) != v],
            )
            if changed.rowcount > 0:
                writes.log(c, document_id, Verb.VALIDITY)

    def validities(self) -> Mapping[str, Mapping[str, Validity]]:
        """Tell which provisions have a validity of their own, by document: for upkeep, never for answers."""
        known: defaultdict[str, dict[str, Validity]] = defaultdict(dict)
        with self._reading() as c:
            for row in c.execute(
                "SELECT d.id, p.id, p.starts, p.ends, p.basis, p.ended_by FROM provisions p"
                " JOIN documents d ON d.row = p.document WHERE p.starts IS NOT NULL OR p.ends IS NOT NULL"
            ):
                known[row[0]][row[1]] = validity_of(*row[2:])
        return dict(known)

    def correct(self, correction: Correction) -> None:
        """Enter a correction, which counts from the next upkeep on. Raises `DocumentNotFound`."""
        validity = correction.validity or UNKNOWN
        starts, ends, basis, _ = validity_columns(validity)
        with self._writing() as c:
            writes.row_of(c, correction.document_id)
            c.execute(
                "INSERT INTO corrections (document_id, place, starts, ends, basis, withdrawn, who, note, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(correction.document_id, correction.place, starts, ends, basis),
                    *(int(correction.validity is None), correction.who, correction.note),
                    datetime.now(UTC).isoformat(timespec="seconds"),
                ),
            )
            writes.log(c, correction.document_id, Verb.VALIDITY)

    def corrections(self, document_id: str | None = None) -> tuple[Correction, ...]:
        """Return all that was ever corrected, oldest first: for operators and upkeep, never for answers."""
        some = "" if document_id is None else " WHERE document_id = ?"
        with self._reading() as c:
            rows = c.execute(
                "SELECT document_id, place, starts, ends, basis, withdrawn, who, note, at FROM corrections"
                f"{some} ORDER BY entry",
                () if document_id is None else (document_id,),
            ).fetchall()
        return tuple(
            Correction(r[0], r[1], None if r[5] else validity_of(r[2], r[3], r[4], None), *r[6:])
            for r in rows
        )

    def dated_passages(self) -> Sequence[tuple[int, date | None, date | None]]:
        """Return (key, first day, day of the end) of passages whose words have days of their own."""
        with self._reading() as c:
            return passage_force.read(c)


def _key(act: str | None) -> str:
    return "" if act is None else act_key(act)


def _edge_columns(row: int, position: int, edge: Edge) -> Row:
    return (
        *(row, position, edge.verb.value, edge.act, act_key(edge.act), edge.issuer, edge.place),
        *(edge.phrase, edge.wording, None if edge.on is None else edge.on.isoformat(), edge.locator),
        *(edge.span.start, edge.span.end, edge.confidence),
    )


def _edge_of(row: Row) -> Edge:
    return Edge(
        verb=Order(row[0]),
        act=row[1],
        place=row[2],
        on=None if row[3] is None else date.fromisoformat(row[3]),
        locator=row[4],
        span=Span(row[5], row[6]),
        confidence=row[7],
        issuer=row[8],
        phrase=row[9],
        wording=row[10],
        by_act=row[11],
        by_place=row[12],
    )


def _open(rows: Iterable[Row], principal: Principal) -> Iterator[Row]:
    return (row for row in rows if may_read(principal, label_of(row[0], row[1])))


def _readable_row(c: Connection, document_id: str, principal: Principal) -> int:
    found = c.execute("SELECT level, departments, row FROM documents WHERE id = ?", (document_id,)).fetchone()
    if found is None or not may_read(principal, label_of(found[0], found[1])):
        raise writes.not_found(document_id)
    row: int = found[2]
    return row


def _validities(c: Connection, row: int) -> Iterator[tuple[str, Validity]]:
    for columns in c.execute(
        "SELECT id, starts, ends, basis, ended_by FROM provisions"
        " WHERE document = ? AND (starts IS NOT NULL OR ends IS NOT NULL)",
        (row,),
    ).fetchall():
        yield columns[0], validity_of(*columns[1:])
