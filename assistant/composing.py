"""Makes statements and citations of the chosen facts; every word of fact is the source's own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from assistant.answers import Citation, Statement
from assistant.facts import Fact, Quote
from assistant.naming import common_locator, provision_name
from assistant.tables import load
from index.document_store import DocumentHead
from index.validity import inside


@dataclass(slots=True)
class Draft:
    """Statements in the making, with the citations they share."""

    language: str
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def cite(self, head: DocumentHead, quote: Quote) -> int:
        """Return the index of the citation of a quote, made where there is none yet."""
        for index, known in enumerate(self.citations):
            if known.provision.id == quote.provision.id and known.quote == quote.text:
                return index
        validity = inside(quote.provision.validity, head.validity)
        self.citations.append(Citation(head, quote.provision, quote.text, validity))
        return len(self.citations) - 1

    def say(self, facts: Sequence[Fact], *, behind: bool = False) -> None:
        """Add one statement for facts that stand under the same lead of the same document.

        Of a record that newer law has left `behind`, it is told as what the record says.
        """
        first = facts[0]
        cited = [self.cite(f.head, q) for f in facts for q in f.quotes]
        locator = common_locator([f.provision.locator for f in facts])
        rows = len(facts) > 1 and all(f.cells for f in facts)
        text = "".join(f"\n• {f.text}" for f in facts) if rows else " ".join(f.text for f in facts)
        if first.lead and not text.startswith(first.lead):
            text = f"{first.lead} {text}"
        pattern = load("names")[self.language]["behind" if behind else "according"]
        name = provision_name(first.head, first.provision, locator, self.language)
        self.statements.append(Statement(pattern.format(name=name, text=text), tuple(dict.fromkeys(cited))))


def compose(facts: Sequence[Fact], language: str, behind: Collection[str] = ()) -> Draft:
    """Return the statements of facts; neighbours under one lead are said together, in the source's order.

    `behind` are the ids of provisions that newer law has left behind.
    """
    draft = Draft(language)
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    for group in groups.values():
        in_order = sorted(group, key=lambda f: (f.provision.span.start, not f.is_lead, f.text))
        draft.say(in_order, behind=any(f.provision.id in behind for f in group))
    return draft
