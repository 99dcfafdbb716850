"""Makes statements and citations of the chosen facts; every word of fact is the source's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answers import Citation, Statement
from assistant.facts import Fact, Quote
from assistant.naming import provision_name
from assistant.tables import load
from index.document_store import DocumentHead
from index.provisions import Provision


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
        self.citations.append(Citation(head, quote.provision, quote.text, head.validity))
        return len(self.citations) - 1

    def say(self, facts: Sequence[Fact]) -> None:
        """Add one statement for facts that stand under the same lead of the same document."""
        first = facts[0]
        cited = [self.cite(f.head, q) for f in facts for q in f.quotes]
        named = _common(facts)
        rows = len(facts) > 1 and all(f.cells for f in facts)
        text = "".join(f"\n• {f.text}" for f in facts) if rows else " ".join(f.text for f in facts)
        if first.lead and not text.startswith(first.lead):
            text = f"{first.lead} {text}"
        pattern = load("names")[self.language]["according"]
        name = provision_name(first.head, named, self.language)
        self.statements.append(Statement(pattern.format(name=name, text=text), tuple(dict.fromkeys(cited))))


def compose(facts: Sequence[Fact], language: str) -> Draft:
    """Return the statements of facts; neighbours under one lead are said together, in the source's order."""
    draft = Draft(language)
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.head.id, fact.provision.parent_id or fact.provision.id), []).append(fact)
    for group in groups.values():
        draft.say(sorted(group, key=lambda f: (f.provision.span.start, f.text)))
    return draft


def _common(facts: Sequence[Fact]) -> Provision:
    """Return the provision that names a group: the only one, or the one whose lead they share."""
    if len({f.provision.id for f in facts}) == 1 or not facts[0].lead:
        return facts[0].provision
    return facts[0].quotes[-1].provision
