"""What the page shows of an answer: the contract's JSON, joined up for the eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final
from urllib.parse import quote, urlencode

from api.web.statement_parts import Part, parts
from assistant.naming import place_name
from index.vietnamese import NUMBER

_DRAWN: Final = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".photos")
_SHORT_QUOTE: Final = 640
_SHORT_CELL: Final = 240
_MB: Final = 1_000_000
NO_CELLS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Chip:
    """Validity in words; `status` is a value of `index.validity.Force`, `address` leads to its `basis`."""

    status: str
    text: str
    basis: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement's link to a basis: its number from 1, and the name a screen reader says."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement's number from 1, its text and its bases; `parts` where each of them stands on one basis.

    `adds` tells that it is the first of those that add to the short answer, `further` that it is one of them.
    """

    number: int
    text: str
    marks: tuple[Mark, ...]
    parts: tuple[Part, ...] = ()
    further: bool = False
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A cited place on its page, in fractions of the page."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class BasisView:
    """One citation as the basis column shows it; `statements` are those that stand on it, from 1.

    `cells` are the headed cells of a row whose words run together in its record; `repeats` says that the
    citation before is of the same document.
    """

    number: int
    document: Mapping[str, Any]
    name: str
    locator: str
    quote: str
    begins: str
    chip: Chip
    page: int | None
    image: str | None
    rectangles: tuple[Rectangle, ...]
    address: str
    statements: tuple[int, ...]
    cells: tuple[tuple[str, str], ...]
    repeats: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as the page shows it; `message` is what it says beside its statements.

    `approved` says which expert approved it, and when, if one did.
    """

    status: str
    question: str
    understood_as: str
    language: str
    as_of: date
    message: str
    statements: tuple[StatementView, ...]
    bases: tuple[BasisView, ...]
    warnings: tuple[str, ...]
    card: Mapping[str, Any] | None
    record_id: str | None
    seconds: str
    approved: str = ""


def short_date(value: date | str | None) -> str:
    """Write a day as dd/mm/yyyy, from a date or its ISO form."""
    if value is None:
        return ""
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return f"{day:%d/%m/%Y}"


def size_words(size: int) -> str:
    """Write a number of bytes in kB or MB."""
    return f"{size / 1e6:.1f} MB".replace(".", ",") if size >= _MB else f"{max(1, round(size / 1e3))} kB"


def chip(validity: Mapping[str, Any], words: SimpleNamespace, document_id: str = "", on: str = "") -> Chip:
    """Say the validity of a text on a day (ISO), and nothing more certain than what is known.

    With the text's document the chip leads to what set it: the ending or amending act, or its own provision.
    """
    status, starts, ends = validity["status"], validity.get("from"), validity.get("to")
    told = words.validity
    text = getattr(told, status)
    if status == "in_force" and starts:
        text = told.in_force_until if ends else told.in_force_from
    elif status == "ended" and ends:
        text = told.ended_from
    elif status == "not_yet" and starts:
        text = told.not_yet_from
    spelled = text.format(**{"from": short_date(starts), "to": short_date(ends)})
    basis = validity.get("basis")
    address = _basis_address(basis, document_id, on) if basis and document_id else None
    return Chip(status, spelled, basis, address)


def _basis_address(basis: str, document_id: str, on: str) -> str:
    if (number := NUMBER.search(basis)) and "/" in number.group():
        return f"/acts?{urlencode({'named': basis, 'on': on})}"
    return document_address(document_id, None, basis)


def document_name(document: Mapping[str, Any]) -> str:
    """Name a document as officials do: kind and number, or its title where it has no number."""
    if document.get("number"):
        return f"{document['kind']} {document['number']}"
    return str(document["title"] or document["kind"])


def by_case(papers: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Group the papers of a card under the headings they are listed by, in the record's own order."""
    grouped = groupby(papers, key=lambda paper: paper["case"] or "")
    return [(case, list(listed)) for case, listed in grouped]


def untold(card: Mapping[str, Any] | None, told: Sequence[str]) -> Mapping[str, Any] | None:
    """Return a card without the doubts that `told` says already, alone or after the document's number."""
    if card is None:
        return None
    return {**card, "doubts": [doubt for doubt in card["doubts"] if not any(t.endswith(doubt) for t in told)]}


def answer_view(
    answer: Mapping[str, Any],
    words: SimpleNamespace,
    cells: Mapping[str, tuple[tuple[str, str], ...]] = NO_CELLS,
) -> AnswerView:
    """Join statements and citations of an answer (docs/api.md) for the page; `cells` by id of provision."""
    bases = _bases(answer, words, cells)
    names = [words.answer.citation_name.format(n=b.number, locator=b.locator, document=b.name) for b in bases]
    adding = next((n for n, s in enumerate(answer["statements"], 1) if s.get("further")), 0)
    statements = tuple(
        StatementView(
            *(n, s["text"], tuple(Mark(c + 1, names[c]) for c in s["citations"])),
            parts(s["text"], [(c + 1, answer["citations"][c]["quote"]) for c in s["citations"]]),
            further=bool(s.get("further")),
            adds=n == adding > 1,
        )
        for n, s in enumerate(answer["statements"], 1)
    )
    total = float(answer["timings_ms"].get("total", 0.0)) / 1000
    seconds = f"{total:.2f}" if total < 1 else f"{total:.1f}"
    status = answer["status"]
    return AnswerView(
        status="error" if status.startswith("error") else status,
        question=answer["question"],
        understood_as=answer["understood_as"],
        language=answer["language"],
        as_of=date.fromisoformat(answer["as_of"]),
        message=_message(answer["answer"], [s.text for s in statements]),
        statements=statements,
        bases=bases,
        warnings=tuple(answer["warnings"]),
        card=untold(answer["procedure"], answer["warnings"]),
        record_id=answer["record_id"],
        seconds=seconds.replace(".", ",") if answer["language"] == "vi" else seconds,
        approved=signed(answer.get("approved"), words),
    )


def signed(approved: Mapping[str, Any] | None, words: SimpleNamespace) -> str:
    """Say which expert approved an answer, and when; nothing of one that nobody approved."""
    if not approved:
        return ""
    told = words.approving.by_corrected if approved["corrected"] else words.approving.by
    day = datetime.fromisoformat(approved["at"]).astimezone().date()
    return str(told.format(name=approved["by"], day=short_date(day)))


def _message(text: str, statements: Sequence[str]) -> str:
    """Take the statements off the end of the plain text; what is left was said beside them."""
    return text.removesuffix("\n".join(statements)).strip()


def _bases(
    answer: Mapping[str, Any], words: SimpleNamespace, cells: Mapping[str, tuple[tuple[str, str], ...]]
) -> tuple[BasisView, ...]:
    citations = answer["citations"]
    before = [None, *(citation["document"]["id"] for citation in citations)]
    return tuple(
        _basis(
            *(number, citation, answer, words),
            cells.get(citation.get("provision_id") or "", ()),
            repeats=citation["document"]["id"] == before[number - 1],
        )
        for number, citation in enumerate(citations, 1)
    )


def _basis(  # noqa: PLR0913 - what one citation shows
    number: int,
    citation: Mapping[str, Any],
    answer: Mapping[str, Any],
    words: SimpleNamespace,
    cells: tuple[tuple[str, str], ...],
    *,
    repeats: bool,
) -> BasisView:
    statements = answer["statements"]
    document, text, page = citation["document"], citation["quote"], citation["page"]
    return BasisView(
        number=number,
        document=document,
        name=document_name(document),
        locator=place_name(citation["locator"]),
        quote=text,
        begins=_beginning(text, _SHORT_QUOTE),
        chip=chip(citation["validity"], words, document["id"], answer["as_of"]),
        page=page,
        image=_image(document, page),
        rectangles=tuple(
            Rectangle(b["left"], b["top"], b["right"] - b["left"], b["bottom"] - b["top"])
            for b in citation["boxes"]
            if b["page"] == page
        ),
        address=document_address(document["id"], citation.get("provision_id"), citation["locator"]),
        statements=tuple(n for n, s in enumerate(statements, 1) if number - 1 in s["citations"]),
        cells=tuple((label, _beginning(value, _SHORT_CELL)) for label, value in cells if value.strip()),
        repeats=repeats,
    )


def _beginning(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _image(document: Mapping[str, Any], page: int | None) -> str | None:
    if page is None or not str(document["source"]).lower().endswith(_DRAWN):
        return None
    return f"/v1/documents/{quote(document['id'], safe='')}/pages/{page}.png"


def document_address(document_id: str, provision_id: str | None, locator: str) -> str:
    """Return the address of a document's text at a provision, by its id or else by its locator."""
    at = provision_id or locator
    address = f"/documents/{quote(document_id, safe='')}?{urlencode({'at': at})}"
    return f"{address}#cited"
