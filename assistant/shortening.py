"""Cuts a long fact down to the part of its sentence that answers, where no more would be said at all."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.fact_names import row_name
from assistant.facts import Quote
from assistant.question import Question
from assistant.sentences import CUT_SHORT, GOES_ON, clean, runs
from assistant.tables import load
from assistant.weighing import Weighed
from index.vietnamese import fold, folded_terms


def shortened(pick: Weighed, most: float, question: Question) -> Weighed | None:
    """Return a fact cut to at most `most` characters, with "…" where it was cut; none where that cannot be.

    The part that is kept has every value of the fact that was asked for, and the most of the question's
    words. What limits a rule ("trừ trường hợp …", "nếu …") is never cut away, a row of a table never cut.
    """
    fact, policy = pick.fact, load("policy")["selection"]
    quote = fact.quotes[0]
    room = int(most) - len(GOES_ON) - len(CUT_SHORT)
    if fact.cells or fact.is_lead or not pick.aspects or room < policy["shortest_part"]:
        return None
    parts = runs(quote.text, room, adjuncts=True)
    wanted = [a for a in question.aspects if a.name in pick.aspects]
    kept = [
        index
        for index, part in enumerate(parts)
        if len(part) <= room and all(a.answered_by(fold(clean(part))) for a in wanted)
    ]
    if len(parts) == 1 or not kept:
        return None

    def worth(index: int) -> float:
        terms = frozenset(folded_terms(fold(clean(parts[index]))))
        return sum(value for word, value in pick.own.items() if word in terms)

    best = max(kept, key=lambda index: (worth(index), -index))
    left_out = fold(clean("".join(parts[:best] + parts[best + 1 :])))
    if re.search(policy["never_cut"], left_out):
        return None
    before = GOES_ON if best or fact.text.startswith(GOES_ON) else ""
    after = CUT_SHORT if best < len(parts) - 1 or fact.text.endswith(CUT_SHORT) else ""
    return _of_part(pick, parts[best].strip(), before, after)


def told_leanly(row: Weighed, most: float, question: Question) -> Weighed | None:
    """Return a row of a table with its name and the cells that answer alone; none where that is too long.

    Cells that say where it does not hold stay, whatever room they take.
    """
    fact, limits = row.fact, load("policy")["rows"]["limits"]
    wanted = [a for a in question.aspects if a.name in row.aspects]
    name = row_name(fact)
    kept = [
        line
        for line in fact.lines
        if (name and name in line)
        or any(a.answered_by(fold(line)) for a in wanted)
        or re.search(limits, fold(line))
    ]
    text = "; ".join(kept)
    if not wanted or len(kept) == len(fact.lines) or len(text) > most:
        return None
    return replace(row, fact=replace(fact, text=text, lines=tuple(kept), folded=fold(text)))


def opened(pick: Weighed, most: float) -> Weighed | None:
    """Return an item of a list cut behind its first clauses to `most` characters; none where it cannot be.

    What limits it is never cut away, nor what it is not ("… và không thuộc khu vực …"); a row of a table is
    never cut.
    """
    fact, policy = pick.fact, load("policy")["selection"]
    quote = fact.quotes[0]
    room = int(most) - len(CUT_SHORT)
    if fact.cells or fact.is_lead or room < policy["shortest_part"]:
        return None
    first, *rest = runs(quote.text, room, adjuncts=True)
    if not rest or len(first) > room or first.rstrip().endswith(":"):
        return None
    left_out = fold(clean("".join(rest)))
    if re.search(policy["never_cut"], left_out) or re.search(load("policy")["listing"]["limits"], left_out):
        return None
    return _of_part(pick, first.strip(), GOES_ON if fact.text.startswith(GOES_ON) else "", CUT_SHORT)


def _of_part(pick: Weighed, words: str, before: str, after: str) -> Weighed:
    """Return a fact of which only some words are said, and quoted."""
    fact = pick.fact
    text = before + clean(words) + after
    quotes = (Quote(fact.quotes[0].provision, words), *fact.quotes[1:])
    cut = fact.cut or not fact.quotes[0].text.rstrip().endswith(words.rstrip())
    return replace(pick, fact=replace(fact, text=text, quotes=quotes, folded=fold(text), cut=cut))
