"""What a question asks of a rule: what it forbids or spares, what is enough, what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.facts import Fact
from assistant.openings import Opening
from assistant.sentences import SENTENCE
from assistant.tables import load, stop_words
from index.vietnamese import fold, folded_terms, normalise

Worth = Callable[[str], float]
"""The rareness of a folded word."""
Had = Callable[[str, frozenset[str]], float]
"""How far a word of the question, or a meaning of it, is among some terms."""
_LAST = re.compile(r"[:;]")
_ARTICLE = re.compile(r"(?:.*, )?Điều \d+[a-zđ]?")
_NUMBER = re.compile(r"^\s*dieu\s+\w+\W*")


@dataclass(frozen=True, slots=True)
class Modality:
    """A row of `data/modalities.yaml`, where its fields are described."""

    name: str
    asked: re.Pattern[str]
    said: re.Pattern[str]
    answers: frozenset[str]
    either: bool
    alone: bool
    excepts: re.Pattern[str] | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A modality that a question asks for, with the folded words it asks of, and its other words.

    "Ai không được dự thầu?" asks whom something forbids to bid. `of` is empty where all that is forbidden is
    asked for ("Nhà thầu bị cấm làm gì?").
    """

    modality: Modality
    of: frozenset[str]
    beside: frozenset[str]

    def met_by(self, said: str, above: str, had: Had, worth: Worth) -> float:
        """Tell how nearly folded words, beside others of the same rule, say so of the same; 0 where not."""
        least, close = load("modalities")["least"], 0.0
        for scope, ruled in self._told(said):
            of = _share(self.of, scope, had, worth)
            beside = _share(self.beside, _words(f"{above} {said}"), had, worth)
            rule = self._asked_of(ruled, had, worth)
            if of >= least["object"] and beside >= least["subject"] and rule >= least["rule"]:
                close = max(close, of * (0.5 + 0.5 * beside) * (0.5 + 0.5 * rule))
        return close

    def _told(self, said: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        """Go over what folded words say so of: its words, and those that the rule as a whole speaks of.

        These are the words of its sentence up to it; of a duty with exceptions those behind "phải", whoever
        has it and whenever.
        """
        for match in self.modality.said.finditer(said):
            before, behind = _LAST.split(said[: match.start()])[-1], said[match.end() :]
            if not _is_named_only(before, behind):
                bound = re.search(load("modalities")["bounds"], behind)
                scope = _words(behind[: bound.start()] if bound else behind)
                yield scope, scope | _words(before)
        if self.modality.excepts is not None:
            for match in self.modality.excepts.finditer(said):
                duty = _LAST.split(said[: match.start()])[-1]
                yield _words(duty), _words(re.split(load("modalities")["duty"], duty)[-1])

    def _asked_of(self, rule: frozenset[str], had: Had, worth: Worth) -> float:
        """Tell which share of the words of a rule is in the question."""
        asked = self.of | self.beside
        worths = {word: worth(word) for word in rule - stop_words()}
        own = sum(v for w, v in worths.items() if any(had(q, frozenset({w})) > 0 for q in asked))
        return own / sum(worths.values()) if worths else 1.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that says what a question asks for, and how nearly; `opening` where it is told whole."""

    close: float
    opening: Opening | None
    asked: re.Pattern[str]


def rule_of(fact: Fact, asked: Sequence[Wanted], had: Had, worth: Worth) -> Rule | None:
    """Return the rule of the heading above a fact, of its lead, or of its own words that is asked for."""
    if not asked or fact.cells or fact.of_record:
        return None
    above = fold(normalise(f"{fact.provision.heading} {fact.head.title}"))
    found: list[Rule] = []
    for one in asked:
        modality = one.modality
        if modality.either:
            close = one.met_by(fact.folded, f"{fact.folded_lead} {above}", had, worth)
            if modality.excepts is not None and modality.excepts.search(fact.folded_lead):
                lead = SENTENCE.split(fact.folded_lead.strip())[-1]
                close = max(close, one.met_by(lead, f"{fact.folded} {above}", had, worth))
            found.append(Rule(close, None, modality.asked))
        else:
            for place, said in _said_by(fact, own=bool(one.of)):
                close = one.met_by(said, f"{fact.folded} {fact.folded_lead} {above}", had, worth)
                opening = Opening(place, said, said, modality.answers, (), modality.asked)
                found.append(Rule(close, opening, modality.asked))
    best = max(found, key=lambda rule: rule.close, default=None)
    return best if best is not None and best.close > 0 else None


def _said_by(fact: Fact, *, own: bool) -> Iterator[tuple[str, str]]:
    """Go over the heading above a fact, its lead and, where asked, its own words, each with its place."""
    if article := _ARTICLE.match(fact.provision.locator):
        yield article.group(), _NUMBER.sub("", fold(normalise(fact.provision.heading)))
    if fact.lead and len(fact.quotes) > 1:
        yield fact.quotes[1].provision.locator, fold(SENTENCE.split(fact.lead.strip())[-1])
    if own and fact.place == 0:
        yield fact.provision.locator, fact.folded


def wanted(folded: str, stop: frozenset[str]) -> Iterator[Wanted]:
    """Go over the modalities that a folded question asks for; `stop` are words that are nowhere decisive."""
    table = load("modalities")
    for modality in modalities():
        match = modality.asked.search(folded)
        if match is None:
            continue
        rest = re.split(r"[,;?]", folded[match.end() :])[0]
        bound = re.search(table["beside"], rest)
        of = rest[: bound.start()] if bound else rest
        words = _words(of) - stop
        others = _words(folded[: match.start()] + " " + rest[len(of) :]) - stop - words
        yield Wanted(modality, words, others)


def also_said(folded: str) -> tuple[str, ...]:
    """Return the phrases in which the law says what a folded question asks of a rule."""
    return tuple(phrase for m in modalities() if m.asked.search(folded) for phrase in m.also)


@cache
def modalities() -> tuple[Modality, ...]:
    """Return the table of modalities."""
    return tuple(
        Modality(
            name,
            re.compile(rf"\b(?:{row['asked']})"),
            re.compile(rf"\b(?:{row['said']})\b"),
            frozenset(load("modalities")["answers"]),
            row.get("either", False),
            row.get("alone", False),
            re.compile(rf"\b(?:{row['except']})\b") if "except" in row else None,
            tuple(row.get("also", ())),
        )
        for name, row in load("modalities")["modalities"].items()
    )


def _is_named_only(before: str, behind: str) -> bool:
    """Tell whether a sentence only names the cases of a rule, to say something else of them.

    "Đối với công trình được miễn giấy phép, chủ đầu tư phải …" tells what its owner must do, and so does
    "…, đối với công trình được miễn giấy phép": neither tells which works are spared.
    """
    table = load("modalities")
    if re.search(table["named"], before):
        return True
    main = re.search(table["main"], _LAST.split(behind)[0])
    return main is not None and re.search(table["premise"], before) is not None


def _share(words: Iterable[str], terms: frozenset[str], had: Had, worth: Worth) -> float:
    worths = {word: worth(word) for word in words}
    whole = sum(worths.values())
    return sum(v * had(word, terms) for word, v in worths.items()) / whole if whole else 1.0


def _words(folded: str) -> frozenset[str]:
    pointing = frozenset(load("modalities")["pointing"].split())
    return frozenset(t for t in folded_terms(folded) if "_" not in t and not t.isdigit()) - pointing
