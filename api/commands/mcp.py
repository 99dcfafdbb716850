"""`thutuc mcp`: the assistant for chat clients that speak the Model Context Protocol."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def mcp(
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
) -> None:
    """Serve search, answers, provisions, procedures and validity to a chat client, on stdin and stdout.

    Needs `pip install 'thutuc[mcp]'`. Reads by the key in THUTUC_API_KEY, else at `serve_clearance`.
    """
    from index.offline import offline  # noqa: PLC0415 - so that --help stays quick
    from index.settings import load_settings  # noqa: PLC0415
    from index.store_opening import has_store  # noqa: PLC0415

    offline()
    try:
        from api.mcp import KeyRefused, serve  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] != "mcp":
            raise
        typer.echo("thutuc: the command mcp needs: pip install 'thutuc[mcp]'", err=True)
        sys.exit(1)
    settings = load_settings(home)
    if "mcp" not in settings.open_channels:
        typer.echo("thutuc: the setting `channels` leaves mcp out", err=True)
        sys.exit(1)
    if not has_store(settings):
        typer.echo(f"thutuc: there is no store in {settings.home}: run `thutuc ingest PATH` first", err=True)
        sys.exit(1)
    try:
        serve(settings.home, settings)
    except KeyRefused as refusal:
        typer.echo(f"thutuc: {refusal}", err=True)
        sys.exit(1)
