"""How a provision is named in an answer, in the language of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from assistant.tables import load
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Provision, Unit

_LONGEST = 90
_DANGLING = re.compile(
    r"(?:(?:^|[\s,]+)(?:Điều|khoản|điểm|mục|dòng|đoạn|Bước|bước|giấy tờ|văn bản|kết quả|trường hợp|«))*"
    r"[\s,]*$"
)
_PLACE = re.compile(r"(?:Điều|Phụ lục) \S+(?: khoản \S+)?(?: điểm \S+)?(?: tiết \S+)?(?: đoạn \d+)?")
_PLACE_PART = re.compile(r"(?:Điều|Phụ lục|khoản|điểm|tiết|đoạn) \S+")
_PROCEDURE_UNITS = frozenset({Unit.FIELD, Unit.STEP, Unit.CHANNEL, Unit.PAPER, Unit.BASIS})


def document_name(head: DocumentHead, language: str) -> str:
    """Return how officials call a document: kind and number, or its title where it has no number."""
    number = head.identity.number
    words = load("names")[language]
    if head.identity.kind is Kind.PROCEDURE:
        return f"{words['procedure']} {number or shorten(head.title)}"
    if number is None:
        return shorten(head.title)
    kind = words["kinds"].get(head.identity.kind.value, head.identity.kind.value)
    return f"{kind} {number}"


def common_locator(locators: Sequence[str]) -> str:
    """Return the place that several provisions share: "Điều 75" for its clauses 1 and 2; else all places."""
    words = [locator.replace("«", "« ").split(" ") for locator in locators]
    shared = [row[0] for row in takewhile(lambda row: len(set(row)) == 1, zip(*words, strict=False))]
    if len(set(locators)) == 1:
        return locators[0]
    together = _DANGLING.sub("", " ".join(shared)).replace("« ", "«")
    return together or ", ".join(dict.fromkeys(locators))


def provision_name(head: DocumentHead, provision: Provision, locator: str, language: str) -> str:
    """Return the full name of a place in a document: its place, then its document.

    Wording that an act gave another one is named as that one's: "khoản 1 Điều 22 Thông tư A, được sửa đổi, bổ
    sung bởi khoản 11 Điều 1 Thông tư B".
    """
    document = document_name(head, language)
    outer, quoted, inner = locator.partition(" «")
    if quoted and provision.amends and (place := _reversed(inner.rstrip("»"))):
        words, amended = load("names")[language], act_name(provision.amends, language)
        theirs, own = (_in_language(one, language) for one in (place, _reversed(outer) or outer))
        name = words.get("amended", load("names")["vi"]["amended"])
        return str(name.format(place=theirs, act=amended, by=own, document=document))
    joint = ", " if provision.unit in _PROCEDURE_UNITS else " "
    return f"{place_name(locator, language)}{joint}{document}" if locator else document


def place_name(locator: str, language: str = "vi") -> str:
    """Return a locator as it is written in a sentence: "điểm b khoản 1 Điều 54", or in the language's words.

    A locator that is no article with its clauses (a row, a step, an appendix's part) stays as it is.
    """
    outer, quoted, inner = locator.partition(" «")
    own = _reversed(outer) or outer
    if quoted and (place := _reversed(inner.rstrip("»"))):
        return str(load("names")["vi"]["new_words"].format(place=place, by=own))
    return _in_language(own if not quoted else locator, language)


def act_name(number: str, language: str) -> str:
    """Return how an act is called of which only the number is known: by the kind that its letters tell.

    A title, given for want of a number, stays as it is.
    """
    words = load("names")
    for pattern, kind in words["kinds_by_number"].items():
        if " " not in number and re.search(pattern, number):
            return f"{words[language]['kinds'].get(kind, kind)} {number}"
    return number


def _reversed(locator: str) -> str:
    """Return "điểm b khoản 1 Điều 54" for "Điều 54 khoản 1 điểm b"; of several, each; else ""."""
    places = [place for place in locator.split(", ") if place]
    if not places or not all(_PLACE.fullmatch(place) for place in places):
        return ""
    return ", ".join(" ".join(reversed(_PLACE_PART.findall(place))) for place in places)


def _in_language(place: str, language: str) -> str:
    if language == "vi":
        return place
    for vietnamese, word in load("names")[language].get("units", {}).items():
        place = place.replace(vietnamese, word)
    return place


def shorten(title: str) -> str:
    """Return a title that fits into a sentence."""
    return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + "…"
