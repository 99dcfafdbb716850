"""What was misread, put right by a person: `thutuc documents correct` and `thutuc documents corrections`."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
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

if TYPE_CHECKING:
    from collections.abc import Iterator

_REASONS = {
    "note_missing": "--note is empty; say why",
    "is_record": "a procedure record is data and was not read by guessing; correct it where it comes from",
    "nothing_changed": "nothing is to be changed; give --number, --kind, --issuer, --issued-on, --title,"
    " --read with --value, or --page with --text-file",
    "text_missing": "there are no words to correct",
    "text_not_found": "the text does not have these words: {value}",
    "text_ambiguous": "the words stand in the text {value} times; say which with --nth",
    "text_overlaps": "two of the changes are of the same words",
    "no_such_page": "the document has no page {value}",
    "no_such_correction": "there is no such correction that still counts",
    "bad_number": "no number of a document: {value}",
    "bad_kind": "no kind of document: {value}",
    "bad_issuer": "no issuer: {value}",
    "bad_issued_on": "no day: {value}",
    "bad_title": "no title: {value}",
}


def correct(  # noqa: PLR0913 - each is an option of the command
    document_id: DocumentId = None,
    *,
    note: Annotated[str, typer.Option(help="Why, kept with the correction.")],
    number: Annotated[str | None, typer.Option(help="The right number.")] = None,
    kind: Annotated[str | None, typer.Option(help='The right kind: "Nghị định", "Công văn".')] = None,
    issuer: Annotated[str | None, typer.Option(help="Who issued it.")] = None,
    issued_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it was issued.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="The right title, as it is to be shown.")] = None,
    read: Annotated[str | None, typer.Option(help="Words of the text that were misread.")] = None,
    value: Annotated[str | None, typer.Option(help="What stands there; the same words confirm them.")] = None,
    nth: Annotated[int | None, typer.Option(min=1, help="Which of several such places.")] = None,
    page: Annotated[int | None, typer.Option(min=1, help="The page that --text-file holds.")] = None,
    text_file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The whole text of a page, put right.")
    ] = None,
    undo: Annotated[int | None, typer.Option(help="Take the correction with this number back.")] = None,
    source: Source = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Correct what was misread; it stays through every later ingest of the same file."""
    from ingest import correcting  # noqa: PLC0415 - so that --help stays quick

    if (read is None) != (value is None) or (page is None) != (text_file is None):
        raise typer.BadParameter("--read and --value go together, and so do --page and --text-file")
    fields = _fields(number, kind, issuer, issued_on.date().isoformat() if issued_on else None, title)
    texts = [] if read is None or value is None else [correcting.TextChange(read, value, nth)]
    pages = [] if page is None or text_file is None else [correcting.PageText(page, _text_of(text_file))]
    if undo is not None and (fields or texts or pages):
        raise typer.BadParameter("--undo stands alone")
    with opened_store(home, write=True) as store, _told():
        head = named_head(store, document_id, source)
        if undo is not None:
            correcting.undo(store, head, undo, _who())
        else:
            wish = correcting.CorrectionWish(note, fields, texts, pages)
            wanted = correcting.wanted_corrections(store.get(head.id, operator()), wish, _who())
            correcting.enter(store, head, wanted)
        _read_again(store, home)
        file = store.file(head.source)
        now = (file.document_id if file else None) or head.id
        waiting = correcting.is_waiting(store, head.source)
        what = "document_correction_undone" if undo is not None else "document_corrected"
        _audit(home, what, [head.id, now])
    if as_json:
        typer.echo(json.dumps({"document_id": now, "waiting": waiting}))
    elif waiting:
        typer.echo(f"kept for {now}; its file is not there, so it counts with the next ingest of it")
    else:
        typer.echo(f"corrected {now}")


def corrections(
    document_id: DocumentId = None, source: Source = None, home: Home = None, as_json: AsJson = False
) -> None:
    """List what was corrected of a document, by whom and why, with what was read."""
    from api.reading_quality import corrections_json  # noqa: PLC0415 - so that --help stays quick

    with opened_store(home) as store:
        head = named_head(store, document_id, source)
        found = corrections_json(store, store.get(head.id, operator()), operator())
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        typer.echo(
            f"{one['entry']}  {one['at']}  {one['who']}  {one['field']}"
            f"{'' if one['page'] is None else ' page ' + str(one['page'])}:"
            f" «{one['read']}» → «{one['value']}»  [{one['state']}]  {one['note']}"
        )


def _fields(*values: str | None) -> dict[Any, str]:
    from index.reading_corrections import Field  # noqa: PLC0415

    names = (Field.NUMBER, Field.KIND, Field.ISSUER, Field.ISSUED_ON, Field.TITLE)
    return {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise typer.BadParameter(f"{path} is no text in UTF-8") from wrong


def _read_again(store: Any, home: Path | None) -> None:  # noqa: ANN401
    from index.upkeep import Upkeep  # noqa: PLC0415
    from ingest.correcting import reread  # noqa: PLC0415
    from ingest.progress import Silence  # noqa: PLC0415

    settings = settings_of(home)
    upkeep = Upkeep(settings, store)
    reread(store, settings, upkeep, Silence())
    if not upkeep.is_published():
        upkeep.publish()


def _who() -> str:
    from api.audit import operator as name  # noqa: PLC0415

    return name()


def _audit(home: Path | None, what: str, documents: list[str]) -> None:
    from api.audit import AuditLog  # noqa: PLC0415

    AuditLog(settings_of(home).home).add(_who(), what, documents=documents)


@contextmanager
def _told() -> Iterator[None]:
    """Tell the operator why a correction is refused."""
    from ingest.errors import CorrectionRefused  # noqa: PLC0415

    try:
        yield
    except CorrectionRefused as refused:
        raise typer.BadParameter(_REASONS[refused.code].format(value=refused.value)) from refused
