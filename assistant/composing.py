"""Makes statements and citations of the chosen facts; every word of fact is the source's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.answers import Citation, Statement
from assistant.facts import Fact, Quote
from assistant.naming import common_locator, provision_name
from assistant.sentences import CUT_SHORT, GOES_ON, clean, lead_shown
from assistant.tables import load
from index.document_store import DocumentHead
from index.validity import inside

_ITEM = re.compile(r"(?<=[.;:)…])\s+(?=[-–+•*] )")
"""Before an item of a list in a cell."""
_ENOUGH = 24
"""Characters at either end of a quote by which it is known again in what is said."""


@dataclass(slots=True)
class Draft:
    """Statements in the making, with the citations they share.

    `led` are the groups whose lead was said, `leads` the leads that were said of each document.
    """

    language: str
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    led: set[tuple[str, str]] = field(default_factory=set)
    leads: dict[str, list[str]] = field(default_factory=dict)

    @property
    def characters(self) -> int:
        """Count the characters of all statements, a line each."""
        return sum(len(statement.text) + 1 for statement in self.statements)

    def cite(self, head: DocumentHead, quote: Quote) -> int:
        """Return the index of the citation of a quote, made where there is none yet."""
        for index, known in enumerate(self.citations):
            if known.provision.id == quote.provision.id and known.quote == quote.text:
                return index
        validity = inside(quote.provision.validity, head.validity)
        self.citations.append(Citation(head, quote.provision, quote.text, validity))
        return len(self.citations) - 1

    def say(self, facts: Sequence[Fact], *, further: bool = False, behind: bool = False) -> None:
        """Add one statement for facts that stand under the same lead of the same document.

        Of a record that newer law has left `behind`, it is told as what the record says.
        """
        first = facts[0]
        locator = common_locator([f.provision.locator for f in facts])
        text = _shown(facts)
        if first.lead and not text.startswith(first.lead) and first.group not in self.led:
            lead = unsaid(first.lead, self.leads.get(first.head.id, ()))
            text = f"{lead} {text}" if lead else text
        cited = [self.cite(f.head, q) for f in facts for q in _said_of(f, text)]
        self.led.add(first.group)
        self.leads.setdefault(first.head.id, []).append(first.lead)
        pattern = load("names")[self.language]["behind" if behind else "according"]
        name = provision_name(first.head, first.provision, locator, self.language)
        cites = tuple(dict.fromkeys(cited))
        self.statements.append(Statement(pattern.format(name=name, text=text), cites, further))


def _said_of(fact: Fact, text: str) -> Iterator[Quote]:
    """Go over the quotes of a fact, without that of a lead that was said before and is not in this text."""
    for quote in fact.quotes:
        words = clean(quote.text)
        of_lead = bool(fact.lead) and (words[:_ENOUGH] in fact.lead or fact.lead[:_ENOUGH] in words)
        if not of_lead or quote is fact.quotes[0] or words[:_ENOUGH] in text or words[-_ENOUGH:] in text:
            yield quote


def _shown(facts: Sequence[Fact]) -> str:
    """Return the words of facts: several rows and the cells of a long one on lines of their own."""
    if len(facts) == 1 and _is_long(facts[0]):
        cells = (_ITEM.sub("\n", line) for line in facts[0].lines)
        return "".join(f"\n• {cell}" for cell in cells)
    if len(facts) > 1 and all(f.cells for f in facts):
        return "".join(f"\n• {f.text}" for f in facts)
    return joined(facts)


def _is_long(row: Fact) -> bool:
    """Tell whether a row is read more easily cell by cell."""
    policy = load("policy")["rows"]
    return bool(len(row.lines) >= policy["cells_apart"] and len(row.text) >= policy["characters_apart"])


def unsaid(lead: str, said: Iterable[str]) -> str:
    """Return what is said of a lead: not what stands at its head and was said, the lead of the article above.

    A long one is said as `lead_shown` has it.
    """
    known = max((one for one in said if one and lead.startswith(one)), key=len, default="")
    return lead_shown(lead[len(known) :].strip())


def joined(facts: Sequence[Fact]) -> str:
    """Return the words of facts in their order; one sentence is whole again where its parts meet."""
    text = ""
    for before, fact in zip((None, *facts), facts, strict=False):
        if before is not None and fact.goes_on_after(before):
            text = f"{text.removesuffix(CUT_SHORT)} {fact.text.removeprefix(GOES_ON)}"
        else:
            text = f"{text} {fact.text}" if text else fact.text
    return text


def compose(
    facts: Sequence[Fact], further: Sequence[Fact], language: str, behind: Collection[str] = ()
) -> Draft:
    """Return the statements of the facts of the short answer, then of those that add to it.

    Neighbours under one lead are said together, in the source's order. `behind` are the ids of provisions
    that newer law has left behind. What only adds is left out where the answer would be longer than is read.
    """
    draft, most = Draft(language), load("policy")["selection"]["longest"]
    for row, adds in ((facts, False), (further, True)):
        groups: dict[tuple[str, str], list[Fact]] = {}
        for fact in row:
            if not (fact.is_lead and fact.group in draft.led):
                groups.setdefault(fact.group, []).append(fact)
        for group in groups.values():
            said = sorted(group, key=lambda f: (f.provision.span.start, not f.is_lead, f.place, f.text))
            draft.say(said, further=adds, behind=any(f.provision.id in behind for f in group))
            if adds and draft.characters > most:
                draft.statements.pop()
    return draft
