"""Cuts RTF into control words, groups and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    rb"|(?P<group>[{}])|(?P<text>[^\\{}\r\n\x00]+)"
)


class Token(NamedTuple):
    """One token: `kind` is `word`, `byte`, `sign`, `group` or `text`."""

    kind: str
    value: bytes
    number: int | None = None


def tokens(data: bytes) -> Iterator[Token]:
    """Give the tokens in order; what is no RTF is passed by. The bytes of `\\bin` are left out."""
    at = 0
    while match := _TOKEN.search(data, at):
        at = match.end()
        kind = match.lastgroup or "word"
        if kind in ("word", "number"):
            number = int(match["number"]) if match["number"] else None
            if match["word"] == b"bin":
                at += max(number or 0, 0)
                continue
            yield Token("word", match["word"], number)
        elif kind == "byte":
            yield Token("byte", bytes([int(match["byte"], 16)]))
        else:
            yield Token(kind, match[kind])
