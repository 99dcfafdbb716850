"""Tells which acts have outlived the law that they detail: with a law ends, as a rule, what details it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

from index.access import Principal
from index.document_store import DocumentStore
from index.documents import Document, Kind
from index.namesakes import law_year, namesakes
from index.vietnamese import fold, normalise

_DETAILS: Final = re.compile(r"\b(?:chi tiet|huong dan|thi hanh)\b")
_LAW: Final = re.compile(
    r"(?:(?!\b(?:nghi quyet|nghi dinh|thong tu|quyet dinh)\b).){0,80}?"
    r"\b(?P<name>(?:bo luat|luat|phap lenh) .+)"
)
_AMENDING: Final = re.compile(r"^[^:]*:?\s*(?:ve (?:viec )?)?(?:sua doi|bo sung|bai bo)\b")
_CALLED: Final = (
    r"\b((?:bộ luật|luật|pháp lệnh)\s(?:(?!\b(?:luật|pháp lệnh)\s)[^\n;:()\d“”\"]){{2,120}}?)"
    r",?\s(?:năm\s\d{{4}}\s)?(?:số\s?:?\s?)?{number}"
)
_PREAMBLE: Final = 6000
"""Characters at the head of an act in which its legal bases stand."""
_ACTS: Final = frozenset({Kind.DECREE, Kind.CIRCULAR, Kind.JOINT_CIRCULAR})


@lru_cache(maxsize=1 << 14)
def may_detail(title: str) -> bool:
    """Tell whether a title is that of an act that details a law, and does not only amend one."""
    return _detailed_name(title) is not None


def laws_detailed(document: Document) -> tuple[str, ...]:
    """Return the numbers of the laws that an act details: its title names them, its legal bases number them.

    On other laws among its bases it only rests beside that, and goes on without them.
    """
    name = _detailed_name(document.title) if document.identity.kind in _ACTS else None
    if name is None:
        return ()
    head = " ".join(normalise(document.text[:_PREAMBLE]).split())
    return tuple(
        number
        for number in document.legal_bases
        if law_year(number) and any(f"{name} ".startswith(f"{called} ") for called in _names(head, number))
    )


def outlived(document: Document, store: DocumentStore, on: date, principal: Principal) -> bool:
    """Tell whether the law that an act details has ended by a day, or is presumed to have been replaced.

    An act details what is in force when it is made: a law that ended before that, or a later one of its name
    that was there already, tells nothing.
    """
    laws = laws_detailed(document)
    if not laws:
        return False
    made = document.identity.issued_on or document.validity.starts
    ended = store.numbers_ended(on, principal, list(laws))
    later = namesakes(laws, store, on, principal)
    return any(made is None or act.on > made for act in ended.values()) or any(
        made is None or law_year(one.number) > made.year for one in later
    )


def _detailed_name(title: str) -> str | None:
    """Return the words of a folded title from the name of the law that is detailed on."""
    folded = " ".join(fold(normalise(title)).split())
    details = None if _AMENDING.match(folded) else _DETAILS.search(folded)
    law = _LAW.match(folded, details.end()) if details else None
    return law["name"] if law else None


def _names(head: str, number: str) -> list[str]:
    """Return by which names, folded, the head of an act calls the law of a number."""
    pattern = _CALLED.format(number=re.escape(number))
    return [" ".join(fold(m[1]).split()) for m in re.finditer(pattern, head, re.IGNORECASE)]
