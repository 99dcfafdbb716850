"""`thutuc changes`: which answers, procedure records and documents rest on law that has changed."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

app = typer.Typer(rich_markup_mode=None)

_LAST: Final = "last"


@app.command()
def changes(
    since: Annotated[
        str, typer.Option(help='A day (2026-07-01), or "last": the last ingest that changed the law held.')
    ] = _LAST,
    limit: Annotated[int, typer.Option(min=1, help="How many of each kind at most.")] = 200,
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what rests on provisions whose words or force changed: answers, procedure records, documents.

    Since a day it also lists what took effect after it, whenever that was read.
    """
    from api.affected_text import affected_json, affected_lines  # noqa: PLC0415 - so that --help stays quick
    from assistant.affected import affected  # noqa: PLC0415
    from assistant.records import AnswerRecords  # noqa: PLC0415
    from index.access import Principal  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415
    from index.store_opening import open_store  # noqa: PLC0415

    day = _day(since)
    settings = load_settings(home)
    path = settings.home / "answers.sqlite"
    records = AnswerRecords(path, settings.record_days) if path.is_file() else None
    try:
        with open_store(settings) as store:
            today = datetime.now(UTC).astimezone().date()
            found = affected(store, records, day, today, Principal.operator())
    finally:
        if records is not None:
            records.close()
    told = affected_json(found, limit)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in affected_lines(told):
        typer.echo(line)
    counts = told["counts"]
    typer.echo(
        f"{counts['changes']} changes: {counts['answers']} answers, {counts['cards']} procedure records and"
        f" {counts['documents']} other documents rest on them",
        err=True,
    )


def _day(since: str) -> date | None:
    try:
        return None if since == _LAST else date.fromisoformat(since)
    except ValueError:
        raise typer.BadParameter("--since is a day as in 2026-07-01, or last") from None
