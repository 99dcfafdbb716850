"""Finds the law that a question calls by its name alone, as officials do: "Luật Xây dựng hiện hành"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.question import Question
from assistant.shelf import Shelf
from assistant.tables import load
from index.amendments import Edge, Found
from index.document_store import DocumentHead
from index.endings import act_key
from index.namesakes import CALLED_BY, called_so, first_basis, law_year
from index.validity import OUT_OF_FORCE
from index.vietnamese import fold, normalise

_TITLE: Final = re.compile(r"^(?:bo luat|luat|phap lenh) (?!\d)(.+?)(?: so \d.*|:.*)?$")
_NUMBERED: Final = re.compile(r"\S*\d\S*")
_AMENDING: Final = "sua doi"
_JOINT: Final = "va"


@dataclass(frozen=True, slots=True)
class LawNamed:
    """The law of a name that is in force on a day, or would be by what is known.

    `head` is `None` where it is not held: then `basis` is a legal basis that calls it so.
    """

    number: str
    head: DocumentHead | None = None
    basis: Found[Edge] | None = None


def laws_named(
    question: Question, laws: Callable[[], Sequence[DocumentHead]], shelf: Shelf
) -> tuple[LawNamed, ...]:
    """Return the law that a question calls by its name, and asks nothing else than about it.

    None where it calls none, or one that none has. `laws` returns those that are held and may be read. Of
    those of a name, it is the latest that is in force on the question's day, else the latest; with a year,
    that of the year and then the former. One that is not held counts where several documents rest on it by
    this name.
    """
    called = tuple(_called(question))
    names: defaultdict[str, list[DocumentHead]] = defaultdict(list)
    for head in laws() if called else ():
        if name := _name(head):
            names[name].append(head)
    for before, words in called:
        name, rest = _matched(words, tuple(names), shelf)
        if name and asks_nothing_else(f"{before} {rest}"):
            year = re.search(load("act_questions")["year"], rest)
            return _latest(name, names[name], year[1] if year else "", question, shelf)
    return ()


def asks_nothing_else(folded: str) -> bool:
    """Tell whether what a question says beside the name or number of an act asks of the act alone."""
    asking = frozenset(load("act_questions")["asking"].split())
    return asking.issuperset(re.findall(r"[a-z]+", _NUMBERED.sub(" ", folded)))


def _called(question: Question) -> Iterator[tuple[str, str]]:
    """Go over the words of a folded question before and behind each "luật"."""
    policy = load("act_questions")
    folded = " ".join(fold(normalise(question.asked)).split())
    for kind in re.finditer(policy["kinds"], folded):
        yield folded[: kind.start()], folded[kind.end() :].strip()


def _name(head: DocumentHead) -> str:
    match = _TITLE.match(" ".join(fold(normalise(head.title)).split()))
    return match[1] if match and _AMENDING not in match[1] else ""


def _matched(words: str, names: Sequence[str], shelf: Shelf) -> tuple[str, str]:
    """Return the name at the head of words, and what follows it; "" where there is none.

    The longest name that a law has; else the beginning of a longer one, where a single one begins so.
    """
    policy = load("act_questions")
    parts = words.split()[: policy["words"]]
    begun: set[tuple[str, str]] = set()
    for count in range(len(parts), 0, -1):
        name, rest = " ".join(parts[:count]).rstrip("?!.,;:)"), " ".join(words.split()[count:])
        if not re.search(policy["after"], rest) and parts[count - 1][-1:].isalnum():
            continue
        plain = _plain(name)
        if same := next((n for n in names if _plain(n) == plain), None):
            return same, rest
        if any(called_so(f"luật {name}", shelf.store, shelf.principal)):
            return name, rest
        if not begun and len(plain) >= policy["begun"]:
            begun = {(n, rest) for n in names if _plain(n)[: len(plain)] == plain}
    return begun.pop() if len(begun) == 1 else ("", "")


def _plain(name: str) -> tuple[str, ...]:
    return tuple(word for word in re.findall(r"\w+", name) if word != _JOINT)


def _latest(
    name: str, titled: Sequence[DocumentHead], year: str, question: Question, shelf: Shelf
) -> tuple[LawNamed, ...]:
    """Return the law of a name and year, and the one that applies on the question's day; each once."""
    bases = dict(called_so(f"luật {name}", shelf.store, shelf.principal))
    held = {head.identity.number or "": head for head in titled}
    keys = {act_key(number) for number in held}
    for number in (n for n in bases if act_key(n) not in keys):
        held |= {n: h for h in shelf.store.heads(shelf.principal, number=number) if (n := h.identity.number)}
    known = {act_key(n): LawNamed(n, head) for n, head in held.items()}
    for number, own in bases.items():
        if act_key(number) not in known and len(own) >= CALLED_BY:
            basis = first_basis(own, shelf.store, shelf.principal)
            known[act_key(number)] = LawNamed(number, None, basis)
    laws = sorted(known.values(), key=lambda law: law_year(law.number), reverse=True)
    of_year = [law for law in laws if year and law_year(law.number) == int(year)]
    ended = shelf.store.numbers_ended(question.as_of, shelf.principal, [law.number for law in laws])
    if year and not of_year:
        return ()
    valid = [law for law in laws if act_key(law.number) not in ended and _applies(law, question)]
    return tuple(dict.fromkeys((*of_year, *valid[:1]))) or tuple(laws[:1])


def _applies(law: LawNamed, question: Question) -> bool:
    if law.head is None:
        return law_year(law.number) <= question.as_of.year
    return law.head.validity.on(question.as_of) not in OUT_OF_FORCE
