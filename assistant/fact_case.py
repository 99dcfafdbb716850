"""Tells of which case a fact is, and whether that is the one that is asked of."""

from __future__ import annotations

import re

from assistant.distinctions import Values, acts_of, agreed, contradicted, named, scaled
from assistant.facts import Fact
from assistant.question import Part, Question
from assistant.tables import load
from index.provisions import Unit
from index.vietnamese import fold, normalise


def told_case(question: Question, fact: Fact) -> tuple[frozenset[str], bool, frozenset[Part]]:
    """Return by what a fact is about another case than every part, and whether it names a case asked for.

    Last come the parts of whose case it is not.
    """
    if not any(part.case for part in question.parts):
        return frozenset(), False, frozenset()
    record = fact.of_record
    above, words = _case_of(fact), f"{fact.folded_lead} {fact.folded}"
    own = {**({} if record else named(words)), **scaled(words)}
    said = {**_named_case(fact, above), **scaled(fact.said)}
    each = {part: contradicted(part.case, said) - agreed(part.case, own) for part in question.parts}
    apart = frozenset.intersection(*each.values())
    against = frozenset(part for part, groups in each.items() if groups)
    return apart, not apart and any(agreed(part.case, own) for part in question.parts), against


def _named_case(fact: Fact, above: str) -> Values:
    """Return the values that the words which tell a fact's case name.

    What is given is among what is done where the name says both ("Cấp thẻ, gia hạn, bổ sung thẻ …"), but of
    lines whose lead says itself what is done.
    """
    found, name = named(above), fact.head.title if fact.of_record else fact.row_name
    if "act" not in found or "act" in named(fact.folded_lead):
        return found
    return {**found, "act": found["act"] | acts_of(fold(normalise(name)))}


def _case_of(fact: Fact) -> str:
    """Return the words that tell a fact's case: the lead, and of a record its name, of a clause its heading.

    A short point under a lead tells its own case, and so does what a line of a description has before its
    colon ("Đơn chưa hợp lệ: 03 ngày"); what a long clause speaks of in passing tells none.
    """
    if fact.of_record:
        described = fact.provision.unit is Unit.CHANNEL and not fact.cells
        line = re.match(load("policy")["selection"]["line_case"], fact.folded) if described else None
        return f"{fold(normalise(fact.head.title))} {fact.folded_lead} {line.group() if line else ''}"
    if fact.cells:
        return fact.said
    short = fact.lead and len(fact.text) <= load("policy")["selection"]["case_characters"]
    return f"{fold(normalise(fact.provision.heading))} {fact.folded_lead} {fact.folded if short else ''}"
