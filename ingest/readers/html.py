"""Reads saved web pages: the act's text and tables, without the site's menus, scripts and hidden parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from lxml import etree, html

from index.vietnamese import fold
from ingest.doubts import doubt
from ingest.errors import Damaged, Empty, LegacyEncoding, TooLarge
from ingest.readers import declared
from ingest.readers.encoding import decode_raw, is_legacy, legacy_doubts
from ingest.readers.html_blocks import write_blocks
from ingest.readers.html_content import content_of, strike, strip_furniture
from ingest.readers.html_legacy import convert_tree
from ingest.readers.limits import MAX_DEPTH
from ingest.readers.text_builder import TextBuilder, one_line
from ingest.reading import Reading

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_LABEL_CLASS = re.compile(r"label|attribute-name|thuoc-tinh-ten", re.IGNORECASE)
_STATUS = re.compile(
    r"(?:Còn|Chưa có|Hết|Ngưng|Tạm ngưng)\s+hiệu lực(?:\s+(?:toàn bộ|một phần|toàn phần))?|Không còn phù hợp",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^\s*(?:Điều|ĐIỀU)\s+\d", re.MULTILINE)
_TAGS_NEST = re.compile(r"<(/?)(?:div|span|p|table|tr|td|ul|ol|li|b|i|font)\b[^>]*?(/?)>", re.IGNORECASE)
# Below this many characters a page without an article has nothing but its attributes.
FEW_CHARACTERS = 3000
MANY_FACTS = 3


class HtmlReader:
    """Reads the act out of a portal page."""

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take out the document's text and tables; `declared` comes from its title and attributes.

        A page that shows only attributes, or no document, is read with a doubt. Raises `Empty`, `Damaged`,
        `LegacyEncoding` and `TooLarge`.
        """
        text = decode_raw(_recoded(data), name)
        if len(re.findall(r"<", text)) > 1 and _depth(text) > MAX_DEPTH:
            raise TooLarge(f"{name}: elements nested more than {MAX_DEPTH} deep")
        body = _body(text, name)
        doubts = legacy_doubts(convert_tree(body))
        heading = next((one_line(e.text_content()) for e in body.iter("h1")), "")
        portal = _portal_line(body)
        hidden = strip_furniture(body)
        content = content_of(body)
        struck = strike(content)
        facts = list(_facts(body))
        if _only_facts(content, facts):
            return _facts_only(body, heading, facts, name, doubts)
        builder = TextBuilder(name)
        write_blocks(content, builder)
        written = builder.text()
        if not written.strip():
            raise Empty(f"{name}: the page has no text")
        if is_legacy(written):
            raise LegacyEncoding(f"{name}: the text is in an encoding of before Unicode that is not known")
        if hidden:
            doubts = (*doubts, doubt("hidden_text", count=str(hidden)))
        if struck:
            doubts = (*doubts, doubt("struck_out", count=str(struck)))
        return Reading(
            text=written,
            declared=_declared(heading, [*facts, *portal]),
            tables=tuple(builder.tables),
            doubts=doubts,
        )


def _recoded(data: bytes) -> bytes:
    match = _CHARSET.search(data[:4096])
    charset = match.group(1).decode("ascii", "replace").lower() if match else "utf-8"
    if charset not in ("windows-1252", "iso-8859-1"):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # Such pages write Vietnamese as entities; the few bytes beyond ASCII are typographic signs.
        return data.decode("windows-1252", "replace").encode()
    return data


def _depth(text: str) -> int:
    """Return how deep the common elements nest; it is counted on the marks, as the parser cuts off."""
    depth = deepest = 0
    for match in _TAGS_NEST.finditer(text):
        if match.group(1):
            depth = max(depth - 1, 0)
        elif not match.group(2) and match.group()[1:3].lower() not in ("p ", "p>", "li"):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _body(text: str, name: PurePath) -> Any:  # noqa: ANN401 - lxml has no types
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Empty(f"{name}: the page has no content") from error
    body = root.find("body") if isinstance(root.tag, str) and root.tag == "html" else None
    if body is None:
        raise Damaged(f"{name}: the page has no body")
    return body


def _portal_line(body: Any) -> list[tuple[str, object]]:  # noqa: ANN401
    """Read what portals print beside the title: a tag with the status, and label-value pairs of dates."""
    found: list[tuple[str, object]] = []
    for element in body.iter("div", "span", "li", "p", "td"):
        text = one_line(element.text or "")
        if not text or len(text) > 40:  # noqa: PLR2004 - labels are short
            continue
        if _STATUS.fullmatch(text):
            found.append(("tình trạng", text))
        elif text.endswith(":") and declared.key_of(text) and element.getnext() is not None:
            found.append((text, one_line(element.getnext().text_content())))
    return found


def _facts(body: Any) -> Iterator[tuple[str, object]]:  # noqa: ANN401
    """Yield the label-value pairs of attribute tables."""
    for element in body.iter("td", "th", "dt", "span", "div", "b", "strong"):
        following = element.getnext()
        if following is None or len(element) > 2:  # noqa: PLR2004 - a label has little inside
            continue
        text = one_line(element.text_content())
        if not text or len(text) > 40:  # noqa: PLR2004 - labels are short
            continue
        if declared.key_of(text) or (
            element.tag == "span" and _LABEL_CLASS.search(element.get("class") or "")
        ):
            yield text.rstrip(":"), one_line(following.text_content())


def _only_facts(content: Any, facts: list[tuple[str, object]]) -> bool:  # noqa: ANN401
    text = content.text_content()
    if len(text) > FEW_CHARACTERS or _ARTICLE.search(text):
        return False
    return len(facts) >= MANY_FACTS or "khong ton tai" in fold(text)


def _facts_only(
    body: Any,  # noqa: ANN401
    title: str,
    facts: list[tuple[str, object]],
    name: PurePath,
    doubts: tuple[str, ...],
) -> Reading:
    builder = TextBuilder(name)
    if len(facts) >= MANY_FACTS:
        builder.line(title)
        builder.table([[label, str(value)] for label, value in facts], 0)
        told = doubt("attributes_only")
    else:
        write_blocks(body, builder)
        told = doubt("not_existing")
    written = builder.text()
    if not written.strip():
        raise Empty(f"{name}: the page has no text")
    return Reading(written, _declared(title, facts), tables=tuple(builder.tables), doubts=(*doubts, told))


def _declared(title: str, facts: list[tuple[str, object]]) -> dict[str, str]:
    return {**({"title": title} if title else {}), **declared.from_title(title), **declared.collect(facts)}
