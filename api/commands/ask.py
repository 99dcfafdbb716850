"""`thutuc ask`: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def ask(  # noqa: PLR0913 - one for each option of the command
    question: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    *,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], help="The day whose law applies.")
    ] = None,
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer contract.")] = False,
    batch: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Questions, one JSON object a line.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the answers of --batch go.")] = None,
) -> None:
    """Answer a question with the provisions it stands on."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or --batch FILE with --out FILE")
    if (batch is None) != (out is None):
        raise typer.BadParameter("--batch and --out go together")
    if batch is not None and out is not None:
        _ask_all(batch, out, home)
        return
    asked = (question or "").strip()
    if not asked:
        raise typer.BadParameter("the question is empty")
    if any("\ud800" <= character <= "\udfff" for character in asked):
        raise typer.BadParameter("the question is not UTF-8")
    from api.opening import operators_assistant  # noqa: PLC0415 - so that --help stays quick
    from index.access import Principal  # noqa: PLC0415

    day = as_of.date() if as_of else None
    answer = operators_assistant(home).answer(asked, Principal.operator(), day).to_json()
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console  # noqa: PLC0415

        from api.answer_text import show_answer  # noqa: PLC0415

        show_answer(answer, Console(highlight=False))
    if answer["status"].startswith("error"):
        sys.exit(1)


def _ask_all(batch: Path, out: Path, home: Path | None) -> None:
    """Answer a file of questions, each written as soon as it is known."""
    from time import perf_counter  # noqa: PLC0415

    from api.batch import answers_to  # noqa: PLC0415
    from api.opening import operators_assistant  # noqa: PLC0415
    from index.access import Principal  # noqa: PLC0415

    if out.exists() and out.samefile(batch):
        raise typer.BadParameter("--out is the file of the questions")
    assistant = operators_assistant(home)
    begun, told = perf_counter(), 0.0
    done = wrong = 0
    with out.open("w", encoding="utf-8") as answers:
        for answer in answers_to(batch, assistant, Principal.operator()):
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()
            done += 1
            wrong += answer["status"].startswith("error")
            if perf_counter() - told > 1:
                told = perf_counter()
                typer.echo(f"{done} answered, {done / (told - begun):.1f} a second", err=True)
    typer.echo(f"{done} answers in {perf_counter() - begun:.1f} s, {wrong} of them errors: {out}", err=True)
