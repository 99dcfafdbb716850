"""Whether each statement of an answer is carried by what it cites, and cites nothing that carries nothing.

By words, not by meaning: an answer cut from its sources shares its words with them, and a reworded one has to
keep its numbers and most of its words. What this calls carried a person may still find wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.tables import stop_words
from index.vietnamese import fold, normalise, tokens

_CARRIED = 0.6
"""Share of a statement's words, and all of its numbers, that its citations hold together.

The words that name a column stand in the head of a table, which a quoted row does not repeat.
"""
_TAKES_PART = 0.3
"""Share of the words of a quote, or of the statement where that is shorter, that both have."""
_UPPER, _LOWER = (
    "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isalpha() and case(c))
    for case in (str.isupper, str.islower)
)
# Cells of the national portal's tables run into each other: "5 Ngày làm việcMiễn phí".
_GLUED = re.compile(rf"(?<=[{_LOWER}])(?=[{_UPPER}\d])|(?<=\d)(?=[{_UPPER}])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Carried:
    """Counts over the statements of one answer.

    Recall is `supported` of `statements`; precision is `useful` of `citations`, each counted once for every
    statement that cites it.
    """

    statements: int = 0
    supported: int = 0
    citations: int = 0
    useful: int = 0


def carried(answer: Mapping[str, Any]) -> Carried:
    """Count what an answer's citations carry."""
    cited = answer.get("citations") or ()
    rows = [(str(s["text"]), [cited[i] for i in s["citations"]]) for s in answer.get("statements") or ()]
    return Carried(
        statements=len(rows),
        supported=sum(_is_supported(text, group) for text, group in rows),
        citations=sum(len(group) for _, group in rows),
        useful=sum(_takes_part(text, citation) for text, group in rows for citation in group),
    )


def _is_supported(text: str, group: list[Mapping[str, Any]]) -> bool:
    held = "\n".join(
        f"{c['quote']}\n{c['locator']} {c.get('amends') or ''}\n{_name(c['document'])}" for c in group
    )
    words, known = _words(text), _words(held)
    figures = {_figure(n) for n in _NUMBER.findall(_GLUED.sub(" ", normalise(held)))}
    said = {_figure(n) for n in _NUMBER.findall(normalise(text))}
    return said <= figures and len(words & known) >= _CARRIED * len(words)


def _takes_part(text: str, citation: Mapping[str, Any]) -> bool:
    words, quoted = _words(text), _words(str(citation["quote"]))
    shorter = min(len(words), len(quoted))
    return bool(shorter) and len(words & quoted) >= _TAKES_PART * shorter


def _name(document: Mapping[str, Any]) -> str:
    return " ".join(str(document.get(part) or "") for part in ("kind", "number", "title", "issuer"))


def _figure(number: str) -> str:
    """Return a number as numbers are compared: "300,000" is "300.000", and "06" is "6"."""
    return re.sub(r"[.,]", "", number).lstrip("0") or "0"


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold, tokens(_GLUED.sub(" ", normalise(text))))) - stop_words()
