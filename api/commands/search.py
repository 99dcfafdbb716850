"""`thutuc search`: what is found for a query, with the parts of each score."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    k: Annotated[int, typer.Option("--k", "-k", min=1, max=1000, help="How many passages.")] = 10,
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the form of GET /v1/search.")] = False,
) -> None:
    """Find passages."""
    if not query.strip():
        raise typer.BadParameter("the query is empty")
    from datetime import date  # noqa: PLC0415 - so that --help stays quick

    from api.opening import operators_assistant  # noqa: PLC0415
    from index.access import Principal  # noqa: PLC0415

    found = operators_assistant(home).search(query, Principal.operator(), k)
    results = [one.to_json(date.today()) for one in found]
    if as_json:
        typer.echo(json.dumps({"query": query, "results": results}, ensure_ascii=False, indent=2))
        return
    from rich.console import Console  # noqa: PLC0415

    from api.answer_text import show_evidence  # noqa: PLC0415

    show_evidence(results, Console(highlight=False))
