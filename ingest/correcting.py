"""Takes what a person corrects of a document, and reads its file again so that it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Final

from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Document, Kind
from index.provisions import Span
from index.reading_corrections import Field, ReadingCorrection
from index.settings import Settings
from ingest.corrections import changes, of_text
from ingest.errors import CorrectionRefused
from ingest.expanding import is_container
from ingest.ingestion import Indexes, Ingestion, Progress, Wish
from ingest.rereading import STALE

_OPERATOR: Final = Principal.operator()
_LONGEST: Final = {Field.NUMBER: 100, Field.ISSUER: 300, Field.TITLE: 2_000}


@dataclass(frozen=True, slots=True)
class TextChange:
    """Words of the text and what they should be; `nth` (from 1) names one of several such places."""

    replaces: str
    value: str
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on a page, as a person read it."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class CorrectionWish:
    """All that a person wants corrected of a document at once, and why."""

    note: str
    fields: Mapping[Field, str] = field(default_factory=dict)
    texts: Sequence[TextChange] = ()
    pages: Sequence[PageText] = ()


def wanted_corrections(document: Document, wish: CorrectionWish, who: str) -> tuple[ReadingCorrection, ...]:
    """Make corrections of what a person wants, in the order in which they are to be made.

    A field or a page that is as it was is none. Raises `CorrectionRefused`.
    """
    note = wish.note.strip()
    if not note:
        raise CorrectionRefused("note_missing")
    if document.card is not None:
        raise CorrectionRefused("is_record")
    checked = {name: _checked(name, value) for name, value in wish.fields.items()}
    found = [
        ReadingCorrection(name, value, who, note)
        for name, value in checked.items()
        if value != value_of(document, name)
    ]
    found += of_text(document.text, _places(document, wish), who, note)
    if not found:
        raise CorrectionRefused("nothing_changed")
    return tuple(found)


def value_of(document: Document | DocumentHead, name: Field) -> str:
    """Return a field's value as it counts now, "" where it is not known."""
    identity = document.identity
    return {
        Field.NUMBER: identity.number or "",
        Field.KIND: identity.kind.value,
        Field.ISSUER: identity.issuer or "",
        Field.ISSUED_ON: identity.issued_on.isoformat() if identity.issued_on else "",
        Field.TITLE: document.title,
    }[name]


def page_text(document: Document, number: int) -> str | None:
    """Return what was read on a page; `None` where the document has no such page."""
    span = _page_span(document, number)
    return None if span is None else span.of(document.text)


def enter(store: DocumentStore, head: DocumentHead, corrections: Sequence[ReadingCorrection]) -> None:
    """Keep corrections, and have the file read again by the next who reads."""
    with store.batch():
        store.reading_corrections.enter(head.id, corrections)
        _mark(store, head)


def undo(store: DocumentStore, head: DocumentHead, entry: int, who: str) -> None:
    """Take a correction back, and have the file read again by the next who reads.

    Raises `CorrectionRefused` where there is none that counts.
    """
    with store.batch():
        if not store.reading_corrections.undo(head.id, entry, who):
            raise CorrectionRefused("no_such_correction")
        _mark(store, head)


def reread(store: DocumentStore, settings: Settings, indexes: Indexes, progress: Progress) -> None:
    """Read those files again whose corrections do not count yet, where they are still there."""
    corrected = store.reading_corrections.changed()
    if not corrected:
        return
    heads = {head.id: head.source for head in store.heads(_OPERATOR)}
    due = [f for f in store.files() if f.mtime_ns == STALE and f.sha256 in corrected and f.document_id]
    # A document's own file comes first: the others with its bytes then follow it, whatever its id is now.
    due.sort(key=lambda file: heads[file.document_id or ""] != file.source)
    there = dict.fromkeys(path for file in due if (path := file_on_disk(file.source)) is not None)
    own = [path for path in there if any(path == Path(file.source) for file in due)]
    inside = [path for path in there if any(_lies_in(file.source, path) for file in due)]
    for wish in (Wish(own, expand=False), Wish(inside)):
        if wish.paths:
            Ingestion(store, settings, indexes, progress).run(wish)


def _lies_in(source: str, path: Path) -> bool:
    return path != Path(source) and path == file_on_disk(source)


def is_waiting(store: DocumentStore, source: str) -> bool:
    """Tell whether a file is still to be read again."""
    file = store.file(source)
    return file is not None and file.mtime_ns == STALE


def file_on_disk(source: str) -> Path | None:
    """Return the file at a source, or the container in which it lies; `None` where neither is there."""
    path = Path(source)
    return next((one for one in (path, *path.parents) if one.is_file()), None)


def _checked(name: Field, value: str) -> str:
    value = " ".join(value.split())
    wrong = not value or len(value) > _LONGEST.get(name, 100)
    if name is Field.NUMBER:
        wrong = wrong or not any(sign.isdigit() for sign in value)
    elif name is Field.KIND:
        wrong = value not in {kind.value for kind in Kind}
    elif name is Field.ISSUED_ON:
        try:
            value = date.fromisoformat(value).isoformat()
        except ValueError:
            wrong = True
    if wrong:
        raise CorrectionRefused(f"bad_{name.value}", value)
    return value


def _places(document: Document, wish: CorrectionWish) -> list[tuple[Span, str, int | None]]:
    found: list[tuple[Span, str, int | None]] = [
        (_place(document.text, one), one.value.strip(), None) for one in wish.texts
    ]
    for one in wish.pages:
        span = _page_span(document, one.page)
        if span is None:
            raise CorrectionRefused("no_such_page", str(one.page))
        given = one.text.replace("\r\n", "\n").strip()
        if not given:
            raise CorrectionRefused("text_missing")
        for change, value in changes(span.of(document.text), given):
            found.append((Span(span.start + change.start, span.start + change.end), value, one.page))
    found.sort(key=lambda item: item[0].start)
    if any(later.start < earlier.end for (earlier, *_), (later, *_) in pairwise(found)):
        raise CorrectionRefused("text_overlaps")
    return found


def _place(text: str, change: TextChange) -> Span:
    words = change.replaces.split()
    if not words:
        raise CorrectionRefused("text_missing")
    edges = (r"(?<!\w)" if words[0][0].isalnum() else "", r"(?!\w)" if words[-1][-1].isalnum() else "")
    pattern = r"\s+".join(map(re.escape, words))
    found = [Span(*m.span()) for m in re.finditer(f"{edges[0]}{pattern}{edges[1]}", text)]
    found = found or [Span(*m.span()) for m in re.finditer(pattern, text)]
    if not found:
        raise CorrectionRefused("text_not_found", change.replaces)
    if change.nth is None and len(found) > 1:
        raise CorrectionRefused("text_ambiguous", str(len(found)))
    if change.nth is not None and not 1 <= change.nth <= len(found):
        raise CorrectionRefused("text_not_found", change.replaces)
    return found[(change.nth or 1) - 1]


def _page_span(document: Document, number: int) -> Span | None:
    pages = document.quality.pages if document.quality else ()
    return next((page.span for page in pages if page.number == number), None)


def _mark(store: DocumentStore, head: DocumentHead) -> None:
    """Have a document's files read again, and the containers that they lie in opened."""
    for file in list(store.files()):
        holds = is_container(file) and head.source.startswith(f"{file.source}/")
        if file.document_id == head.id or holds:
            store.put_file(replace(file, mtime_ns=STALE))
