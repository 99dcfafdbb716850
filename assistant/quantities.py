"""What kind of quantity a question counts, and whether a fact states one of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.query import marked_share
from assistant.tables import load
from index.vietnamese import fold, normalise, tokens


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of quantity (`data/quantities.yaml`): money, age, people, cases, a telephone number, hours.

    `of` is what it has to be of, without diacritics: the allowance, the rent; empty where the kind is enough.
    """

    name: str
    typed: re.Pattern[str]
    plain: re.Pattern[str]
    value: re.Pattern[str]
    of: str = ""

    def stated_in(self, folded: str, context: str = "") -> bool:
        """Tell whether folded text, under its headings, states a quantity of this kind and of this thing."""
        return self.value.search(folded) is not None and self.of in f"{folded} {context}"


@lru_cache(maxsize=1)
def quantities() -> tuple[Quantity, ...]:
    """Return the table of quantities."""
    found = []
    for name, row in load("quantities").items():
        ask = "|".join(f"(?:{pattern})" for pattern in row["ask"])
        plain = fold(ask).replace("(?p<", "(?P<")  # folding takes the capital off
        found.append(Quantity(name, re.compile(ask), re.compile(plain), re.compile(row["value"])))
    return tuple(found)


def counted(question: str) -> tuple[Quantity, ...]:
    """Return the kinds of quantity a question asks for, in the order of the table; may be empty.

    Where it was typed with diacritics they have to agree: "tham gia" is no price, and "phát" no fine.
    """
    text = normalise(question).casefold()
    plain = is_typed_plain(question)
    text = fold(text) if plain else text
    found = ((q, (q.plain if plain else q.typed).search(text)) for q in quantities())
    return tuple(replace(q, of=fold(_of(match))) for q, match in found if match)


def _of(match: re.Match[str]) -> str:
    return (match.groupdict().get("of") or "") if match.re.groups else ""


def is_typed_plain(question: str) -> bool:
    """Tell whether a question was typed without diacritics."""
    return marked_share(tokens(question)) < float(load("policy")["scope"]["marked_share"])
