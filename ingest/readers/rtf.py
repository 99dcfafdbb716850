"""Reads RTF: paragraphs and tables, with the font of each run; no pictures, objects or codes of fields."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

from ingest.errors import TooLarge
from ingest.legacy_text import Run, font_encoding
from ingest.readers import declared
from ingest.readers.flow import Flow, merged
from ingest.readers.grids import Row, add_rows
from ingest.readers.rtf_tokens import Token, tokens
from ingest.reading import Reading

_DEEPEST: Final = 500
_WHITE: Final = 0xF0
_TINY: Final = 3
_PAGES: Final = {
    163: "windows-1258", 204: "windows-1251", 161: "windows-1253", 162: "windows-1254", 238: "windows-1250",
    222: "cp874",
}  # fmt: skip
"""Code pages by the character set of a font."""
_SKIPPED: Final = frozenset(
    b"stylesheet pict object objdata header headerl headerr headerf footer footerl footerr "
    b"footerf annotation atnid atnauthor sp nonshppict filetbl listtable listoverridetable "
    b"revtbl rsidtbl generator themedata colorschememapping datastore latentstyles xmlnstbl "
    b"template operator author keywords comment doccomm company manager subject category creatim "
    b"revtim printim buptim private fldinst bkmkstart bkmkend pn".split()
)
_SHOWN: Final = frozenset(
    b"shpinst shptxt shppict dptxbxtext nesttableprops listtext pntext footnote".split()
)
"""Destinations that are read even where they are marked as to be passed by."""
_SIGNS: Final = {
    b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"page": "\n",
}  # fmt: skip
_ESCAPES: Final = {b"~": "\u00a0", b"-": "\xad", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_NEW_FORMAT: Final = frozenset({b"v", b"cf", b"fs", b"plain", b"par", b"cell"})
"""Words after which hidden text is another stretch of it."""
_TITLE: Final = re.compile(rb"[;{}]")


@dataclass(slots=True)
class _State:
    """What a group inherits: the formats of characters and of the paragraph, and where the text goes."""

    into: str = "text"
    font: int = -1
    colour: int = 0
    size: int = 24
    hidden: bool = False
    deleted: bool = False
    shaded: bool = False
    in_table: bool = False
    skip: int = 1
    fresh: bool = True


@dataclass(slots=True)
class _Shape:
    """The cells that `\\trowd` and what follows it declare for the next row."""

    edges: list[int] = field(default_factory=lambda: [0])
    below: list[bool] = field(default_factory=list)
    header: bool = False
    merged: bool = False
    shaded: bool = False


class RtfReader:
    """Reads `.rtf`; headers, footers and comments are left out."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the text; raises `Empty`, `LegacyEncoding` and `TooLarge`."""
        document = _Document(name)
        for token in tokens(data):
            document.take(token)
        return document.reading()


class _Document:
    def __init__(self, name: PurePath) -> None:
        self._name, self._flow = name, Flow(name)
        self._stack: list[_State] = []
        self._state = _State()
        self._fonts: dict[int, tuple[str, str]] = {}
        self._font, self._font_set, self._font_name = -1, 0, b""
        self._colours: list[tuple[int, int, int] | None] = []
        self._colour: list[int] = []
        self._page = "windows-1252"
        self._title: list[str] = []
        self._runs: list[Run] = []
        self._rows: list[Row] = []
        self._row = Row()
        self._shape = _Shape()
        self._default = 0
        self._left = self._half = 0
        self._hiding = self._combines = False
        self._kept: list[Run] = []
        self._notes: list[list[Run]] = []

    def reading(self) -> Reading:
        self._end_paragraph(in_table=False)
        self._close_table()
        for runs in self._notes:
            self._flow.paragraph(runs)
        title = "".join(self._title).strip()
        facts = {**({"title": title} if title else {}), **declared.from_title(title)}
        return self._flow.reading(facts)

    def take(self, token: Token) -> None:
        state = self._state
        if token.kind == "group":
            self._group(opens=token.value == b"{")
        elif token.kind == "word":
            self._word(token.value, token.number)
        elif token.kind == "sign" and token.value == b"*":
            state.into = "?" if state.into != "nothing" else state.into
        elif token.kind == "sign":
            if token.value in (b"\n", b"\r"):
                self._end_paragraph(in_table=state.in_table)
            elif token.value in _ESCAPES:
                self._write(_ESCAPES[token.value])
        else:
            self._bytes(token.value)

    def _group(self, *, opens: bool) -> None:
        if opens:
            if len(self._stack) >= _DEEPEST:
                raise TooLarge(f"{self._name}: groups nested deeper than {_DEEPEST}")
            self._stack.append(self._state)
            self._state = replace(self._state, fresh=True)
        elif self._stack:
            if self._state.into == "fonts":
                self._end_font()
            if self._state.into == "footnote" and self._stack[-1].into != "footnote":
                self._notes.append(self._runs)
                self._runs = self._kept
            self._state = self._stack.pop()

    def _word(self, word: bytes, number: int | None) -> None:  # noqa: PLR0912, PLR0915 - one branch a word
        state, on = self._state, number != 0
        fresh, state.fresh = state.fresh, False
        self._hiding = self._hiding and word not in _NEW_FORMAT
        self._left = 0
        if state.into == "nothing":
            return
        if word in _SHOWN:
            if word == b"footnote" and state.into != "footnote":
                self._begin_note()
            elif state.into != "footnote":
                state.into = "text"
        elif word in _SKIPPED and (fresh or state.into == "?"):
            state.into = "nothing"
        elif word == b"fonttbl":
            state.into = "fonts"
        elif word == b"colortbl":
            state.into = "colours"
        elif word == b"info":
            state.into = "info"
        elif word == b"title" and state.into == "info":
            state.into = "title"
        elif state.into == "?":
            state.into = "nothing"
        elif state.into == "fonts":
            self._font_word(word, number)
        elif state.into == "colours":
            if word in (b"red", b"green", b"blue"):
                self._colour.append(number or 0)
        elif word == b"ansicpg":
            self._page = _known_page(number)
        elif word in (b"f", b"af"):
            state.font = number if word == b"f" and number is not None else state.font
        elif word == b"plain":
            state.font, state.colour, state.size, state.hidden, state.deleted = -1, 0, 24, False, False
            state.shaded = False
        elif word == b"deff":
            self._default = number or 0
        elif word == b"cf":
            state.colour = number or 0
        elif word in (b"highlight", b"chcbpat", b"cb", b"cbpat"):
            state.shaded = bool(number)
        elif word == b"fs":
            state.size = number if number is not None else 24
        elif word == b"v":
            state.hidden = on
        elif word == b"deleted":
            state.deleted = on
        elif word == b"uc":
            state.skip = max(number if number is not None else 1, 0)
        elif word == b"u" and number is not None:
            self._unicode(number)
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        else:
            self._layout(word, number)

    def _layout(self, word: bytes, number: int | None) -> None:
        state, shape = self._state, self._shape
        if word in (b"par", b"sect"):
            self._end_paragraph(in_table=state.in_table)
        elif word == b"pard":
            state.in_table = False
        elif word == b"intbl":
            state.in_table = True
        elif word in (b"cell", b"nestcell"):
            self._end_paragraph(in_table=True)
            if word == b"cell":
                self._row.close_cell()
        elif word == b"trowd":
            self._shape, self._left = _Shape(), 0
        elif word == b"trleft":
            shape.edges[0] = number or 0
        elif word == b"trhdr":
            shape.header = True
        elif word == b"clvmrg":
            shape.merged = True
        elif word == b"clcbpat":
            shape.shaded = True
        elif word == b"cellx":
            shape.edges.append(number or 0)
            shape.below.append(shape.merged)
            shape.merged = False
        elif word == b"row":
            self._end_row()

    def _end_row(self) -> None:
        self._end_paragraph(in_table=True)
        row, shape = self._row, self._shape
        row.close()
        row.edges, row.below, row.header = tuple(shape.edges), tuple(shape.below), shape.header
        self._rows.append(row)
        self._row = Row()

    def _end_paragraph(self, *, in_table: bool) -> None:
        if self._state.into == "footnote":
            self._runs.append(Run(" "))
            return
        paragraph = merged(self._runs)
        if self._combines:
            paragraph = [Run(unicodedata.normalize("NFC", run.text), run.font) for run in paragraph]
        self._runs = []
        if in_table:
            if paragraph:
                self._row.cells[-1].append(paragraph)
            return
        if not paragraph and not self._rows:
            return
        self._close_table()
        self._flow.paragraph(paragraph)

    def _close_table(self) -> None:
        add_rows(self._flow, self._rows)
        for cell in self._row.cells:
            for paragraph in cell:
                self._flow.paragraph(paragraph)
        self._rows, self._row = [], Row()

    def _bytes(self, data: bytes) -> None:
        state = self._state
        if state.into == "fonts":
            self._font_name += data
        elif state.into == "colours":
            for _ in range(data.count(b";")):
                red, green, blue = (self._colour * 3)[:3] or (0, 0, 0)
                self._colours.append((red, green, blue) if self._colour else None)
                self._colour = []
        else:
            if self._left:
                taken = min(self._left, len(data))
                self._left -= taken
                data = data[taken:]
            if data:
                self._write(self._decode(data))

    def _decode(self, data: bytes) -> str:
        name, page = self._named_font()
        if font_encoding(name):
            page = "windows-1252"
        page = page or self._page
        self._combines = self._combines or page == "windows-1258"  # which writes tones after their vowel
        try:
            return data.decode(page)
        except UnicodeDecodeError:
            return data.decode("latin-1")

    def _unicode(self, number: int) -> None:
        code = number + 0x10000 if number < 0 else number
        self._left = self._state.skip
        if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - half of a sign beyond the first plane
            self._write("", half=code)
        elif 0xF000 <= code <= 0xF0FF:  # noqa: PLR2004 - a symbol font's place of a byte
            self._write(chr(code - 0xF000))
        elif code <= 0x10FFFF:  # noqa: PLR2004
            self._write(chr(code))

    def _write(self, text: str, *, half: int = 0) -> None:
        state = self._state
        if half:
            text = self._pair(half)
        if not text or state.into in ("nothing", "?", "fonts", "colours", "info"):
            return
        if state.into == "title":
            self._title.append(text)
        elif state.deleted:
            return
        elif state.hidden or 0 <= state.size < _TINY or self._is_white():
            self._flow.hide(text, goes_on=self._hiding)
            self._hiding = self._hiding or bool(text.strip())
        else:
            self._hiding = False
            self._runs.append(Run(text, self._named_font()[0]))

    def _named_font(self) -> tuple[str, str]:
        font = self._state.font
        return self._fonts.get(font if font >= 0 else self._default, ("", ""))

    def _begin_note(self) -> None:
        """Put the number of a footnote here, and its text behind that of the document."""
        mark = f"[{len(self._notes) + 1}]"
        self._write(mark)
        self._kept, self._runs = self._runs, [Run(f"{mark} ")]
        self._state.into = "footnote"

    def _pair(self, half: int) -> str:
        if half < 0xDC00:  # noqa: PLR2004
            self._half = half
            return ""
        high, self._half = self._half, 0
        return chr(0x10000 + ((high - 0xD800) << 10) + (half - 0xDC00)) if high else ""

    def _is_white(self) -> bool:
        state = self._state
        if state.shaded or (state.in_table and self._shape.shaded):
            return False
        colour = self._colours[state.colour] if 0 <= state.colour < len(self._colours) else None
        return colour is not None and min(colour) >= _WHITE

    def _font_word(self, word: bytes, number: int | None) -> None:
        if word == b"f":
            self._end_font()
            self._font = number if number is not None else -1
        elif word == b"fcharset":
            self._font_set = number or 0

    def _end_font(self) -> None:
        if self._font >= 0 and self._font_name:
            name = _TITLE.split(self._font_name)[0].decode("latin-1").strip()
            self._fonts.setdefault(self._font, (name, _PAGES.get(self._font_set, "")))
        self._font_name, self._font_set = b"", 0


def _known_page(number: int | None) -> str:
    return f"windows-{number}" if number in range(1250, 1259) else "windows-1252"
