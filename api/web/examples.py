"""Questions to try, made from the documents that are there, so that each of them can have an answer."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TypeVar

from index.document_store import DocumentHead
from index.documents import Kind

T = TypeVar("T")


def examples(heads: Sequence[DocumentHead], words: SimpleNamespace) -> tuple[str, ...]:
    """Return up to one question for each pattern of the words: on procedures, then on acts."""
    procedures = [h for h in heads if h.identity.kind is Kind.PROCEDURE]
    acts = [h for h in heads if h.identity.kind is not Kind.PROCEDURE and h.identity.number]
    on_procedures = zip(
        words.ask.on_procedure, _spread(procedures, len(words.ask.on_procedure)), strict=False
    )
    on_acts = zip(words.ask.on_act, _spread(acts, len(words.ask.on_act)), strict=False)
    return (
        *(pattern.format(name=_name(head)) for pattern, head in on_procedures),
        *(
            pattern.format(kind=head.identity.kind.value, number=head.identity.number)
            for pattern, head in on_acts
        ),
    )


def _name(head: DocumentHead) -> str:
    name = head.title.removesuffix(f"({head.identity.number})").strip(" .;")
    return name[:1].lower() + name[1:]


def _spread(items: Sequence[T], count: int) -> list[T]:
    """Take `count` items at equal distances, so that they differ; all where there are fewer."""
    if len(items) <= count:
        return list(items)
    return [items[(2 * n + 1) * len(items) // (2 * count)] for n in range(count)]
