"""The facts chosen so far for an answer, and the room that is left in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.composing import unsaid
from assistant.facts import Fact
from assistant.naming import provision_name
from assistant.tables import load
from assistant.weighing import Weighed

_AROUND = len("Theo : \n")
"""Characters that stand around the name of a provision in an answer."""


@dataclass(slots=True)
class Basket:
    """The facts chosen so far, and the characters that are left; `short` are those of the short answer."""

    room: float
    chosen: list[Weighed] = field(default_factory=list)
    short: tuple[Weighed, ...] = ()

    def cost(self, pick: Weighed) -> int:
        """Count the characters a fact takes; a lead that is said already costs nothing.

        Nor does the name of what is said together with it.
        """
        same = (w.fact for w in self.chosen if w.fact.head.id == pick.fact.head.id)
        lead = len(unsaid(pick.fact.lead, [fact.text if fact.is_lead else fact.lead for fact in same]))
        beside = (w for w in self.chosen if w not in self.short)
        named = any(w.fact.group == pick.fact.group for w in beside)
        return len(pick.fact.text) + lead + (0 if named else _name_length(pick))

    def spare(self, pick: Weighed) -> float:
        """Return how many characters of its own a fact may have, to fit."""
        return self.room - self.cost(pick) + len(pick.fact.text)

    def says(self, pick: Weighed) -> bool:
        """Tell whether a fact is in, whole or cut to the part that answers."""
        return pick in self.chosen or any(_is_cut_of(w.fact, pick.fact) for w in self.chosen)

    def fits(self, pick: Weighed, floor: float = 0) -> bool:
        """Tell whether a fact is new and leaves `floor` characters."""
        return not self.says(pick) and self.room - self.cost(pick) >= floor

    def take(self, pick: Weighed, floor: float = 0) -> bool:
        """Take a fact if it fits; the first one is taken whatever its length. Tell whether it is in."""
        if pick in self.chosen:
            return True
        taken = not self.chosen or self.fits(pick, floor)
        if taken:
            self.room -= self.cost(pick)
            self.chosen.append(pick)
        return taken

    def close_short(self) -> None:
        """Let what was chosen be the short answer: what comes after it names its provisions anew."""
        self.short = tuple(self.chosen)

    def order(self, wanted: Sequence[Weighed]) -> None:
        """Put what was chosen into the order in which it is wanted."""
        places: dict[int, int] = {}
        for place, pick in enumerate(wanted):
            places.setdefault(id(pick), place)
        self.chosen.sort(key=lambda pick: places.get(id(pick), len(places)))


def fitting(picks: Iterable[Weighed]) -> tuple[Weighed, ...]:
    """Return those of some facts, in their order, that have room in an answer."""
    basket = Basket(load("policy")["selection"]["characters"])
    for pick in picks:
        basket.take(pick)
    return tuple(basket.chosen)


def _is_cut_of(one: Fact, whole: Fact) -> bool:
    """Tell whether a fact is another one cut to fewer of its words."""
    same = one.provision.id == whole.provision.id and one.place == whole.place
    return same and one.text != whole.text and one.quotes[0].text in whole.quotes[0].text


def _name_length(pick: Weighed) -> int:
    fact = pick.fact
    return len(provision_name(fact.head, fact.provision, fact.provision.locator, "vi")) + _AROUND
