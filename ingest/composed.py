"""A text in the form that patterns are written in, with the way back to the characters as they were read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index.provisions import Span

_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
_BLANKS = dict.fromkeys([0x00A0, 0x202F, 0x3000, *range(0x2000, 0x200B)], " ")
_GONE = dict.fromkeys([0x00AD, 0x2060, 0xFEFF, *range(0x200B, 0x2010)])
_PLAIN = str.maketrans({**_BLANKS, **_GONE, 0x00D0: "Đ", 0x00F0: "đ"})


@dataclass(frozen=True, slots=True)
class Composed:
    """`text` is NFC with plain blanks and `đ`; `offsets[i]` is where its character `i` begins in the source.

    `offsets` has one entry more than `text` has characters, or is `None` where both texts are the same.
    """

    text: str
    offsets: tuple[int, ...] | None = None

    @classmethod
    def of(cls, source: str) -> Composed:
        """Compose a text."""
        if source.isascii() or (
            unicodedata.is_normalized("NFC", source) and source.translate(_PLAIN) == source
        ):
            return cls(source)
        parts: list[str] = []
        offsets: list[int] = []
        for match in _CLUSTER.finditer(source):
            part = unicodedata.normalize("NFC", match.group()).translate(_PLAIN)
            parts.append(part)
            offsets.extend([match.start()] * len(part))
        offsets.append(len(source))
        return cls("".join(parts), tuple(offsets))

    def span(self, start: int, end: int, shift: int = 0) -> Span:
        """Return the span of the source that the characters [start, end) came from, moved by `shift`."""
        if self.offsets is None:
            return Span(start + shift, end + shift)
        return Span(self.offsets[start] + shift, self.offsets[end] + shift)
