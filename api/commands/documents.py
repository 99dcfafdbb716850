"""`thutuc documents`: what is live, as it was read, and how to take it out."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_store import (
    AsJson,
    DocumentId,
    Home,
    Source,
    named_head,
    opened_store,
    operator,
    settings_of,
)
from api.document_corrections import correct, corrections

if TYPE_CHECKING:
    from index.document_store import DocumentHead
    from index.endings import Ended

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="List, show, correct and delete documents."
)

app.command("correct")(correct)
app.command("corrections")(corrections)


@app.command("list")
def list_documents(
    home: Home = None,
    number: Annotated[str | None, typer.Option(help="Only documents whose number begins so.")] = None,
    source: Source = None,
    as_json: AsJson = False,
) -> None:
    """List the live documents."""
    with opened_store(home) as store:
        heads = store.heads(operator(), number=number, source=source)
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
    from assistant.act_doubts import act_doubts  # noqa: PLC0415
    from assistant.shelf import Shelf  # noqa: PLC0415
    from assistant.stale_bases import bases_of  # noqa: PLC0415

    with opened_store(home) as store:
        head = named_head(store, document_id, source)
        provisions = store.provisions(head.id, operator())
        document = store.get(head.id, operator())
        doubts = act_doubts(head, bases_of(document), Shelf(store, operator()), _today(), "vi")
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
    facts["doubts"] = [*doubts, *head.doubts]
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
def text(
    document_id: DocumentId = None,
    source: Source = None,
    page: Annotated[int | None, typer.Option(min=1, help="Only what was read on this page.")] = None,
    home: Home = None,
) -> None:
    """Print exactly what was read from a file."""
    from ingest.correcting import page_text  # noqa: PLC0415 - so that --help stays quick

    with opened_store(home) as store:
        head = named_head(store, document_id, source)
        document = store.get(head.id, operator())
    read = document.text if page is None else page_text(document, page)
    if read is None:
        raise typer.BadParameter(f"{head.id} has no page {page}")
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
    """List records and decisions that rest on acts out of force, with what ended those, or what may have."""
    from api.validity_facts import namesake_json, namesake_line  # noqa: PLC0415 - so that --help stays quick
    from assistant.stale_bases import stale_documents  # noqa: PLC0415

    day = on.date() if on else _today()
    with opened_store(home) as store:
        found = list(stale_documents(store, day, operator()))
    if as_json:
        rows = [
            {
                **_named(s.head),
                "rests_on": [_ending(act) for act in s.ended],
                "perhaps_replaced": [namesake_json(one) for one in s.presumed],
            }
            for s in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        ended = [f"{a.number} (ended {a.on} by {a.by}, {a.locator})" for a in one.ended]
        acts = "; ".join([*ended, *map(namesake_line, one.presumed)])
        typer.echo(f"{one.head.id}  {one.head.identity.number or '-'}  {one.head.title}  {acts}")
    certain = sum(bool(one.ended) for one in found)
    typer.echo(f"{certain} documents rest on acts that are out of force on {day}", err=True)
    if certain < len(found):
        typer.echo(f"{len(found) - certain} others on laws that may be replaced", err=True)


@app.command()
def delete(
    document_id: DocumentId = None, source: Source = None, home: Home = None, as_json: AsJson = False
) -> None:
    """Take a document out of the store and of every index; its file stays, and an ingest reads it again."""
    from index.upkeep import Upkeep  # noqa: PLC0415 - so that --help stays quick
    from ingest.ocr_cache import forget  # noqa: PLC0415
    from ingest.succession import apply_endings  # noqa: PLC0415

    with opened_store(home, write=True) as store:
        head = named_head(store, document_id, source)
        # Out of the store it is found no more, whatever becomes of the indexes.
        with store.batch():
            store.delete(head.id)
            apply_endings(store)
        forget(settings_of(home).home, head.sha256)
        Upkeep(settings_of(home), store).publish()
    typer.echo(json.dumps({"deleted": head.id}) if as_json else f"deleted {head.id}")


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


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
