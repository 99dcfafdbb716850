"""From provisions to passages: the units that carry a meaning, as they are searched.

An article that fits stays whole; a longer one is cut into clauses (tiny neighbours together), a long clause
into groups of points with its lead repeated. Rows of tables go in groups, each value under its header. Lists
(legal bases, papers, forms) are found by their words and get no dense text: each vector costs about 60 ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.provisions import DIVISIONS, Passage, Provision, Span, Unit, passage_key
from index.vietnamese import fold
from ingest.reading import Draft
from ingest.table_rows import BELONGS_TO

WHOLE_ARTICLE = 1400
WHOLE_CLAUSE = 1800
TINY_CLAUSES = 600
ROWS = 700
DENSE = 1000
_SHORT_CHAPTER = 120
_PARAGRAPHS = 1000
_RECORD = frozenset({Unit.FIELD, Unit.STEP, Unit.CHANNEL, Unit.PAPER, Unit.BASIS})
_LEXICAL_ONLY = frozenset({Unit.BASIS, Unit.PAPER, Unit.FORM, Unit.PREAMBLE})
_LIMITS = {Unit.ARTICLE: WHOLE_ARTICLE, Unit.APPENDIX: _PARAGRAPHS, Unit.FORM: _PARAGRAPHS}
_NAME = 250
_COLUMNS = 160
_LEAST_CELL = 40
_WORTH_A_VECTOR = 60
_NOTABLE = 40
_OVERVIEW = 700
_OVERVIEW_FIELDS = 16
_UNKNOWN = "khong co thong tin"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Provisions that go together: their indexes, words, and whether a vector is worth it.

    Rows of a table have the names of their columns besides, and what of their words goes into the vector.
    """

    members: tuple[int, ...]
    words: str
    dense: bool = True
    shortened: str = ""
    columns: str = ""


def passages(
    document_id: str, title: str, drafts: Sequence[Draft], provisions: Sequence[Provision], text: str
) -> tuple[Passage, ...]:
    """Cut a document into passages; `provisions` are those made of `drafts`, in the same order.

    Raises:
        ValueError: the two do not have the same length.
    """
    if len(drafts) != len(provisions):
        raise ValueError(f"{len(drafts)} drafts and {len(provisions)} provisions")
    cutter = _Cutter(drafts, text)
    record = any(draft.unit in _RECORD for draft in drafts)
    made: dict[int, Passage] = {}
    for piece in cutter.record() if record else cutter.act():
        first = drafts[piece.members[0]]
        ids = tuple(provisions[i].id for i in piece.members)
        heading = cutter.heading(piece.members[0])
        body = (
            f"{first.lead} {piece.words}".strip()
            if first.lead and not piece.words.startswith(first.lead)
            else piece.words
        )
        context = _join(title[:_NAME], first.heading) if record else first.heading
        told = piece.shortened or body
        dense = _compact(told if told.startswith(context) else f"{context}. {told}") if piece.dense else ""
        key = passage_key(document_id, ids)
        name = _join(title, heading, _amended(drafts, piece.members), piece.columns)
        made.setdefault(key, Passage(key, document_id, ids, name, body, dense))
    return tuple(made.values())


def _amended(drafts: Sequence[Draft], members: Sequence[int]) -> str:
    """Name the place of another act whose wording a passage gives, so that it is found under that act too."""
    quoted = next((drafts[i] for i in sorted(members) if drafts[i].amends is not None), None)
    if quoted is None:
        return ""
    _, mark, place = quoted.locator.rpartition("«")
    return f"{place.partition('»')[0]} {quoted.amends}" if mark else ""


def _join(*parts: str) -> str:
    return " – ".join(dict.fromkeys(part for part in parts if part))


def _compact(words: str, most: int = DENSE) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0]


class _Cutter:
    def __init__(self, drafts: Sequence[Draft], text: str) -> None:
        self._drafts = drafts
        self._text = text
        self._children: dict[int | None, list[int]] = {}
        for i, draft in enumerate(drafts):
            self._children.setdefault(draft.parent, []).append(i)

    def heading(self, at: int) -> str:
        """Return the heading of a unit, after that of its chapter where that one is short."""
        draft = self._drafts[at]
        above = draft.parent
        while above is not None and self._drafts[above].unit not in DIVISIONS:
            above = self._drafts[above].parent
        chapter = self._drafts[above].heading if above is not None else ""
        return _join(chapter if len(chapter) <= _SHORT_CHAPTER else "", draft.heading)

    def act(self) -> Iterator[_Piece]:
        """Go over the pieces of an act or of a plain text."""
        yield from self._siblings(self._children.get(None, []))

    def _siblings(self, units: Sequence[int]) -> Iterator[_Piece]:
        group: list[int] = []
        for i in units:
            if self._drafts[i].unit is Unit.PARAGRAPH and not self._children.get(i):
                if (group and self._size(group[0], i) > _PARAGRAPHS) or (
                    group and not self._same_heading(group[0], i)
                ):
                    yield self._group(group)
                    group = []
                group.append(i)
                continue
            if group:
                yield self._group(group)
                group = []
            yield from self._unit(i)
        if group:
            yield self._group(group)

    def _same_heading(self, one: int, other: int) -> bool:
        return self._drafts[one].heading == self._drafts[other].heading

    def _unit(self, at: int) -> Iterator[_Piece]:
        draft = self._drafts[at]
        below = self._children.get(at, [])
        rows = [i for i in below if self._drafts[i].unit is Unit.TABLE_ROW]
        inner = [i for i in below if self._drafts[i].unit is not Unit.TABLE_ROW]
        if draft.unit in DIVISIONS and self._is_division(at):
            yield from self._siblings(inner)
        elif draft.unit is Unit.TABLE_ROW:
            yield from self._rows([at])
            return
        elif not inner or self._fits(at):
            yield self._whole(at)
            for i in self._descendants(at):
                if self._drafts[i].unit is not Unit.TABLE_ROW:
                    deeper = [x for x in self._children.get(i, []) if self._drafts[x].unit is Unit.TABLE_ROW]
                    yield from self._rows(deeper)
        else:
            yield from self._with(at, list(self._parts(at, inner)))
        yield from self._rows(rows)

    def _with(self, at: int, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
        """Let the first piece stand for the enclosing unit too, where none does."""
        for number, piece in enumerate(pieces):
            if number == 0 and not any(at in other.members for other in pieces):
                yield _Piece((*piece.members, at), piece.words, piece.dense)
            else:
                yield piece

    def _is_division(self, at: int) -> bool:
        return any(
            self._drafts[i].unit is Unit.ARTICLE or self._drafts[i].unit in DIVISIONS
            for i in self._children.get(at, [])
        )

    def _fits(self, at: int) -> bool:
        draft = self._drafts[at]
        length = draft.span.end - draft.span.start
        length -= sum(
            self._drafts[i].span.end - self._drafts[i].span.start
            for i in self._descendants(at)
            if self._drafts[i].unit is Unit.TABLE_ROW
        )
        return length <= _LIMITS.get(draft.unit, WHOLE_CLAUSE)

    def _parts(self, at: int, inner: Sequence[int]) -> Iterator[_Piece]:
        """Cut a unit that is too long into groups of its children, after what stands before them."""
        draft = self._drafts[at]
        intro = self._own_words(at, inner[0])
        if len(intro) > len(draft.heading) + len(self._drafts[inner[0]].lead) + _NOTABLE:
            yield self._piece((at,), intro)
        group: list[int] = []
        for i in inner:
            small = not self._children.get(i) or self._fits(i)
            most = TINY_CLAUSES if draft.unit is Unit.ARTICLE else WHOLE_ARTICLE
            if group and (not small or self._size(group[0], i) > most):
                yield self._group(group)
                group = []
            if small and not self._has_rows(i):
                group.append(i)
            else:
                yield from self._unit(i)
        if group:
            yield self._group(group)

    def _has_rows(self, at: int) -> bool:
        return any(self._drafts[i].unit is Unit.TABLE_ROW for i in self._descendants(at))

    def _size(self, first: int, last: int) -> int:
        return self._drafts[last].span.end - self._drafts[first].span.start

    def _descendants(self, at: int) -> Iterator[int]:
        for i in self._children.get(at, []):
            yield i
            yield from self._descendants(i)

    def _group(self, units: Sequence[int]) -> _Piece:
        members = [x for i in units for x in (i, *self._descendants(i))]
        words = "\n".join(self._words(i) for i in units)
        return self._piece(tuple(members), words)

    def _whole(self, at: int) -> _Piece:
        members = (at, *(i for i in self._descendants(at) if self._drafts[i].unit is not Unit.TABLE_ROW))
        return self._piece(members, self._words(at))

    def _words(self, at: int) -> str:
        """Return a unit's words without the rows of its tables, which are passages of their own."""
        return self._without_rows(self._descendants(at), self._drafts[at].span)

    def _own_words(self, at: int, first: int) -> str:
        """Return a unit's words before its child `first`, without rows of tables."""
        span = Span(self._drafts[at].span.start, self._drafts[first].span.start)
        before = (i for i in self._children[at] if self._drafts[i].span.start < span.end)
        return self._without_rows(before, span)

    def _without_rows(self, units: Iterable[int], span: Span) -> str:
        out, start = [], span.start
        for i in units:
            if self._drafts[i].unit is Unit.TABLE_ROW:
                out.append(self._text[start : self._drafts[i].span.start])
                start = max(start, self._drafts[i].span.end)
        out.append(self._text[start : span.end])
        return "".join(out).strip()

    def _piece(self, members: tuple[int, ...], words: str) -> _Piece:
        at: int | None = members[0]
        dense = len(words) >= _WORTH_A_VECTOR
        while at is not None and dense:
            dense = self._drafts[at].unit not in _LEXICAL_ONLY
            at = self._drafts[at].parent
        return _Piece(members, words, dense)

    def _rows(self, rows: Sequence[int]) -> Iterator[_Piece]:
        group: list[int] = []
        size = 0
        for i in rows:
            words = self._row(i)
            same = not group or self._same_heading(group[-1], i)
            if group and (size + len(words) > ROWS or not same):
                yield self._row_piece(group)
                group, size = [], 0
            group.append(i)
            size += len(words)
        if group:
            yield self._row_piece(group)

    def _row_piece(self, rows: Sequence[int]) -> _Piece:
        """Return a group of rows, found by what the table is about and by the names of its columns."""
        words = "\n".join(self._row(i) for i in rows)
        headers = dict.fromkeys(header for i in rows for header, _ in self._drafts[i].cells if header)
        columns = _compact(", ".join(name for name in headers if name != BELONGS_TO), _COLUMNS)
        told = words if len(words) <= ROWS else "\n".join(self._row(i, ROWS // len(rows)) for i in rows)
        dense = self._piece(tuple(rows), f"{self._drafts[rows[0]].heading} {words}").dense
        return _Piece(tuple(rows), words, dense, told, columns)

    def _row(self, at: int, most: int = 0) -> str:
        """Return a row, each value under its header; with `most`, long values give up what is too much."""
        cells = [cell for cell in self._drafts[at].cells if cell[0] != BELONGS_TO]
        if not cells:
            return self._drafts[at].span.of(self._text)
        if most:
            lengths = sorted(len(value) for _, value in cells)
            share, room = most, most - sum(len(header) + 4 for header, _ in cells)
            for left, length in zip(range(len(lengths), 0, -1), lengths, strict=True):
                share = max(room // left, _LEAST_CELL)
                room -= min(length, share)
            cells = [(header, _compact(value, share)) for header, value in cells]
        return "; ".join(f"{header}: {value}" if header else value for header, value in cells)

    def record(self) -> Iterator[_Piece]:
        """Go over the pieces of a procedure record: an overview, then each field."""
        tops = self._children.get(None, [])
        short = [i for i in tops if self._is_fact(i)][:_OVERVIEW_FIELDS]
        if short:
            words = "\n".join(self._line(i) for i in short if not self._is_unknown(i))
            members = (x for i in short for x in (i, *self._descendants(i)))
            yield _Piece(tuple(members), words, bool(words))
        for i in tops:
            if i not in short:
                yield from self._with(i, list(self._field(i)))

    def _is_fact(self, at: int) -> bool:
        """A field that is one short value: name, level, applicants, result."""
        draft = self._drafts[at]
        below = {self._drafts[i].unit for i in self._children.get(at, [])}
        return draft.span.end - draft.span.start <= _OVERVIEW and below <= {Unit.PARAGRAPH}

    def _is_unknown(self, at: int) -> bool:
        return _UNKNOWN in fold(self._drafts[at].span.of(self._text))

    def _line(self, at: int) -> str:
        words = self._words(at)
        heading = self._drafts[at].heading
        words = words.removeprefix(heading).strip()
        return f"{heading}: {words}" if heading else words

    def _field(self, at: int) -> Iterator[_Piece]:
        below = self._children.get(at, [])
        units = {self._drafts[i].unit for i in below} or {self._drafts[at].unit}
        if not below:
            yield self._piece((at,), self._words(at))
            return
        dense = not units & _LEXICAL_ONLY
        group: list[int] = []
        size = 0
        for i in below:
            words = self._record_words(i)
            if group and size + len(words) > WHOLE_ARTICLE and Unit.BASIS not in units:
                yield self._record_piece(at, group, dense=dense)
                group, size = [], 0
            group.append(i)
            size += len(words)
        yield self._record_piece(at, group, dense=dense)

    def _record_piece(self, field: int, units: Sequence[int], *, dense: bool) -> _Piece:
        members = tuple(x for i in units for x in (i, *self._descendants(i)))
        return _Piece(members, "\n".join(self._record_words(i) for i in units), dense)

    def _record_words(self, at: int) -> str:
        return self._row(at) if self._drafts[at].cells else self._words(at)
