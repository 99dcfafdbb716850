"""From drafts to provisions: ids, parents, pages, boxes, and the lines of a procedure card."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any

from index.procedures import ProcedureCard
from index.provisions import Box, Provision, Span, provision_id
from ingest.reading import Draft, Page, Reading, Word

_SAME_LINE = 0.5
"""Two words stand on one line where their boxes share at least this much of the lower one's height."""


def provisions_of(document_id: str, reading: Reading, drafts: Sequence[Draft]) -> tuple[Provision, ...]:
    """Make the provisions of a document, in the order of `drafts`.

    Raises:
        ValueError: a draft's span or parent lies outside; a fault of the parser.
    """
    twins: Counter[tuple[str, str]] = Counter()
    ids: list[str] = []
    for index, draft in enumerate(drafts):
        span, parent = draft.span, draft.parent
        if not 0 <= span.start <= span.end <= len(reading.text):
            raise ValueError(f"{draft.locator}: span {span} outside the text")
        if parent is not None and not 0 <= parent < index:
            raise ValueError(f"{draft.locator}: parent {parent} does not come before it")
        key = (draft.locator, span.of(reading.text))
        ids.append(provision_id(document_id, *key, twins[key]))
        twins[key] += 1
    pages, words = _Pages(reading.pages), _Words(reading.words)
    return tuple(
        Provision(
            id=ids[ordinal],
            document_id=document_id,
            ordinal=ordinal,
            unit=draft.unit,
            locator=draft.locator,
            heading=draft.heading,
            span=draft.span,
            parent_id=None if draft.parent is None else ids[draft.parent],
            lead=draft.lead,
            page=pages.of(draft.span),
            boxes=words.boxes(draft.span),
            cells=draft.cells,
            amends=draft.amends,
        )
        for ordinal, draft in enumerate(drafts)
    )


def tie_card(card: ProcedureCard, provisions: Sequence[Provision]) -> ProcedureCard:
    """Replace the locators that a reader wrote into a card's `provision_id` fields by the provisions' ids.

    Raises:
        KeyError: the card names a locator that no provision has; a fault of the reader.
    """
    ids: dict[str, str] = {}
    for provision in provisions:
        ids.setdefault(provision.locator, provision.id)

    def tied(value: Any) -> Any:  # noqa: ANN401 - any field of a card
        if isinstance(value, tuple):
            return tuple(tied(item) for item in value)
        if hasattr(value, "provision_id"):
            return dataclasses.replace(value, provision_id=ids[value.provision_id])
        return value

    changes = {f.name: tied(getattr(card, f.name)) for f in dataclasses.fields(card)}
    return dataclasses.replace(card, **changes)


class _Pages:
    """Finds the page on which a span begins."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = sorted(pages, key=lambda page: page.span.start)
        self._starts = [page.span.start for page in self._pages]

    def of(self, span: Span) -> int | None:
        place = bisect_right(self._starts, span.start) - 1
        if not self._pages:
            return None
        return self._pages[max(place, 0)].number


class _Words:
    """Finds the boxes of a span, one for each line of each page."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = sorted(words, key=lambda word: word.span.start)
        self._starts = [word.span.start for word in self._words]

    def boxes(self, span: Span) -> tuple[Box, ...]:
        first = bisect_left(self._starts, span.start)
        if first and self._words[first - 1].span.end > span.start:
            first -= 1
        last = bisect_left(self._starts, span.end)
        lines: list[Box] = []
        for word in self._words[first:last]:
            if lines and _on_one_line(lines[-1], word.box):
                lines[-1] = _joined(lines[-1], word.box)
            else:
                lines.append(word.box)
        return tuple(lines)


def _on_one_line(line: Box, word: Box) -> bool:
    if line.page != word.page:
        return False
    shared = min(line.bottom, word.bottom) - max(line.top, word.top)
    return shared >= _SAME_LINE * min(line.bottom - line.top, word.bottom - word.top)


def _joined(a: Box, b: Box) -> Box:
    return Box(a.page, min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))
