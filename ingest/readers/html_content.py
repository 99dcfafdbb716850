"""Finds the document in a saved web page: what is furniture, what is hidden, where the text stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Elements and class names that are the site's, never the document's.
FURNITURE = frozenset({
    "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "textarea", "select",
    "option", "input", "svg", "iframe", "object", "embed", "canvas", "audio", "video", "img", "link", "meta",
    "head", "next-route-announcer", "dialog", "map",
})  # fmt: skip
_FURNITURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|menu|navbar|navigation\w*|sidebar|footer|cookies?|advert\w*|banner|share|sharing|"
    r"comments?|related|lien-?quan|tooltip|pagination|social|recaptcha|popup|modal|toolbar|tabs-nav)(?:$|[\s_-])",
    re.IGNORECASE,
)
CONTAINERS = (
    "preview-content", "toanvancontent", "fulltext", "noidung-vanban", "content1", "vbcontent",
    "entry-content", "article-content", "post-content", "detail-content", "document-content",
)  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01]?(?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|$|!)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|(?:left|top|text-indent)\s*:\s*-\d{4,}",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|$|!)",
    re.IGNORECASE,
)
_WHITE_NAMES = frozenset({"white", "#fff", "#ffffff"})
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:", re.IGNORECASE)
_TEXT_LEVEL = frozenset(
    {"p", "span", "font", "td", "th", "tr", "li", "b", "i", "u", "strong", "em", "small", "sup", "sub", "a"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "label", "mark"}
)
"""Elements of a text: what is hidden in one was hidden from readers, while sites fold their menus away."""
# A named container that holds less of the page than this is not the text.
CONTAINER_SHARE = 0.3
# The densest block is the smallest that holds this share of the text outside links.
DENSE_SHARE = 0.85


def is_hidden(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Tell whether a browser would not show an element."""
    style = element.get("style")
    if style and _HIDDEN.search(style):
        return True
    return element.get("hidden") is not None or element.get("type") == "hidden"


def _is_white(element: Any) -> bool:  # noqa: ANN401
    """Tell whether an element writes in white and nothing around it has a background of its own."""
    style = element.get("style") or ""
    white = _WHITE.search(style) or (element.get("color") or "").lower() in _WHITE_NAMES
    if not white:
        return False
    return not any(
        _BACKGROUND.search(over.get("style") or "") or over.get("bgcolor") or over.get("class")
        for over in (element, *element.iterancestors())
        if over.tag not in ("body", "html")
    )


def strip_furniture(root: Any) -> int:  # noqa: ANN401
    """Take the site's furniture and hidden elements out of a tree, in place; the text behind them stays.

    Returns how many elements of the text itself were hidden.
    """
    hidden = 0
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or element.tag in FURNITURE or _named(element):
            _drop(element)
        elif is_hidden(element) or _is_white(element):
            hidden += element.tag in _TEXT_LEVEL and bool(element.text_content().strip())
            _drop(element)
    return hidden


def strike(root: Any) -> int:  # noqa: ANN401
    """Take the struck-out wording out of a tree, in place; return the number of places."""
    struck = [e for e in root.iter() if isinstance(e.tag, str) and e is not root and _is_struck(e)]
    places = 0
    for element in struck:
        inside = any(above in struck for above in element.iterancestors())
        if not inside and "".join(element.itertext()).strip():
            places += 1
            _drop(element)
    return places


def _is_struck(element: Any) -> bool:  # noqa: ANN401
    return element.tag in ("s", "strike", "del") or "line-through" in (element.get("style") or "")


def _named(element: Any) -> bool:  # noqa: ANN401
    if element.tag in ("body", "main", "article", "p", "td", "tr", "table"):
        return False
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _FURNITURE_CLASS.search(name) is not None and not any(c in name for c in CONTAINERS)


def _drop(element: Any) -> None:  # noqa: ANN401
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def content_of(body: Any) -> Any:  # noqa: ANN401
    """Return the element that holds the document.

    A known container wins where it holds a fair share of the text; else the smallest block with nearly all of
    the text outside links.
    """
    weights = _weigh(body)
    whole = weights.get(body, 0)
    named = [e for e in _containers(body) if weights.get(e, 0) >= whole * CONTAINER_SHARE]
    if named:
        return max(named, key=lambda e: weights[e])
    here = body
    while True:
        heaviest = max(here, key=lambda e: weights.get(e, 0), default=None)
        if (
            heaviest is None
            or weights.get(heaviest, 0) < whole * DENSE_SHARE
            or heaviest.tag in ("p", "table", "tr")
        ):
            return here
        here = heaviest


def _containers(body: Any) -> Iterator[Any]:  # noqa: ANN401
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        if "data-vbpl-content-root" in element.attrib or any(n in CONTAINERS for n in names):
            yield element


def _weigh(body: Any) -> dict[Any, int]:  # noqa: ANN401
    """Count the characters outside links under each element."""
    weights: dict[Any, int] = {}
    for element in reversed(list(body.iter())):
        own = 0 if element.tag == "a" else len((element.text or "").strip())
        inner = 0 if element.tag == "a" else sum(weights[c] + len((c.tail or "").strip()) for c in element)
        weights[element] = own + inner
    return weights
