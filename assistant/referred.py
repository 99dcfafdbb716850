"""What a rule leaves to another provision: the sum that "mức quy định tại khoản 1 Điều này" stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.aspects import COUNTED
from assistant.facts import Fact
from assistant.gathering import facts_at
from assistant.references import References
from assistant.shelf import Shelf
from assistant.shortening import shortened
from assistant.standing import standing
from assistant.tables import load
from assistant.weighing import Weighed, Weigher, weigh
from index.document_store import DocumentHead
from index.vietnamese import fold

_UNIT = re.compile(r"(khoản|Điều|điểm) (\w+)")


@dataclass(frozen=True, slots=True)
class Referred:
    """Reads the provisions that facts refer to, in their own act or in another one that may be read.

    `resolve` tells which documents that one may read a reference names.
    """

    shelf: Shelf
    resolve: Callable[[References], Sequence[DocumentHead]]
    weigher: Weigher

    def places(self, weighed: Weighed) -> tuple[str, ...]:
        """Return the places of its own document that the provision of a fact refers to."""
        return self.shelf.referred(weighed.fact.head.id, weighed.fact.provision.locator)

    def measures(self, weighed: Weighed) -> Iterator[Weighed]:
        """Go over what tells the measures that a fact leaves to other provisions.

        "… vượt trên mức quy định tại khoản 1 Điều này nhân với thuế suất 5%" does not say from what sum on:
        of what the clause referred to says, the fact that has such a measure and most of the question, or its
        cases. A question that asks for no figure, nor by its words for what is left (`asked`), wants none,
        and what is not in force on the day is none.
        """
        fact, table = weighed.fact, load("policy")["referred"]
        if fact.of_record or fact.cells:
            return
        said, told_at = f"{fact.folded_lead} {fact.folded}", table["told_at"]
        for kind in filter(self._is_asked, table["measures"]):
            for match in re.finditer(rf"\b(?:{kind['named']})\b{told_at}", said):
                for head, place in self._places(weighed, match["place"]):
                    told = self._told(head, place, kind["value"])
                    yield from (w for w in told if w.fact.provision.id != fact.provision.id)

    def _is_asked(self, kind: Mapping[str, str]) -> bool:
        """Tell whether the question asks for a kind of measure: by its own words, or else for a figure."""
        question = self.weigher.question
        if "asked" in kind:
            return re.search(kind["asked"], fold(question.asked)) is not None
        return question.asks(*COUNTED, *load("policy")["referred"]["asked"])

    def _places(self, weighed: Weighed, words: str) -> Iterator[tuple[DocumentHead, str]]:
        """Go over the provisions that some folded words of a fact name, by what was read of it at ingest."""
        fact = weighed.fact
        places = dict.fromkeys(quote.provision.locator for quote in fact.quotes)
        for reference in self.shelf.references(fact.head.id, *places):
            units = {unit: label for unit, label in _UNIT.findall(reference.place)}
            unit = "khoản" if "khoản" in units else "Điều"
            if unit not in units or not re.match(rf"(?:{_point(units)})?{fold(unit)} {units[unit]}\b", words):
                continue
            if reference.act is None:
                yield fact.head, reference.place
            elif fold(reference.act) in words:
                for head in self.resolve(References(numbers=(reference.act.casefold(),))):
                    yield head, reference.place

    def _told(self, head: DocumentHead, place: str, value: str) -> list[Weighed]:
        """Return the fact at a place that has a measure and most of the question, cut where it is long.

        With it come its neighbours that have the same words of the question: each may be the case asked of.
        """
        table, question = load("policy")["referred"], self.weigher.question
        volume = self.shelf.volume(head.id)
        provisions = [p for p in volume.provisions if p.locator == place]
        facts = facts_at(head, volume, provisions, "neighbour")
        found = [weigh(f, self.weigher) for f in facts if re.search(value, f.folded) and self._holds(f)]
        best = max(found, key=lambda w: (w.score, -w.fact.provision.ordinal, -w.fact.place), default=None)
        if best is None:
            return []
        if len(best.fact.text) > table["characters"]:
            return [shortened(best, table["characters"], question) or best]
        if not best.fact.lead:
            return [best]
        return [w for w in found if w.fact.group == best.fact.group and w.own.keys() == best.own.keys()]

    def _holds(self, fact: Fact) -> bool:
        return standing(fact, self.weigher.question.as_of) == 1


def _point(units: dict[str, str]) -> str:
    return rf"diem {units['điểm']} " if "điểm" in units else ""
