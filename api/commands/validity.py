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
    from index.sql_store import SqlStore

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
    from api.validity_facts import validity_facts  # noqa: PLC0415 - so that --help stays quick

    day = _day(on)
    with _store(home) as store:
        found = _find(store, what, day)
        facts = validity_facts(store, found, day, _operator())
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(
        f"{facts['act']}{', ' + facts['place'] if facts['place'] else ''}: {facts['title'] or 'not held'}"
    )
    typer.echo(f"on {day}: {facts['force']}  {_interval(facts['validity'])}")
    if facts["portal_status"]:
        typer.echo(f"  label on its page: {facts['portal_status']}")
    for part in facts["parts"]:
        typer.echo(f"  {part['locator']}: {part['force']}  {_interval(part['validity'])}")
    for order in facts["orders"]:
        typer.echo(
            f"  {order['on'] or 'day unknown'}  {order['verb']} {order['place'] or 'act'}"
            f"  by {order['by']}, {order['locator']}"
        )
    for one in facts["perhaps_replaced"]:
        typer.echo(
            f"  perhaps replaced by {one['by']}, a later law of the same name ({one['confidence']}):"
            f" cited in {one['source']['by']}, {one['source']['locator']}"
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
    from api.validity_facts import parts_of, validity_facts  # noqa: PLC0415 - so that --help stays quick
    from index.amendments import Correction  # noqa: PLC0415
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
        if found.place and not parts_of(store, found, _operator()):
            raise typer.BadParameter(f"{found.act} has no {found.place}")
        validity = None if undo else Validity(_date(starts), _date(ends), basis)
        store.amendments.correct(Correction(found.head.id, found.place, validity, getpass.getuser(), note))
        apply_endings(store)
        facts = validity_facts(store, _find(store, what, _day(None)), _day(None), _operator())
    typer.echo(f"{facts['act']} {facts['place']}: {facts['force']}  {_interval(facts['validity'])}")


@app.command()
def stats(home: Home = None, as_json: AsJson = False) -> None:
    """Count the orders that were read, by verb, and the provisions that have days of their own."""
    from index.amendments import Order  # noqa: PLC0415 - so that --help stays quick

    with _store(home) as store:
        known = [edge for row in store.amendments.edges().values() for edge in row]
        orders = [edge for edge in known if edge.verb is not Order.CALLS]
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


def _interval(validity: dict[str, str | None]) -> str:
    words = f"[{validity['starts'] or 'unknown'}, {validity['ends'] or '…'})"
    return f"{words}  {validity['basis']}" if validity["basis"] else words


def _find(store: SqlStore, what: str, day: date) -> ActPlace:
    from api.act_naming import find_place  # noqa: PLC0415

    return find_place(store, what, day, _operator())


def _day(on: datetime | None) -> date:
    return (on or datetime.now(UTC).astimezone()).date()


def _date(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _operator() -> Any:  # noqa: ANN401
    from index.access import Principal  # noqa: PLC0415

    return Principal.operator()


@contextmanager
def _store(home: Path | None, *, write: bool = False) -> Iterator[SqlStore]:
    from index.settings import load_settings  # noqa: PLC0415
    from index.store_opening import open_store  # noqa: PLC0415

    with open_store(load_settings(home), write=write) as store:
        yield store
