"""Takes Markdown and HTML marks out of one line of text."""

from __future__ import annotations

import html
import re

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]\[]+)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_BARE_LINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_STRUCK = re.compile(r"~~(?=\S)(.+?)~~")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~<\"'$%&,/:;=?@^])")
_STARS = re.compile(r"\*+")
_UNDERSCORES = re.compile(r"(?<![\w_])_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![\w_])")
_CODE = re.compile(r"`+([^`]*)`+")
_FACTOR = re.compile(r"[\d)\]]\s?$")
_FACTOR_NEXT = re.compile(r"\s?[\w(\[]")
# Escaped signs are put out of reach while the marks are taken off.
_HIDE = 0xE000


def strike(text: str) -> tuple[str, int]:
    """Take the struck-out wording (`~~…~~`) out of a text; return the rest and the number of places."""
    return _STRUCK.subn("", text)


def clean(line: str) -> str:
    """Return a line without emphasis, escapes, entities, tags and link targets."""
    if not any(c in line for c in "*_\\`&<["):
        return line
    line = _ESCAPED.sub(lambda m: chr(_HIDE + ord(m.group(1))), line)
    line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    line = _TAG.sub("", _BREAK.sub(" ", _BARE_LINK.sub(r"\1", _COMMENT.sub("", line))))
    line = html.unescape(_CODE.sub(r"\1", line))
    line = _UNDERSCORES.sub("", _STARS.sub(_star, line))
    return re.sub("[\ue020-\ue07e]", lambda m: chr(ord(m.group()) - _HIDE), line)


def _star(match: re.Match[str]) -> str:
    """Keep a star that stands for itself: "(*)", "a * b", "2*3"."""
    stars, before, after = match.group(), match.string[: match.start()], match.string[match.end() :]
    alone = before.endswith("(") and after.startswith(")")
    spaced = before.endswith(" ") == after.startswith(" ")
    product = stars == "*" and spaced and _FACTOR.search(before) and _FACTOR_NEXT.match(after)
    return stars if alone or product else ""
