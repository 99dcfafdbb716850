"""`thutuc validity`: from when to when acts and their parts are in force, by which provision; corrections."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import getpass
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.documents import stale

if TYPE_CHECKING:
    from api.act_naming import ActPlace
    from index.amendments import Edge
    from index.sqlite_store import SqliteStore
    from index.validity import Validity

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Show and correct the validity of acts and provisions."
)
app.command("stale")(stale)

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts (default today).")
]
What = Annotated[
    str, typer.Argument(help='An act or a part of it: "217/2026/NĐ-CP", "Điều 44 Luật Xây dựng".')
]


@app.command()
def show(what: What, on: Day = None, home: Home = None, as_json: AsJson = False) -> None:
    """Show whether an act or a part of it is in force, what set that, and all orders that mean it."""
    day = _day(on)
    with _store(home) as store:
        found = _find(store, what, day)
        facts = _facts(store, found, day)
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(
        f"{facts['act']}{', ' + facts['place'] if facts['place'] else ''}: {facts['title'] or 'not held'}"
    )
    typer.echo(f"on {day}: {facts['force']}  {_interval(facts['validity'])}")
    for part in facts["parts"]:
        typer.echo(f"  {part['locator']}: {part['force']}  {_interval(part['validity'])}")
    for order in facts["orders"]:
        typer.echo(
            f"  {order['on'] or 'day unknown'}  {order['verb']} {order['place'] or 'act'}"
            f"  by {order['by']}, {order['locator']}"
        )
    for one in facts["corrections"]:
        typer.echo(f"  corrected {one['at']} by {one['who']}: {one['place'] or 'act'} {one['note']}")


@app.command("set")
def set_validity(  # noqa: PLR0913 - each is an option of the command
    what: What,
    *,
    note: Annotated[str, typer.Option(help="Why, kept with the correction.")],
    starts: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day in force.")] = None,
    ends: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day out of force.")
    ] = None,
    basis: Annotated[
        str | None, typer.Option(help='The provision that says so: "Điều 75 217/2026/NĐ-CP".')
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last correction back.")] = False,
    home: Home = None,
) -> None:
    """Correct the validity of a held act or a part of it; it stays through every later ingest."""
    from index.amendments import Correction  # noqa: PLC0415 - so that --help stays quick
    from index.validity import Validity  # noqa: PLC0415
    from ingest.succession import apply_endings  # noqa: PLC0415

    if undo == bool(starts or ends):
        raise typer.BadParameter("give --starts or --ends, or --undo")
    if starts and ends and ends <= starts:
        raise typer.BadParameter("--ends is the first day out of force and comes after --starts")
    if not note.strip():
        raise typer.BadParameter("--note is empty")
    with _store(home, write=True) as store:
        found = _find(store, what, _day(None))
        if found.head is None:
            raise typer.BadParameter(f"{found.act} is not held; only what is held can be corrected")
        if found.place and not _parts(store, found):
            raise typer.BadParameter(f"{found.act} has no {found.place}")
        validity = None if undo else Validity(_date(starts), _date(ends), basis)
        store.amendments.correct(Correction(found.head.id, found.place, validity, getpass.getuser(), note))
        apply_endings(store)
        facts = _facts(store, _find(store, what, _day(None)), _day(None))
    typer.echo(f"{facts['act']} {facts['place']}: {facts['force']}  {_interval(facts['validity'])}")


@app.command()
def stats(home: Home = None, as_json: AsJson = False) -> None:
    """Count the orders that were read, by verb, and the provisions that have days of their own."""
    with _store(home) as store:
        orders = [edge for row in store.amendments.edges().values() for edge in row]
        dated = sum(map(len, store.amendments.validities().values()))
        corrected = len(store.amendments.corrections())
    verbs = Counter(edge.verb.value for edge in orders)
    undated = sum(edge.on is None for edge in orders)
    counts = {"orders": len(orders), **dict(verbs.most_common()), "without a day": undated}
    counts |= {"provisions with days of their own": dated, "corrections": corrected}
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False))
        return
    for name, count in counts.items():
        typer.echo(f"{count:8,}  {name}")


def _facts(store: SqliteStore, found: ActPlace, day: date) -> dict[str, Any]:
    from index.validity import UNKNOWN, inside  # noqa: PLC0415

    act = found.head.validity if found.head else _ended_elsewhere(store, found.act, day)
    parts = _parts(store, found) if found.head else []
    own = parts[0].validity if found.place and parts else UNKNOWN
    validity = inside(own, act)
    issuer = found.head.identity.issuer if found.head else None
    orders = store.amendments.edges_to(found.act, _operator(), found.place, issuer=issuer)
    corrections = store.amendments.corrections(found.head.id) if found.head else ()
    return {
        "act": found.act,
        "place": found.place,
        "title": found.head.title if found.head else None,
        "portal_status": found.head.portal_status if found.head else None,
        "force": validity.on(day).value,
        "validity": _as_json(validity),
        "parts": [
            {
                "locator": p.locator,
                "force": inside(p.validity, act).on(day).value,
                "validity": _as_json(inside(p.validity, act)),
            }
            for p in parts
            if p.validity != UNKNOWN and p.locator != found.place
        ],
        "orders": [{"by": f.by, "document_id": f.document_id, **_order(f.what)} for f in orders],
        "corrections": [
            {"at": c.at, "who": c.who, "place": c.place, "note": c.note, "withdrawn": c.validity is None}
            for c in corrections
        ],
    }


def _ended_elsewhere(store: SqliteStore, act: str, day: date) -> Validity:
    """Return the validity of an act that is not held, as far as others tell it."""
    from index.validity import UNKNOWN, Validity  # noqa: PLC0415

    for ended in store.numbers_ended(day, _operator(), [act]).values():
        return Validity(None, ended.on, f"{ended.locator} {ended.by}", ended.by)
    return UNKNOWN


def _parts(store: SqliteStore, found: ActPlace) -> list[Any]:
    from index.amendments import within  # noqa: PLC0415

    assert found.head is not None
    provisions = store.provisions(found.head.id, _operator())
    return [p for p in provisions if within(p.locator.replace(",", ""), found.place)]


def _order(edge: Edge) -> dict[str, Any]:
    return {
        "verb": edge.verb.value,
        "place": edge.place,
        "on": _text(edge.on),
        "locator": edge.locator,
        "phrase": edge.phrase,
        "wording": edge.wording,
        "confidence": edge.confidence,
    }


def _as_json(validity: Validity) -> dict[str, str | None]:
    return {
        "starts": _text(validity.starts),
        "ends": _text(validity.ends),
        "basis": validity.basis,
        "ended_by": validity.ended_by,
    }


def _interval(validity: dict[str, str | None]) -> str:
    words = f"[{validity['starts'] or 'unknown'}, {validity['ends'] or '…'})"
    return f"{words}  {validity['basis']}" if validity["basis"] else words


def _find(store: SqliteStore, what: str, day: date) -> ActPlace:
    from api.act_naming import find_place  # noqa: PLC0415

    return find_place(store, what, day, _operator())


def _day(on: datetime | None) -> date:
    return (on or datetime.now(UTC).astimezone()).date()


def _date(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _operator() -> Any:  # noqa: ANN401
    from index.access import Principal  # noqa: PLC0415

    return Principal.operator()


@contextmanager
def _store(home: Path | None, *, write: bool = False) -> Iterator[SqliteStore]:
    from index.settings import load_settings  # noqa: PLC0415
    from index.sqlite_store import SqliteStore  # noqa: PLC0415

    with SqliteStore.open(load_settings(home).database, write=write) as store:
        yield store
