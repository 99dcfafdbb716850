"""A conversation as the page shows it: one turn whole, with its sources, and the others around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from api.contracts import RecordLike
from api.web.answers import AnswerView, answer_view
from api.web.differences import Differences, differences


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


def thread_view(
    conversation_id: str,
    records: Sequence[RecordLike],
    record_id: str,
    words: SimpleNamespace,
    against: str = "",
) -> ThreadView:
    """Put the turns of a conversation in order around one of them, which must be among them.

    `against` names another of its turns to compare with; one that is not there is not compared.
    """
    at = next(place for place, record in enumerate(records) if record.id == record_id)
    views = [answer_view(record.body, words) for record in records]
    other = next((view for view in views if against and view.record_id == against != record_id), None)
    compared = differences(views[at], other) if other else None
    return ThreadView(conversation_id, tuple(views[:at]), views[at], tuple(views[at + 1 :]), compared)
