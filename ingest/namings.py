"""By which names legal bases call laws, so that a later law of the same name can be found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from index.amendments import Edge, Order
from index.procedures import LegalBasis
from index.provisions import Provision, Span, Unit
from ingest.acts import plain
from ingest.reading import Draft

CONFIDENCE: Final = 0.7
"""Of a name as a sign of what a law replaced: no text says that it did."""

AMENDING: Final = "Luật sửa đổi, bổ sung"
"""How the name of a law begins that another basis tells to amend the one it names."""

_NUMBER: Final = r"\d{1,4}/\d{4}/(?:QH|UBTVQH|PL-UBTVQH)\d{1,2}"
_KIND: Final = r"(?<!pháp )(?<!Bộ )(?<!bộ )\b(?P<kind>[Bb]ộ luật|BỘ LUẬT|[Ll]uật|LUẬT|[Pp]háp lệnh)"
_CALLED: Final = re.compile(
    rf"{_KIND}\s(?!số\b)"
    r"(?P<rest>(?:(?!\b(?:Luật|Bộ luật|Pháp lệnh)\s|\b[Ss]ố\s?:?\s?\d)[^\n;:()\d“”\"]){2,120}?)"
    rf",?\s(?:năm\s\d{{4}}\s)?[Ss]ố\s?:?\s?(?P<number>{_NUMBER})"
)
_AMENDS: Final = re.compile(r"\b(?:Luật|Bộ luật|Pháp lệnh)\s[Ss]ửa đổi[^;\n\d]*$")
_AMENDED: Final = re.compile(r"^[^;\n\d]{0,40}?\bđược\s(?:sửa đổi|bổ sung)[^;\n]*")
_WHOLE: Final = re.compile(
    r"^\W*(?P<name>(?:Bộ luật|Luật|Pháp lệnh)\s[^\n;:()\d“”\"]{2,110}?)(?:\s(?:năm\s)?\d{4})?[.\s]*$"
)
_BASIS: Final = re.compile(r"^\W{0,4}(?=căn cứ\s)", re.IGNORECASE | re.MULTILINE)


def namings(text: str, drafts: Iterable[Draft]) -> tuple[Edge, ...]:
    """Return by which names the `Căn cứ` lines of an act call laws, each under its number and its name."""
    found: dict[tuple[str, str], Edge] = {}
    for draft in drafts:
        if draft.unit is not Unit.PREAMBLE:
            continue
        for span in _bases(text, draft.span):
            for name, number in _called(" ".join(plain(span.of(text)).split())):
                _enter(found, name, number, draft.locator, span)
    return tuple(found.values())


def namings_of_record(bases: Sequence[LegalBasis], provisions: Iterable[Provision]) -> tuple[Edge, ...]:
    """Return by which names the legal bases of a procedure record call laws."""
    places = {provision.id: provision for provision in provisions}
    found: dict[tuple[str, str], Edge] = {}
    for basis in bases:
        title, at = " ".join(plain(basis.title).split()), places[basis.provision_id]
        called = list(_called(title))
        if (
            not called
            and basis.number
            and re.fullmatch(_NUMBER, basis.number)
            and (match := _WHOLE.match(title))
        ):
            called = [(match["name"], basis.number)]
        for name, number in called:
            _enter(found, name, number, at.locator, at.span)
    return tuple(found.values())


def _enter(found: dict[tuple[str, str], Edge], name: str, number: str, locator: str, span: Span) -> None:
    for act in (number, name):
        found.setdefault(
            (act, number if act is name else name),
            Edge(
                *(Order.CALLS, act, "", None, locator, span, CONFIDENCE),
                phrase=name,
                by_act=number,
                by_place="",
            ),
        )


def _bases(text: str, span: Span) -> Iterator[Span]:
    starts = [match.start() for match in _BASIS.finditer(text, span.start, span.end)]
    return (Span(start, end) for start, end in pairwise([*starts, span.end]))


def _called(words: str) -> Iterator[tuple[str, str]]:
    """Go over (name, number) of the laws that a basis names, and of those that amended one of them."""
    for match in _CALLED.finditer(words):
        name = f"{match['kind'].capitalize()} {match['rest'].strip(' ,')}"
        if amending := _AMENDS.search(words[: match.start()]):
            yield f"{amending.group()}{name}", match["number"]
            continue
        yield name, match["number"]
        if amended := _AMENDED.match(words[match.end() :]):
            for number in re.findall(_NUMBER, amended.group()):
                yield f"{AMENDING} {name}", number
