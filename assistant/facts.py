"""Takes provisions apart into facts: the smallest pieces of text that an answer can state and cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.abolished import list_name
from assistant.aspects import Aspect
from assistant.descriptions import Line, taken_apart
from assistant.sentences import CUT_SHORT, GOES_ON, SENTENCE, clean, pieces
from assistant.shelf import Volume
from assistant.tables import load
from index.document_store import DocumentHead
from index.documents import Kind
from index.endings import act_key, names_one_act
from index.procedures import UNKNOWN_SAID
from index.provisions import DIVISIONS, Provision, Unit
from index.validity import Force, inside
from index.vietnamese import fold, normalise

_LEAD, _HEADING = -1, -2
_MARK = re.compile(r"\[\d{1,3}\]")
_FIGURE = re.compile(r"\d")
_UNIT = re.compile(r"(?<=\d )(?:Ngày|Tháng|Năm|Giờ|Phút|Tuần)\b")
"""How the columns of a record spell the unit of a time: "5 Ngày làm việc" is read as a name."""
_LONGEST_NOTE = 400
_COLUMNS = 3
_NAMING = 3
"""Words of a cell that can be the name of its row: numbers, codes and "Bước 6" are shorter."""
_LISTED = frozenset({Unit.STEP, Unit.PARAGRAPH, Unit.PAPER, Unit.CHANNEL})
_ROWS = frozenset({Unit.TABLE_ROW, Unit.CHANNEL, Unit.PAPER, Unit.BASIS})


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters of a source, exactly, and the provision they stand in."""

    provision: Provision
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a source says.

    `text` is what is shown; `lead` the words before it that give it its meaning; `folded` and `folded_lead`
    are both without diacritics, `context` the headings above; `strength` the score of the evidence it comes
    from. `cells` are the (header, value) pairs of a row, of which only those that matter are shown, each as
    one of the `lines`. `place` counts the pieces of one provision; `cut` tells that the end of this one is
    left out.
    """

    head: DocumentHead
    provision: Provision
    text: str
    lead: str
    quotes: tuple[Quote, ...]
    folded: str
    folded_lead: str
    context: str
    strength: float
    cells: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    place: int = 0
    cut: bool = False

    @property
    def of_record(self) -> bool:
        """Tell whether the fact is one of a procedure record, and not of an act."""
        return self.head.identity.kind is Kind.PROCEDURE

    @property
    def said(self) -> str:
        """All that its words, its lead and the headings above say, without diacritics."""
        return f"{self.folded} {self.folded_lead} {self.context}"

    @property
    def spelled(self) -> str:
        """Its words with its lead, its heading and the name of its document, as spelled, in small letters."""
        return normalise(f"{self.text} {self.lead} {self.provision.heading} {self.head.title}").casefold()

    @property
    def row_name(self) -> str:
        """What the row of a table is called: its first cell of some words, no number and no code."""
        return next((value for _, value in self.cells if len(value.split()) >= _NAMING), "")

    @property
    def names(self) -> tuple[str, ...]:
        """What its case is called: its procedure, or the heading of its article and the name of its row."""
        if self.of_record:
            return (self.head.title,)
        if self.provision.unit is Unit.TABLE_ROW and self.cells:
            return self.provision.heading, self.row_name
        return (self.provision.heading,)

    def in_force(self, day: date) -> bool:
        """Tell whether its provision is in force on a day."""
        return inside(self.provision.validity, self.head.validity).on(day) is Force.IN_FORCE

    @property
    def article(self) -> tuple[str, str]:
        """Its document and the heading it stands under, which all facts of one article share."""
        return self.head.id, self.provision.heading

    @property
    def is_lead(self) -> bool:
        """Whether these are the words that other facts have as their lead."""
        return self.place == _LEAD

    def goes_on_after(self, other: Fact) -> bool:
        """Tell whether this is the next piece of a sentence that the other fact begins."""
        near = self.provision.id == other.provision.id and self.place == other.place + 1
        whole = other.text.endswith(CUT_SHORT) and not other.cut
        return near and whole and self.text.startswith(GOES_ON)

    @property
    def group(self) -> tuple[str, str]:
        """What facts that are said together share: their document, and the unit or line they stand under."""
        at, lead = self.provision, self.text if self.is_lead else self.lead
        above = self.quotes[1].provision if lead and len(self.quotes) > 1 and not self.is_lead else at
        if at.unit in _LISTED and lead and above.parent_id == at.parent_id:
            return self.head.id, f"{above.id} {lead}"  # the lines of one field stand under several
        return self.head.id, at.id if self.is_lead else at.parent_id or at.id


def facts_of(
    head: DocumentHead, volume: Volume, provisions: Iterable[Provision], strengths: dict[str, float]
) -> Iterator[Fact]:
    """Go over the facts of some provisions of a document and of all below them, each once.

    `strengths` maps provision ids to the scores of the passages they were found in; a provision has that of
    the nearest one above it.
    """
    seen: set[str] = set()
    for provision in provisions:
        for part in volume.within(provision):
            if part.id not in seen and part.unit is not Unit.PREAMBLE:
                seen.add(part.id)
                yield from _facts_of(head, volume, part, _strength(volume, part, strengths))


def heading_fact(head: DocumentHead, volume: Volume, article: Provision, strength: float) -> Fact:
    """Return the heading of an article, or of a chapter, as a fact: it says what that is about."""
    lines = 2 if article.unit in DIVISIONS else 1  # the name of a chapter stands below its number
    line = "\n".join(volume.words(article).split("\n")[:lines]).strip()
    return words_fact(head, article, line, strength)


def words_fact(head: DocumentHead, provision: Provision, words: str, strength: float) -> Fact:
    """Return some words of a provision, exactly as they stand there, as a fact."""
    return Fact(
        head=head,
        provision=provision,
        text=clean(words),
        lead="",
        quotes=(Quote(provision, words),),
        folded=fold(clean(words)),
        folded_lead="",
        context=fold(normalise(head.title)),
        strength=strength,
        place=_HEADING,
    )


def once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Go over facts, each piece of a provision at its first place only.

    Of what is held twice (a portal's page and a scan, one file under two labels), each place is read in the
    copy that comes first.
    """
    seen: set[tuple[str, int]] = set()
    copies: dict[tuple[str, str], str] = {}
    for fact in facts:
        piece, number = (fact.provision.id, fact.place), fact.head.identity.number or ""
        at = (act_key(number) if names_one_act(number) else fact.head.sha256, fact.provision.locator)
        if piece not in seen and copies.setdefault(at, fact.head.id) == fact.head.id:
            seen.add(piece)
            yield fact


def lead_facts(facts: Iterable[Fact], aspects: Iterable[Aspect]) -> Iterator[Fact]:
    """Go over facts, and before the first one under a lead that itself answers an aspect, over that lead.

    "Trong vòng 24 giờ … phải báo cáo, gồm: a) … b) …": the value stands in the lead, and no point repeats it.
    """
    told = load("policy")["selection"]["said_by_lead"]
    wanted = [a for a in aspects if a.value is not None and a.value.pattern and a.name not in told]
    counted = frozenset(load("policy")["selection"]["said_with_figure"])
    seen: set[str] = set()
    for fact in facts:
        above = fact.quotes[1:] if fact.lead else ()
        if above and above[0].provision.id not in seen:
            seen.add(above[0].provision.id)
            if any(_says_value(a, fact.folded_lead, counted=a.name in counted) for a in wanted):
                yield replace(
                    fact,
                    provision=above[0].provision,
                    text=fact.lead,
                    lead="",
                    quotes=above,
                    folded=fact.folded_lead,
                    folded_lead="",
                    place=_LEAD,
                    cells=(),
                    lines=(),
                )
        yield fact


def _says_value(aspect: Aspect, folded: str, *, counted: bool) -> bool:
    """Tell whether a lead says a value of an aspect itself; of what is counted that has a figure."""
    if aspect.value is None:
        return False
    return any(not counted or _FIGURE.search(m.group()) for m in aspect.value.finditer(folded))


def _strength(volume: Volume, leaf: Provision, strengths: dict[str, float]) -> float:
    at: Provision | None = leaf
    while at is not None:
        if at.id in strengths:
            return strengths[at.id]
        at = volume.by_id.get(at.parent_id or "")
    return 0.0


def _facts_of(head: DocumentHead, volume: Volume, leaf: Provision, strength: float) -> Iterator[Fact]:
    whole = _own_words(volume, leaf)
    lead, lead_quotes = _lead(volume, leaf)
    context = fold(normalise(f"{head.title} {_headings(volume, leaf)}"))
    cells: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    if leaf.unit is Unit.TABLE_ROW and not lead and (named := list_name(volume, leaf)) is not None:
        lead, lead_quotes = clean(named[1]), (Quote(*named),)
    if leaf.unit in _ROWS and leaf.cells:
        notes = _notes(volume, whole)
        lead_quotes = (*lead_quotes, *notes.values())
        kept, lines = taken_apart(leaf.cells, whole)
        cells = tuple((clean(h), _as_said(clean(_noted(v, notes)))) for h, v in kept if v.strip())
        lead_quotes = (*lead_quotes, *_sections(volume, leaf, [v for _, v in leaf.cells], whole))
        found = [("; ".join(f"{h}: {v}" if h else v for h, v in cells), whole, "")]
    else:
        found = list(pieces(whole))
    for place, (shown, quoted, around) in enumerate(found):
        text = clean(shown)
        if any(c.isalnum() for c in text[2:]) and text != UNKNOWN_SAID and not _is_header(text):
            yield Fact(
                head=head,
                provision=leaf,
                text=text,
                lead=lead,
                quotes=(Quote(leaf, quoted), *lead_quotes),
                folded=fold(text),
                folded_lead=fold(lead),
                context=f"{context} {fold(normalise(around))}" if around else context,
                strength=strength,
                cells=cells,
                place=place,
            )
    for place, line in enumerate(lines, len(found)):
        lead, lead_quotes = _lines_above([(leaf, words) for words in line.above])
        yield Fact(
            head=head,
            provision=leaf,
            text=clean(line.words),
            lead=lead,
            quotes=(Quote(leaf, line.words), *lead_quotes),
            folded=fold(clean(line.words)),
            folded_lead=fold(lead),
            context=context,
            strength=strength,
            place=place,
        )


def _sections(volume: Volume, row: Provision, cells: Sequence[str], whole: str) -> Iterator[Quote]:
    """Go over the lines above a row that its cells repeat: the section of the table that it stands in."""
    own = clean(whole)
    beside = [cell for cell in map(clean, cells) if cell not in own]
    at = volume.by_id.get(row.parent_id or "")
    while at is not None and beside:
        for line in volume.own_span(at).of(volume.document.text).split("\n"):
            if any(cell in clean(line) for cell in beside):
                yield Quote(at, line.strip())
        at = volume.by_id.get(at.parent_id or "")


def _as_said(cell: str) -> str:
    """Return a cell as it is said in a sentence: the units of its times are no names."""
    return _UNIT.sub(lambda unit: unit[0].lower(), cell)


def _is_header(text: str) -> bool:
    """Tell whether a line is the headers of a table, read as text: it says nothing without its rows."""
    return text.count(" | ") >= _COLUMNS and not any(c.isdigit() for c in text)


def _own_words(volume: Volume, provision: Provision) -> str:
    """Return the words of a provision that no provision below it has.

    A heading is named, not said; a lead is said with what follows it. What is left above the first clause was
    not told apart from its article, which happens where recognition lost the clause's number.
    """
    below = volume.children.get(provision.id)
    if not below:
        words = volume.words(provision)
        return words if provision.id not in volume.opening else words.rstrip().removesuffix(_opening(words))
    own = volume.own_span(provision).of(volume.document.text)
    if provision.unit in {Unit.ARTICLE, Unit.FIELD, *DIVISIONS}:
        own = own.partition("\n")[2]
    said_below = own.rstrip().endswith(":") and any(part.lead for part in below)
    return "" if said_below else own


def _headings(volume: Volume, leaf: Provision) -> str:
    """Return the headings above a leaf: its article's or field's, and those of its chapter or appendix."""
    found = dict.fromkeys([leaf.heading])
    at = volume.by_id.get(leaf.parent_id or "")
    while at is not None:
        found[at.heading] = None
        if at.unit in (Unit.CLAUSE, Unit.APPENDIX, Unit.FORM):
            found[volume.words(at).split("\n", 1)[0][:200]] = None
        at = volume.by_id.get(at.parent_id or "")
    return " ".join(found)


def _lead(volume: Volume, leaf: Provision) -> tuple[str, tuple[Quote, ...]]:
    """Return the lead of a leaf, and its exact words in the provision above that holds them."""
    if lines := volume.under.get(leaf.id):
        return _lines_above(lines)
    if not leaf.lead:
        return "", ()
    parent = volume.by_id.get(leaf.parent_id or "")
    while parent is not None:
        words, lead = volume.own_span(parent).of(volume.document.text).strip(), leaf.lead.strip()
        if words and lead[-40:] in words:
            return clean(leaf.lead), (Quote(parent, lead if lead in words else words),)
        parent = volume.by_id.get(parent.parent_id or "")
    return "", ()


def _lines_above(lines: Sequence[tuple[Provision, str]]) -> tuple[str, tuple[Quote, ...]]:
    """Return the lines that a line stands under, as far as there is room, the nearest quoted first."""
    if not lines:
        return "", ()
    quotes = [Quote(provision, _opening(words).strip()) for provision, words in lines]
    if sum(len(quote.text) for quote in quotes) > load("policy")["selection"]["lead_characters"]:
        quotes = quotes[-1:]
    return clean(" ".join(quote.text for quote in quotes)), (quotes[-1], *quotes[:-1])


def _opening(words: str) -> str:
    """Return what opens a list: the line, of a long one its last sentence."""
    long = len(words) > load("policy")["selection"]["lead_characters"]
    return SENTENCE.split(words.rstrip())[-1] if long else words


def _notes(volume: Volume, words: str) -> dict[str, Quote]:
    """Return the notes below a table that words refer to by their marks."""
    found: dict[str, Quote] = {}
    for mark in dict.fromkeys(_MARK.findall(words)):
        for provision in volume.provisions:
            note = volume.words(provision)
            if note.startswith(mark) and len(note) <= _LONGEST_NOTE:
                found[mark] = Quote(provision, note)
                break
    return found


def _noted(cell: str, notes: dict[str, Quote]) -> str:
    """Return a cell with each note behind its mark, as a piece of its own."""
    for mark, note in notes.items():
        cell = cell.replace(mark, f"; {note.text[len(mark) :].strip()}; ", 1)
    return cell
