"""Reads slides of PowerPoint 2003 and before: the texts of the slides in their order ([MS-PPT])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from ingest.errors import Damaged, Encrypted, TooLarge, Unreadable
from ingest.legacy_text import Run
from ingest.readers import declared
from ingest.readers.flow import Flow
from ingest.readers.ole import BROKEN, Streams
from ingest.reading import Reading

_CONTAINER: Final = 0xF
_SLIDE_LIST, _SLIDE_PLACE, _CRYPT = 4080, 1011, 12052
_WIDE, _NARROW = 4000, 4008
_DEEPEST: Final = 60
_MOST_RECORDS: Final = 2_000_000
_MOST_EDITS: Final = 10_000


class PptReader:
    """Reads `.ppt`: what each slide says, slide by slide; masters and notes are left out."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text.

        Raises `Damaged`, `Empty`, `Encrypted`, `LegacyEncoding` and `TooLarge`.
        """
        streams = Streams(data, name)
        flow = Flow(name)
        try:
            show = _Show(streams.read("PowerPoint Document"), streams.read("Current User"), name)
            for text in show.texts():
                for line in text.replace("\x0b", "\r").split("\r"):
                    flow.paragraph([Run(line)])
        except Unreadable:
            raise
        except BROKEN as error:
            raise Damaged(f"{name}: the slides are broken ({type(error).__name__})") from error
        title = streams.title().strip()
        facts = {**({"title": title} if title else {}), **declared.from_title(title)}
        return flow.reading(facts)


class _Show:
    """The tree of records of a file; each has a kind, a length, and records or content inside.

    A file holds all that was ever saved; the last edit names where the parts in force lie.
    """

    def __init__(self, data: bytes, user: bytes, name: PurePath) -> None:
        self._data, self._name = data, name
        self._count = 0
        (edit,) = struct.unpack_from("<I", user, 16)
        self._places: dict[int, int] = {}
        self._document = self._edits(edit)

    def texts(self) -> Iterator[str]:
        for kind, instance, at, stop in self._inside(*self._body(self._places[self._document])):
            if kind != _SLIDE_LIST or instance:
                continue
            for inner, _, begin, end in self._inside(at, stop):
                if inner == _SLIDE_PLACE:
                    (slide,) = struct.unpack_from("<I", self._data, begin)
                    if slide in self._places:
                        yield from self._all(*self._body(self._places[slide]), 0)
                else:
                    yield from self._text(inner, begin, end)

    def _edits(self, edit: int) -> int:
        """Follow the edits from the last to the first; return the number of the document's part."""
        document = 0
        for _ in range(_MOST_EDITS):
            at, stop = self._body(edit)
            _, _, earlier, places, named = struct.unpack_from("<IIIII", self._data, at)
            document = document or named
            at, stop = self._body(places)
            while at + 4 <= stop:
                (head,) = struct.unpack_from("<I", self._data, at)
                first, count = head & 0xFFFFF, head >> 20
                for number in range(count):
                    (place,) = struct.unpack_from("<I", self._data, at + 4 + 4 * number)
                    self._places.setdefault(first + number, place)
                at += 4 + 4 * count
            if not earlier:
                return document
            edit = earlier
        raise TooLarge(f"{self._name}: more than {_MOST_EDITS} edits")

    def _body(self, at: int) -> tuple[int, int]:
        kind, length = struct.unpack_from("<HI", self._data, at + 2)
        if kind == _CRYPT:
            raise Encrypted(f"{self._name}: locked with a password")
        return at + 8, min(at + 8 + length, len(self._data))

    def _inside(self, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """Give the records between two places: kind, instance, and where each begins and ends."""
        while at + 8 <= end:
            self._count += 1
            if self._count > _MOST_RECORDS:
                raise TooLarge(f"{self._name}: more than {_MOST_RECORDS} records")
            head, kind, length = struct.unpack_from("<HHI", self._data, at)
            stop = min(at + 8 + length, end)
            yield kind, head >> 4 if head & 0xF == _CONTAINER else -1, at + 8, stop
            at = stop

    def _all(self, at: int, end: int, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise TooLarge(f"{self._name}: records nested too deeply")
        for kind, instance, begin, stop in self._inside(at, end):
            if instance >= 0:
                yield from self._all(begin, stop, depth + 1)
            else:
                yield from self._text(kind, begin, stop)

    def _text(self, kind: int, at: int, stop: int) -> Iterator[str]:
        if kind == _WIDE:
            yield self._data[at : stop - (stop - at) % 2].decode("utf-16-le", "replace")
        elif kind == _NARROW:
            yield self._data[at:stop].decode("latin-1")
