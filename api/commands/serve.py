"""`thutuc serve`: the service and the page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def serve(
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve the page and the programming interface until Ctrl-C."""
    from api.serving import AddressRefused, listen, run  # noqa: PLC0415 - so that --help stays quick
    from index.settings import load_settings  # noqa: PLC0415

    try:
        listening = listen(host, port)
    except AddressRefused as refusal:
        typer.echo(f"thutuc: {refusal}", err=True)
        sys.exit(1)
    with listening:
        run(load_settings(home), listening, lambda address: typer.echo(f"Serving on {address}"))
