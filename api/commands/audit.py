"""`thutuc audit`: the log of who was shown what; whether it is whole, and its lines."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.audit import AuditLog

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Verify and export the audit log.")

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only events from this day on (UTC).")
]


@app.command()
def verify(
    noted: Annotated[
        str | None, typer.Option(help="A hash that was noted before; it must still be in the log.")
    ] = None,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Follow the chain of hashes; ends with status 1 where a line was changed, left out or put in."""
    found = _log(home).verify(noted)
    if as_json:
        broken = found.broken and {"line": found.broken.line, "why": found.broken.why}
        typer.echo(json.dumps({"lines": found.lines, "last": found.last, "broken": broken}))
    elif found.broken is None:
        typer.echo(f"{found.lines} lines hold; note the last hash elsewhere: {found.last}")
    else:
        typer.echo(
            f"broken at line {found.broken.line}: {found.broken.why}; {found.lines} lines before it hold"
        )
    sys.exit(1 if found.broken else 0)


@app.command()
def export(
    since: Day = None,
    who: Annotated[str | None, typer.Option(help="Only events of this reader, such as key:qlvb.")] = None,
    document: Annotated[str | None, typer.Option(help="Only events that showed this document's id.")] = None,
    home: Home = None,
) -> None:
    """Print the events as lines of JSON."""
    for event in _log(home).lines():
        if since is not None and event["at"] < f"{since:%Y-%m-%d}":
            continue
        if who not in (None, event["who"]) or (document is not None and document not in event["documents"]):
            continue
        typer.echo(json.dumps(event, ensure_ascii=False))


def _log(home: Path | None) -> AuditLog:
    from api.audit import AuditLog  # noqa: PLC0415 - so that --help stays quick
    from index.settings import load_settings  # noqa: PLC0415

    return AuditLog(load_settings(home).home)
