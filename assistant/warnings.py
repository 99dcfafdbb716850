"""What the reader of an answer should know of its sources: their force, what they rest on, their doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from assistant.act_doubts import act_doubts
from assistant.answers import Citation
from assistant.bodies import Bodies, built_in
from assistant.facts import Fact
from assistant.gone_bodies import gone_in_question, gone_in_sources, gone_warnings
from assistant.naming import act_name, common_locator, document_name, place_name, provision_name
from assistant.shelf import Shelf
from assistant.stale_bases import bases_of, ended_bases
from assistant.tables import words_shown
from assistant.uncertain import unsure_warnings
from index.document_store import DocumentHead
from index.endings import Ended, act_key
from index.validity import Force, Validity

_MOST: Final = 8
"""More warnings than this are not read; the first are the weightiest."""

_MOST_BASES: Final = 3


def source_warnings(
    citations: Sequence[Citation], shelf: Shelf, as_of: date, language: str, bodies: Bodies | None = None
) -> tuple[str, ...]:
    """Return the warnings on the sources of an answer, of what the shelf's principal may read alone.

    `bodies` tells which bodies are gone; without it the built-in table does.

    Raises:
        DocumentNotFound: a cited document is gone, or may not be read.
    """
    heads = _heads(citations)
    bases = {i: bases_of(shelf.volume(i).document) for i in heads}
    numbers = [number for row in bases.values() for number in row]
    numbers += [head.identity.number for head in heads.values() if head.identity.number]
    ended = shelf.store.numbers_ended(as_of, shelf.principal, numbers)
    doubts = {i: act_doubts(head, bases[i], shelf, as_of, language) for i, head in heads.items()}
    said = warnings_for(citations, bases, as_of, language, ended, doubts)
    gone = gone_in_sources(citations, shelf, as_of, bodies or built_in())
    words = words_shown("warnings")[language]
    # First, so that they are never among those cut off: a number that may be misread is no sure fact.
    unsure = unsure_warnings(citations, shelf, words, language)
    return (*unsure, *said, *gone_warnings(gone, words, language))[: max(_MOST, len(unsure))]


def question_warnings(question: str, as_of: date, language: str, bodies: Bodies) -> tuple[str, ...]:
    """Return the warnings on what a question takes to be there and is not."""
    return gone_in_question(question, as_of, bodies, words_shown("warnings")[language])


def incomplete_lists(chosen: Sequence[Fact], candidates: Sequence[Fact], language: str) -> tuple[str, ...]:
    """Return a warning for each list of which items were stated and others left out.

    Items that stand under no lead are taken for those of a list where two of them were stated.
    """
    said = {(f.provision.id, f.place) for f in chosen}
    items: defaultdict[str | None, list[Fact]] = defaultdict(list)
    for fact in chosen:
        items[fact.provision.parent_id].append(fact)
    left: defaultdict[str | None, list[Fact]] = defaultdict(list)
    for fact in candidates:
        if (fact.provision.id, fact.place) not in said and not fact.is_lead:
            left[fact.provision.parent_id].append(fact)
    words = words_shown("warnings")[language]["incomplete"]
    return tuple(
        words.format(place=_list_name(items[parent], others, language))
        for parent, others in left.items()
        if any(f.lead for f in items[parent]) or len({f.provision.id for f in items[parent]}) > 1
    )


def _list_name(items: Sequence[Fact], others: Sequence[Fact], language: str) -> str:
    led = next((f for f in items if f.lead), None)
    if led is not None:
        parent = led.quotes[-1].provision
        return provision_name(led.head, parent, parent.locator, language)
    place = common_locator([f.provision.locator for f in (*items, *others)])
    return provision_name(items[0].head, items[0].provision, place, language)


def warnings_for(  # noqa: PLR0913, PLR0917 - what is known of the sources, each of its own kind
    citations: Sequence[Citation],
    bases: Mapping[str, Sequence[str]],
    as_of: date,
    language: str,
    ended: Mapping[str, Ended],
    doubted: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[str, ...]:
    """Return at most eight warnings: acts and parts out of force, not yet in force, on stale bases, doubts.

    `bases` are the numbers a document rests on, by its id; `ended` the acts out of force, by `act_key`;
    `doubted` what is doubtful on the day, by the id of a document, told before what was so when it was read.
    """
    words = words_shown("warnings")[language]
    heads = _heads(citations)
    out: list[str] = []
    early: list[str] = []
    stale: list[str] = []
    doubts: list[str] = []
    for head in heads.values():
        name = document_name(head, language)
        force = head.validity.on(as_of)
        act = ended.get(act_key(head.identity.number)) if head.identity.number else None
        if act is not None:
            out.append(_ended(words["ended"], act, language, document=name))
        elif force is Force.ENDED:
            out.append(_ended_by_itself(words, head.validity, name, language))
        elif force is Force.NOT_YET and head.validity.starts is not None:
            early.append(
                words["not_yet"].format(
                    document=name, day=_day(as_of, language), starts=_day(head.validity.starts, language)
                )
            )
        resting = ended_bases(bases.get(head.id, ()), ended)
        if resting and act is None and force is not Force.ENDED:
            stale.append(_stale(words, resting, name, language))
        told = (*doubted.get(head.id, ()), *head.doubts)
        doubts += [words["doubt"].format(document=name, doubt=doubt) for doubt in told]
    parts = [_part(words, c, as_of, language) for c in citations]
    return tuple(dict.fromkeys([*out, *filter(None, parts), *early, *stale, *doubts]))[:_MOST]


def _part(words: Mapping[str, str], citation: Citation, as_of: date, language: str) -> str:
    """Say that a cited part is out of force, or not yet, while its act is; "" where it is as its act."""
    validity, force = citation.validity, citation.validity.on(as_of)
    if force is citation.head.validity.on(as_of):
        return ""
    provision = citation.provision
    name = provision_name(citation.head, provision, provision.locator, language)
    name = name[:1].upper() + name[1:]
    if force is Force.ENDED:
        return _ended_by_itself(words, validity, name, language)
    if force is Force.NOT_YET and validity.starts is not None:
        starts = _day(validity.starts, language)
        return words["not_yet"].format(document=name, day=_day(as_of, language), starts=starts)
    return ""


def _heads(citations: Sequence[Citation]) -> dict[str, DocumentHead]:
    return {citation.head.id: citation.head for citation in citations}


def _stale(words: Mapping[str, str], resting: Sequence[Ended], name: str, language: str) -> str:
    told = ", ".join(_ended(words["basis"], act, language) for act in resting[:_MOST_BASES])
    if (left := len(resting) - _MOST_BASES) > 0:
        told = words["more"].format(bases=told, count=left)
    return words["stale"].format(document=name, bases=told)


def ended_basis(act: Ended, language: str) -> str:
    """Return an act that has ended, with its day and the provision that ended it."""
    return _ended(words_shown("warnings")[language]["basis"], act, language)


def _ended(pattern: str, act: Ended, language: str, document: str = "") -> str:
    """Say since when and by which provision an act has ended, or by the table on its own page."""
    own = act.by == act.number
    return pattern.format(
        document=document,
        number=act_name(act.number, language),
        by=act_name(act.by, language),
        day=_day(act.on, language),
        locator=words_shown("warnings")[language]["own_table"] if own else place_name(act.locator, language),
    )


def _ended_by_itself(words: Mapping[str, str], validity: Validity, name: str, language: str) -> str:
    """Say that an act has ended where no other act that may be read ends it by its number."""
    assert validity.ends is not None
    pattern = words["ended_unsaid" if validity.ended_by else "ended_alone"]
    return pattern.format(
        document=name, day=_day(validity.ends, language), by=act_name(validity.ended_by or "", language)
    )


def _day(day: date, language: str) -> str:
    return day.strftime(words_shown("warnings")[language]["date"])
