"""`thutuc documents`: what is live, as it was read, and how to take it out."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.document_store import DocumentHead
    from index.endings import Ended
    from index.sql_store import SqlStore

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="List, show and delete documents.")

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Source = Annotated[str | None, typer.Option(help="Path of the file, as ingested, or the end of it.")]
DocumentId = Annotated[str | None, typer.Argument(metavar="[ID]", help="The document's id.")]


@app.command("list")
def list_documents(
    home: Home = None,
    number: Annotated[str | None, typer.Option(help="Only documents whose number begins so.")] = None,
    source: Source = None,
    as_json: AsJson = False,
) -> None:
    """List the live documents."""
    with _store(home) as store:
        heads = store.heads(_operator(), number=number, source=source)
    if as_json:
        typer.echo(json.dumps([_as_json(head) for head in heads], ensure_ascii=False))
        return
    for head in heads:
        typer.echo(f"{head.id}  {head.identity.number or '-'}  {head.title}  [{head.label}]  {head.source}")


@app.command()
def show(
    document_id: DocumentId = None, source: Source = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Show a document with its provisions, and how well it was read."""
    from api.reading_quality import quality_json, quality_lines  # noqa: PLC0415 - so that --help stays quick

    with _store(home) as store:
        head = _one(store, document_id, source)
        provisions = store.provisions(head.id, _operator())
        document = store.get(head.id, _operator())
    text = document.text
    shown = [
        {
            "id": p.id,
            "unit": p.unit.value,
            "locator": p.locator,
            "heading": p.heading,
            "page": p.page,
            "text": p.span.of(text),
        }
        for p in provisions
    ]
    facts = _as_json(head)
    if as_json:
        quality = quality_json(document)
        typer.echo(json.dumps({**facts, "quality": quality, "provisions": shown}, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name}: {'; '.join(map(str, value)) if isinstance(value, list) else value}")
    for line in quality_lines(document):
        typer.echo(line)
    for provision in shown:
        first = " ".join(str(provision["text"]).split())[:100]
        typer.echo(f"  {provision['locator']}: {first}")


@app.command()
def text(document_id: DocumentId = None, source: Source = None, home: Home = None) -> None:
    """Print exactly what was read from a file."""
    with _store(home) as store:
        head = _one(store, document_id, source)
        read = store.get(head.id, _operator()).text
    sys.stdout.buffer.write(read.encode("utf-8"))
    sys.stdout.buffer.flush()


@app.command()
def stale(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts (default today).")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """List procedure records and decisions that rest on acts out of force, with what ended those."""
    from assistant.stale_bases import stale_documents  # noqa: PLC0415 - so that --help stays quick

    day = (on or datetime.now(UTC).astimezone()).date()
    with _store(home) as store:
        found = list(stale_documents(store, day, _operator()))
    if as_json:
        rows = [{**_named(s.head), "rests_on": [_ending(act) for act in s.ended]} for s in found]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        acts = "; ".join(f"{a.number} (ended {a.on} by {a.by}, {a.locator})" for a in one.ended)
        typer.echo(f"{one.head.id}  {one.head.identity.number or '-'}  {one.head.title}  {acts}")
    typer.echo(f"{len(found)} documents rest on acts that are out of force on {day}", err=True)


@app.command()
def delete(
    document_id: DocumentId = None, source: Source = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Take a document out of the store and of every index; its file stays, and an ingest reads it again."""
    from index.upkeep import Upkeep  # noqa: PLC0415 - so that --help stays quick
    from ingest.ocr_cache import forget  # noqa: PLC0415
    from ingest.succession import apply_endings  # noqa: PLC0415

    with _store(home, write=True) as store:
        head = _one(store, document_id, source)
        # Out of the store it is found no more, whatever becomes of the indexes.
        with store.batch():
            store.delete(head.id)
            apply_endings(store)
        forget(_settings(home).home, head.sha256)
        Upkeep(_settings(home), store).publish()
    typer.echo(json.dumps({"deleted": head.id}) if as_json else f"deleted {head.id}")


def _settings(home: Path | None) -> Any:  # noqa: ANN401 - pydantic is not loaded for --help
    from index.settings import load_settings  # noqa: PLC0415

    return load_settings(home)


@contextmanager
def _store(home: Path | None, *, write: bool = False) -> Iterator[SqlStore]:
    from index.store_opening import open_store  # noqa: PLC0415

    with open_store(_settings(home), write=write) as store:
        yield store


def _operator() -> Any:  # noqa: ANN401
    from index.access import Principal  # noqa: PLC0415

    return Principal.operator()


def _one(store: SqlStore, document_id: str | None, source: str | None) -> DocumentHead:
    """Find the one document that an id or a source names."""
    from index.errors import DocumentNotFound  # noqa: PLC0415

    if (document_id is None) == (source is None):
        raise typer.BadParameter("give either an ID or --source")
    ids = None if document_id is None else [document_id]
    found = store.heads(_operator(), ids=ids, source=source)
    exact = [head for head in found if head.source == source] or list(found)
    if not exact and source is not None and (file := store.file(source)) and file.document_id:
        exact = list(store.heads(_operator(), ids=[file.document_id]))
    if not exact:
        raise DocumentNotFound(f"no document {document_id or source}; `thutuc documents list` shows them")
    if len(exact) > 1:
        names = ", ".join(head.source for head in exact[:5])
        raise typer.BadParameter(f"{len(exact)} documents match: {names}; give a longer --source or an ID")
    return exact[0]


def _named(head: DocumentHead) -> dict[str, Any]:
    facts = _as_json(head)
    return {name: facts[name] for name in ("id", "number", "kind", "title", "source")}


def _ending(act: Ended) -> dict[str, Any]:
    return {
        "number": act.number,
        "ended_on": _day(act.on),
        "by": act.by,
        "locator": act.locator,
        "by_id": act.document_id,
    }


def _as_json(head: DocumentHead) -> dict[str, Any]:
    validity = head.validity
    return {
        "id": head.id,
        "number": head.identity.number,
        "kind": head.identity.kind.value,
        "issuer": head.identity.issuer,
        "issued_on": _day(head.identity.issued_on),
        "title": head.title,
        "source": head.source,
        "label": str(head.label),
        "language": head.language,
        "from": _day(validity.starts),
        "to": _day(validity.ends),
        "basis": validity.basis,
        "ended_by": validity.ended_by,
        "portal_status": head.portal_status,
        "legal_bases": list(head.legal_bases),
        "doubts": list(head.doubts),
        "provision_count": head.provisions,
    }


def _day(day: Any) -> str | None:  # noqa: ANN401
    return None if day is None else str(day.isoformat())
