"""What was filled into the form of a PDF: its fields page by page, with the values that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from ingest.page_policy import policy

TICKED: Final = "☒"
UNTICKED: Final = "☐"
_MOST_FIELDS: Final = 2_000
_DEEPEST: Final = 20
_UNSEEN: Final = 1 << 1 | 1 << 5
"""Flags of an annotation: hidden, not to be viewed."""
_MULTI_LINE: Final = 1 << 12
_PASSWORD: Final = 1 << 13
_PUSH_BUTTON: Final = 1 << 16
_COLOUR: Final = re.compile(r"((?:[\d.]+\s+)+)(?:g|rg)\b")
_SIZE: Final = re.compile(r"([\d.]+)\s+Tf\b")
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class PdfField:
    """A field on a page: its place among the page's annotations, and its edges (left, bottom, right, top).

    `value` is what a viewer shows there: a mark for a box to tick. With `painted` the page itself says what
    is shown, and the value only that there is something. `lines` says that it has lines of its own.
    """

    at: int
    edges: tuple[float, float, float, float]
    value: str
    painted: bool = False
    lines: bool = False


def filled_fields(reader: Any) -> Mapping[int, tuple[PdfField, ...]]:  # noqa: ANN401 - pypdf's objects
    """Return the fields of each page, by its place from 0; none where nothing is filled in.

    A malformed field is left out. Raises what pypdf lets through for malformed pages.
    """
    root = reader.trailer["/Root"]
    if "/AcroForm" not in root:
        return {}
    left = _MOST_FIELDS
    found: dict[int, tuple[PdfField, ...]] = {}
    for number, page in enumerate(reader.pages):
        if "/Annots" not in page:
            continue
        widgets = page["/Annots"][:left]
        left -= len(widgets)
        if fields := tuple(_fields(widgets, root["/AcroForm"])):
            found[number] = fields
    answered = any(field.value != UNTICKED for fields in found.values() for field in fields)
    return found if answered else {}


def _fields(widgets: Iterable[Any], form: Any) -> Iterator[PdfField]:  # noqa: ANN401
    for at, widget in enumerate(widgets):
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            if field := _field(at, widget.get_object(), form):
                yield field


def _field(at: int, widget: Any, form: Any) -> PdfField | None:  # noqa: ANN401
    if widget.get("/Subtype") != "/Widget" or int(widget.get("/F", 0)) & _UNSEEN:
        return None
    kind, flags = _of(widget, "/FT"), int(_of(widget, "/Ff") or 0)
    x0, y0, x1, y1 = (float(edge) for edge in widget["/Rect"])
    edges = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if kind == "/Btn" and not flags & _PUSH_BUTTON:
        state = widget.get("/AS") or _of(widget, "/V") or "/Off"
        mark = UNTICKED if state == "/Off" else TICKED
        return PdfField(at, edges, mark)
    value = _text(widget) if kind in ("/Tx", "/Ch") and not flags & _PASSWORD else ""
    if not value.strip():
        return None
    painted = not form.get("/NeedAppearances") and "/AP" in widget and "/N" in widget["/AP"]
    if not painted and not _is_visible(str(_of(widget, "/DA") or form.get("/DA") or "")):
        return None
    several = kind == "/Tx" and bool(flags & _MULTI_LINE)
    return PdfField(at, edges, value, painted, lines=several)


def _of(widget: Any, key: str) -> Any:  # noqa: ANN401
    """Return what a widget, or a field above it, has under a key."""
    for _ in range(_DEEPEST):
        if key in widget:
            return widget[key].get_object()
        if "/Parent" not in widget:
            return None
        widget = widget["/Parent"].get_object()
    return None


def _text(widget: Any) -> str:  # noqa: ANN401
    """Return the value of a field of text or of choice, as it is shown and not as it is exported."""
    value = _of(widget, "/V")
    shown = dict(_choices(_of(widget, "/Opt") or []))
    values = value if isinstance(value, list) else [value]
    return "\n".join(shown.get(str(one), str(one)) for one in values if isinstance(one, str))


def _choices(options: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    for option in options:
        pair = option.get_object()
        if isinstance(pair, list) and len(pair) > 1:
            yield str(pair[0].get_object()), str(pair[1].get_object())


def _is_visible(appearance: str) -> bool:
    """Tell whether letters that a viewer paints by itself are dark and large enough to be seen."""
    rules = policy().hidden
    if (size := _SIZE.search(appearance)) and 0 < _number(size[1]) < rules.least_points:
        return False
    if colour := _COLOUR.search(appearance):
        return min(_number(part) for part in colour[1].split()) * _WHITE < rules.pale
    return True


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0
