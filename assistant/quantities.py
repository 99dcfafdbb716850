"""What kind of quantity a question counts, and whether a fact states one of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.query import marked_share
from assistant.tables import load
from index.vietnamese import fold, normalise, tokens


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of quantity (`data/quantities.yaml`): money, people, cases, a telephone number, hours."""

    name: str
    typed: re.Pattern[str]
    plain: re.Pattern[str]
    value: re.Pattern[str]

    def stated_in(self, folded: str) -> bool:
        """Tell whether folded text states a quantity of this kind."""
        return self.value.search(folded) is not None


@lru_cache(maxsize=1)
def quantities() -> tuple[Quantity, ...]:
    """Return the table of quantities."""
    found = []
    for name, row in load("quantities").items():
        ask = "|".join(f"(?:{pattern})" for pattern in row["ask"])
        found.append(Quantity(name, re.compile(ask), re.compile(fold(ask)), re.compile(row["value"])))
    return tuple(found)


def counted(question: str) -> tuple[Quantity, ...]:
    """Return the kinds of quantity a question asks for, in the order of the table; may be empty.

    Where it was typed with diacritics they have to agree: "tham gia" is no price, and "phát" no fine.
    """
    text = normalise(question).casefold()
    if is_typed_plain(question):
        return tuple(q for q in quantities() if q.plain.search(fold(text)))
    return tuple(q for q in quantities() if q.typed.search(text))


def is_typed_plain(question: str) -> bool:
    """Tell whether a question was typed without diacritics."""
    return marked_share(tokens(question)) < float(load("policy")["scope"]["marked_share"])
