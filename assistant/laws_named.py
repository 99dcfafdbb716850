"""Finds the law that a question calls by its name alone, as officials do: "Luật Xây dựng hiện hành"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.act_orders import ENDS
from assistant.expansion import Expander
from assistant.question import Part, Question
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
    question: Question,
    laws: Callable[[], Sequence[DocumentHead]],
    shelf: Shelf,
    expander: Expander,
) -> tuple[LawNamed, ...]:
    """Return the law that a question, or the part of it on force, calls by its name and asks only about.

    None where it calls none, or one that none has. `laws` returns those that are held and may be read;
    abbreviations are read as `expander` writes them out. Of those of a name, it is the latest that is in
    force on the question's day, else the latest; with a year, that of the year and then the former. One that
    is not held counts where several documents rest on it by this name, or where a law that is held ends it.
    """
    beside = parts_beside_force(question)
    on_force = [p.words for p in question.parts if beside and p not in beside]
    called = [pair for said in (question.asked, *on_force) for pair in _called(expander.spelled_out(said))]
    names: defaultdict[str, list[DocumentHead]] = defaultdict(list)
    held = laws() if called else ()
    for head in held:
        if name := _name(head):
            names[name].append(head)
    for before, words in called:
        name, rest = _matched(words, tuple(names), shelf)
        if name and asks_nothing_else(f"{before} {rest}"):
            year = re.search(load("act_questions")["year"], rest)
            found = _latest(name, names[name], year[1] if year else "", question, shelf)
            return found or _ended(before, words, held, shelf)
    for before, words in called:
        if ended := _ended(before, words, held, shelf):
            return ended
    return ()


def asks_nothing_else(folded: str) -> bool:
    """Tell whether what a question says beside the name or number of an act asks of the act alone."""
    asking = frozenset(load("act_questions")["asking"].split())
    return asking.issuperset(re.findall(r"[a-z]+", _NUMBERED.sub(" ", folded)))


def parts_beside_force(question: Question) -> tuple[Part, ...]:
    """Return the parts of a question that ask something else than the force of acts."""
    return tuple(
        part
        for part in question.parts
        if "validity" not in {a.name for a in part.aspects}
        and not asks_nothing_else(fold(normalise(part.words)))
    )


def _called(said: str) -> Iterator[tuple[str, str]]:
    """Go over the words of what is said, folded, before and behind each "luật"."""
    policy = load("act_questions")
    folded = " ".join(fold(normalise(said)).split())
    for kind in re.finditer(policy["kinds"], folded):
        yield folded[: kind.start()], folded[kind.end() :].strip()


def _ended(before: str, words: str, laws: Sequence[DocumentHead], shelf: Shelf) -> tuple[LawNamed, ...]:
    """Return the law of a name and year that one of the `laws` ends, by the name that it has there.

    "Luật Bí mật nhà nước 2018" for "Luật Bảo vệ bí mật nhà nước số 29/2018/QH14 … hết hiệu lực".
    """
    named = re.match(load("act_questions")["name_and_year"], words)
    if named is None or not asks_nothing_else(f"{before} {words[named.end() :]}"):
        return ()
    wanted = " ".join(_plain(named["name"]))
    for head in laws:
        for edge in shelf.store.amendments.edges_from(head.id, shelf.principal):
            of_year = edge.verb in ENDS and not edge.place and law_year(edge.act) == int(named["year"])
            if of_year and _calls(head, edge, wanted, shelf):
                return (LawNamed(edge.act),)
    return ()


def _calls(head: DocumentHead, edge: Edge, wanted: str, shelf: Shelf) -> bool:
    """Tell whether a clause names the law that it ends by some words, or by more that end with them."""
    volume = shelf.volume(head.id)
    clause = next((p for p in volume.provisions if p.locator == edge.locator), None)
    words = " ".join(_plain(fold(normalise(volume.words(clause))))) if clause else ""
    number = " ".join(_plain(fold(normalise(edge.act))))
    return re.search(rf"\b{re.escape(wanted)} (?:so )?{re.escape(number)}\b", words) is not None


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
