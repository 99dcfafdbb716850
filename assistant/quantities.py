"""What kind of quantity a question counts, and whether a fact states one of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.aspects import asked
from assistant.facts import Fact
from assistant.query import marked_share
from assistant.question import Question
from assistant.tables import load
from index.vietnamese import fold, normalise, tokens

_NEVER = "(?!)"
_AMOUNTS = frozenset({"amount", "percent", "yes_no", "other"})
"""What a heading that asks for a quantity may be heard to ask for."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of quantity (`data/quantities.yaml`): money, age, people, cases, a telephone number, hours.

    `typed` and `plain` match questions that ask for it, `head_typed` and `head_plain` how one begins that
    asks for it as a heading does; `of` is what it has to be of, without diacritics: the allowance, the rent,
    empty where the kind is enough. `headed` tells that the question asks for it as a heading does. What
    matches `unlike` in a fact is of another kind.
    """

    name: str
    typed: re.Pattern[str]
    plain: re.Pattern[str]
    value: re.Pattern[str]
    head_typed: re.Pattern[str]
    head_plain: re.Pattern[str]
    of: str = ""
    headed: bool = False
    unlike: re.Pattern[str] | None = None

    def stated_in(self, folded: str, context: str = "") -> bool:
        """Tell whether folded text, under its headings, states a quantity of this kind and of this thing."""
        text = folded if self.unlike is None else self.unlike.sub(" ", folded)
        return self.value.search(text) is not None and self.of in f"{folded} {context}"

    def stated_by(self, fact: Fact) -> bool:
        """Tell whether a fact states such a quantity, itself or with what it stands under."""
        return self.stated_in(f"{fact.folded} {fact.folded_lead}", fact.context)


@lru_cache(maxsize=1)
def quantities() -> tuple[Quantity, ...]:
    """Return the table of quantities."""
    return tuple(
        Quantity(
            name,
            *_both("|".join(f"(?:{pattern})" for pattern in row["ask"])),
            re.compile(row["value"]),
            *_both(rf"(?:{row['head']})\b" if "head" in row else _NEVER),
            unlike=re.compile(row["unlike"]) if "unlike" in row else None,
        )
        for name, row in load("quantities").items()
    )


def _both(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return a pattern for what is typed with diacritics, and for what is typed without."""
    plain = fold(pattern).replace("(?p<", "(?P<")  # folding takes the capital off
    return re.compile(pattern), re.compile(plain)


def counted(question: str) -> tuple[Quantity, ...]:
    """Return the kinds of quantity a question asks for, in the order of the table; may be empty.

    Where it was typed with diacritics they have to agree: "tham gia" is no price, and "phát" no fine. A
    heading asks for a quantity where it asks for nothing else: "Đơn giá … do ai công bố?" is none.
    """
    text = normalise(question).casefold()
    plain = is_typed_plain(question)
    text = fold(text) if plain else text
    head = _heading_of(text)
    found = []
    for kind in quantities():
        by_word = (kind.plain if plain else kind.typed).search(text)
        match = by_word or (kind.head_plain if plain else kind.head_typed).match(head)
        if match is not None:
            found.append(replace(kind, of=fold(_of(match)), headed=by_word is None))
    return tuple(found)


def counted_in(question: Question) -> tuple[Quantity, ...]:
    """Return the kinds of quantity that a fact may state; where a part asks for any, all may.

    "Được vay bao nhiêu, lãi suất bao nhiêu?": what is lent is no interest, whatever the other part counts.
    """
    if len(question.parts) == 1:
        return counted(question.asked)
    asking = [p for p in question.parts if any(aspect.name == "amount" for aspect in p.aspects)]
    each = [counted(part.words) for part in asking]
    return tuple(dict.fromkeys(kind for row in each for kind in row)) if all(each) else ()


def _heading_of(text: str) -> str:
    """Return a question that is put as a heading, from where what it asks for begins; else nothing."""
    table = load("headlines")
    folded = fold(text)
    begins = re.match(rf"\W*{table['opening']}", folded)
    at = begins.end() if begins else 0
    others = {aspect.name for aspect in asked(text)} - _AMOUNTS
    if others or len(folded) != len(text) or re.search(table["said"], folded[at:]):
        return ""
    return text[at:]


def _of(match: re.Match[str]) -> str:
    return (match.groupdict().get("of") or "") if match.re.groups else ""


def is_typed_plain(question: str) -> bool:
    """Tell whether a question was typed without diacritics."""
    return marked_share(tokens(normalise(question))) < float(load("policy")["scope"]["marked_share"])
