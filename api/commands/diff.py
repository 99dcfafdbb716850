"""`thutuc diff`: what changed in an article between two days, and which act changed it."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.amendments import Edge, Found
    from index.consolidation import Consolidated, Piece

app = typer.Typer(rich_markup_mode=None)

Date = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="A day, as in 2026-01-01.")]


@app.command()
def diff(
    article: Annotated[str, typer.Argument(help='An article of an act: "Điều 44 Luật Xây dựng".')],
    before: Date,
    after: Date,
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show an article on two days: what was taken out, what came in, and by which act.

    A law named without its number is the one of that name in force on each day, so that a new law's article
    stands beside that of the law it replaced.
    """
    from api.act_naming import find_place  # noqa: PLC0415 - so that --help stays quick
    from index.access import Principal  # noqa: PLC0415
    from index.consolidation import changed, consolidated  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415
    from index.store_opening import open_store  # noqa: PLC0415

    operator = Principal.operator()
    with open_store(load_settings(home)) as store:
        texts = []
        for day in (before.date(), after.date()):
            found = find_place(store, article, day, operator)
            if not found.place:
                raise typer.BadParameter("name an article, as in 'Điều 44 Luật Xây dựng'")
            texts.append(consolidated(store, found.act, found.place, day, operator))
    one, other = texts
    if not (one.pieces or other.pieces or other.unread):
        raise typer.BadParameter(f"nothing is held of {one.article} of {one.act}")
    pairs = changed(one.pieces, other.pieces)
    if as_json:
        rows = [{"before": _piece(a), "after": _piece(b)} for a, b in pairs]
        orders = [_order(one) for one in other.unread]
        facts = {"before": _head(one), "after": _head(other), "changes": rows, "unread": orders}
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for text, mark in ((one, "---"), (other, "+++")):
        note = "" if text.complete else "  (the act is not held: only what amendments give)"
        typer.echo(f"{mark} {text.article} {text.act}, {text.on}{note}")
    if one.act != other.act:
        typer.echo("    two acts: an article has the number of the other one, and may be of another matter")
    for old, new in pairs:
        for piece, mark in ((old, "-"), (new, "+")):
            if piece is not None:
                words = " ".join(piece.text.split()) or "(repealed)"
                typer.echo(f"{mark} {piece.place}: {words}\n    [{_source(piece)}]")
    if not pairs and not other.unread:
        typer.echo("no difference")
    for unread in other.unread:
        order = _order(unread)
        typer.echo(f"changed too, but the wording is not held: {order['place']}, by {order['by']}", err=True)
        if order["phrase"]:
            typer.echo(f"    “{order['phrase']}” -> “{order['wording'] or ''}”", err=True)


def _source(piece: Piece) -> str:
    told = [f"{piece.locator} {piece.by}", *(f"phrase by {by}" for by in piece.rephrased)]
    return "; ".join(told)


def _order(found: Found[Edge]) -> dict[str, Any]:
    """Return an order that took effect on words that are not held."""
    edge = found.what
    on = None if edge.on is None else edge.on.isoformat()
    by = edge.cited if edge.by_act else f"{edge.locator} {found.by}"
    return {"place": edge.place, "by": by, "on": on, "phrase": edge.phrase, "wording": edge.wording}


def _head(text: Consolidated) -> dict[str, Any]:
    return {"act": text.act, "article": text.article, "on": text.on.isoformat(), "complete": text.complete}


def _piece(piece: Piece | None) -> dict[str, Any] | None:
    if piece is None:
        return None
    since: date | None = piece.since
    return {
        "place": piece.place,
        "text": piece.text,
        "by": piece.by,
        "locator": piece.locator,
        "since": None if since is None else since.isoformat(),
        "rephrased": list(piece.rephrased),
    }
