"""`thutuc store`: where the documents' store lies, and moving it to a PostgreSQL server and back."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Look after the documents' store.")

Home = Annotated[Path | None, typer.Option(help="Where the installation lies (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Place(StrEnum):
    """Where a store can lie."""

    SERVER = "server"
    FILE = "file"


@app.command()
def show(home: Home = None, as_json: AsJson = False) -> None:
    """Say where the store lies, which of its servers answer, and how much it holds."""
    from index.settings import load_settings  # noqa: PLC0415 - so that --help stays quick
    from index.store_opening import open_store, states  # noqa: PLC0415

    settings = load_settings(home)
    facts: dict[str, Any] = dict(states(settings))
    with open_store(settings) as store:
        counts = store.counts("")
    facts |= {"documents": counts.documents, "passages": counts.passages, "revision": counts.revision}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name}: {value}")


@app.command()
def copy(
    to: Annotated[
        Place,
        typer.Option(help="server: from the home into the database of store_url. file: the other way round."),
    ],
    home: Home = None,
) -> None:
    """Copy the whole store to where there is none yet, at one moment; what it is copied from stays.

    Nobody may write to it until the copy is in use. Indexes that were built from the one fit the other.
    """
    from index.settings import load_settings  # noqa: PLC0415
    from index.store_move import to_file, to_server  # noqa: PLC0415

    def tell(table: str, rows: int) -> None:
        typer.echo(f"{table}: {rows} rows", err=True)

    settings = load_settings(home)
    (to_server if to is Place.SERVER else to_file)(settings, tell)
    typer.echo("copied; whoever serves or ingests has to be started anew with the setting store_url")
