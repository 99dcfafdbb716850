"""A conversation as the page shows it: one turn whole, with its sources, and the others around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from api.contracts import RecordLike
from api.web.answers import NO_CELLS, AnswerView, answer_view
from api.web.differences import Differences, differences
from api.web.follow_ups import follow_ups
from index.access import Principal
from index.document_store import DocumentStore
from index.errors import DocumentNotFound
from index.provisions import Provision, Unit

_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The turns before the one that is shown whole, that one, and the turns after it.

    `differs` is what the shown turn says otherwise than the one it was asked again from, where it was.
    """

    conversation_id: str
    before: tuple[AnswerView, ...]
    shown: AnswerView
    after: tuple[AnswerView, ...]
    differs: Differences | None


def thread_view(  # noqa: PLR0913, PLR0917 - what a page shows of a conversation
    conversation_id: str,
    records: Sequence[RecordLike],
    record_id: str,
    words: SimpleNamespace,
    against: str = "",
    cells: Mapping[str, tuple[tuple[str, str], ...]] = NO_CELLS,
) -> ThreadView:
    """Put the turns of a conversation in order around one of them, which must be among them.

    `against` names another of its turns to compare with; one that is not there is not compared. `cells` are
    those of cited rows, by id of provision.
    """
    at = next(place for place, record in enumerate(records) if record.id == record_id)
    views = [answer_view(record.body, words, cells) for record in records]
    other = next((view for view in views if against and view.record_id == against != record_id), None)
    compared = differences(views[at], other) if other else None
    return ThreadView(conversation_id, tuple(views[:at]), views[at], tuple(views[at + 1 :]), compared)


def cells_of(
    answer: Mapping[str, Any], store: DocumentStore, principal: Principal
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the headed cells of the rows that an answer cites, by id of provision.

    Of acts only rows of several columns: the words of a list of two run together as they should.
    """
    rows = [c["provision_id"] for c in answer["citations"] if c.get("provision_id")]
    found = store.provisions_by_id(rows, principal) if rows else {}
    return {key: one.cells for key, one in found.items() if one.cells and _is_row(one)}


def _is_row(provision: Provision) -> bool:
    """Tell whether the cells of a provision are read more easily one below the other."""
    headed = all(header for header, _ in provision.cells)
    return provision.unit is not Unit.TABLE_ROW or (headed and len(provision.cells) >= _COLUMNS)


def next_questions(
    records: Sequence[RecordLike],
    record_id: str,
    store: DocumentStore,
    principal: Principal,
    words: SimpleNamespace,
) -> tuple[str, ...]:
    """Return what can be asked after one of the turns of a conversation."""
    at = next(place for place, record in enumerate(records) if record.id == record_id)
    answer = records[at].body

    def provisions_of(document_id: str) -> tuple[Provision, ...]:
        with suppress(DocumentNotFound):  # gone since the answer was given
            return store.provisions(document_id, principal)
        return ()

    return follow_ups(answer, [record.body["question"] for record in records[:at]], provisions_of, words)
