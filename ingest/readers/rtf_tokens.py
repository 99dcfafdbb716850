"""Cuts RTF into control words, groups and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<bytes>(?:\\'[0-9a-fA-F]{2})+)"
    rb"|\\(?P<sign>[^a-zA-Z'])|(?P<group>[{}])|(?P<text>[^\\{}\r\n\x00]+)"
)


class Token(NamedTuple):
    """One token: `kind` is `word`, `bytes`, `sign`, `group` or `text`."""

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
        elif kind == "bytes":
            yield Token("bytes", bytes.fromhex(match["bytes"].replace(b"\\'", b"").decode("ascii")))
        else:
            yield Token(kind, match[kind])
