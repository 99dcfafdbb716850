"""What commands on the store share: their options, the store itself, and the one document that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.document_store import DocumentHead
    from index.sql_store import SqlStore

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Source = Annotated[str | None, typer.Option(help="Path of the file, as ingested, or the end of it.")]
DocumentId = Annotated[str | None, typer.Argument(metavar="[ID]", help="The document's id.")]


def settings_of(home: Path | None) -> Any:  # noqa: ANN401 - pydantic is not loaded for --help
    """Load the settings of a home folder."""
    from index.settings import load_settings  # noqa: PLC0415

    return load_settings(home)


@contextmanager
def opened_store(home: Path | None, *, write: bool = False) -> Iterator[SqlStore]:
    """Open the store of a home folder for a while."""
    from index.store_opening import open_store  # noqa: PLC0415

    with open_store(settings_of(home), write=write) as store:
        yield store


def operator() -> Any:  # noqa: ANN401
    """Return who reads with the rights of the machine itself."""
    from index.access import Principal  # noqa: PLC0415

    return Principal.operator()


def named_head(store: SqlStore, document_id: str | None, source: str | None) -> DocumentHead:
    """Find the one document that an id or a source names. Raises `DocumentNotFound`."""
    from index.errors import DocumentNotFound  # noqa: PLC0415

    if (document_id is None) == (source is None):
        raise typer.BadParameter("give either an ID or --source")
    ids = None if document_id is None else [document_id]
    found = store.heads(operator(), ids=ids, source=source)
    exact = [head for head in found if head.source == source] or list(found)
    if not exact and source is not None and (file := store.file(source)) and file.document_id:
        exact = list(store.heads(operator(), ids=[file.document_id]))
    if not exact:
        raise DocumentNotFound(f"no document {document_id or source}; `thutuc documents list` shows them")
    if len(exact) > 1:
        names = ", ".join(head.source for head in exact[:5])
        raise typer.BadParameter(f"{len(exact)} documents match: {names}; give a longer --source or an ID")
    return exact[0]
