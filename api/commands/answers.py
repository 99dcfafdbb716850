"""`thutuc answers`: what was answered, what from, and whether it would be answered so today."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from assistant.records import AnswerRecords
    from assistant.replay import Replay

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Look after the stored answers.")

EXIT_DIFFERS: Final = 4

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RecordId = Annotated[str, typer.Argument(metavar="ID", help="The `record_id` of an answer.")]
Person = Annotated[str | None, typer.Option(help="Of this person alone, by the name that records keep.")]


@app.command("list")
def list_(
    home: Home = None,
    person: Person = None,
    count: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    as_json: AsJson = False,  # noqa: FBT002 - typer makes an option of it
) -> None:
    """List the newest answers."""
    with _records(home) as records:
        found = records.latest(count, person)
    rows = [
        {
            "id": r.id,
            "asked_at": r.asked_at,
            "person": r.principal,
            "conversation_id": r.conversation_id,
            "status": r.body["status"],
            "question": r.body["question"],
        }
        for r in found
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        first = " ".join(row["question"].split())[:80]
        typer.echo(f"{row['id']}  {row['asked_at'][:16]}  {row['person']}  {row['status']}  {first}")


@app.command()
def show(record_id: RecordId, home: Home = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Show an answer as it was given, with what it was made from."""
    with _records(home) as records:
        record = records.any_of(record_id)
    if as_json:
        whole = {
            "asked_at": record.asked_at,
            "person": record.principal,
            "answer": record.body,
            "made_from": record.provenance,
        }
        typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    from rich.console import Console  # noqa: PLC0415

    from api.answer_text import show_answer  # noqa: PLC0415

    show_answer(record.body, Console(highlight=False))
    typer.echo(f"\n{record.asked_at}  {record.principal}")
    for name, value in record.provenance.items():
        told = f"{len(value)}" if name in {"evidence", "verdicts"} else json.dumps(value, ensure_ascii=False)
        typer.echo(f"{name}: {told}")


@app.command()
def replay(record_id: RecordId, home: Home = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Ask the same question again, for the same reader and day; status 4 where the answer differs today."""
    from api.opening import operators_assistant  # noqa: PLC0415 - so that --help stays quick

    assistant = operators_assistant(home)
    try:
        found = assistant.replay(record_id)
    finally:
        assistant.close()
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        _tell(found)
    sys.exit(0 if found.same else EXIT_DIFFERS)


@app.command()
def forget(
    person: Annotated[str, typer.Option(help="By the name that records keep.")],
    home: Home = None,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Delete all answers and conversations of one person."""
    with _records(home) as records:
        gone = records.forget_person(person)
    typer.echo(json.dumps({"deleted": gone}) if as_json else f"deleted {gone} answers of {person}")


@contextmanager
def _records(home: Path | None) -> Iterator[AnswerRecords]:
    from assistant.records import AnswerRecords  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    settings = load_settings(home)
    path = settings.home / "answers.sqlite"
    if not path.is_file():
        raise typer.BadParameter(f"no answer has been given from {settings.home}")
    records = AnswerRecords(path, settings.record_days)
    try:
        yield records
    finally:
        records.close()


def _tell(found: Replay) -> None:
    typer.echo("same" if found.same else f"differs in: {', '.join(found.parts)}")
    for cause, (before, after) in found.causes.items():
        typer.echo(f"{cause}: {_short(before)} -> {_short(after)}")
    for cited in found.cited:
        if cited.state.value != "same":
            typer.echo(f"{cited.state.value}: {cited.locator} {cited.number or cited.document}")
    if not found.same and not found.explained:
        typer.echo("nothing that was recorded has changed: a chat model may word the same facts differently")


def _short(value: Any) -> str:  # noqa: ANN401 - a part of the setup, of whatever type
    if isinstance(value, dict):
        return " ".join(f"{name} {one}" for name, one in value.items())
    return "none" if value is None else str(value)
