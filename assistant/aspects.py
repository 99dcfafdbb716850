"""What a question asks for: time limit, fee, papers, who decides, and so on, from one table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.tables import load
from index.vietnamese import fold, normalise


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that can be asked for (`data/aspects.yaml`).

    `ask` matches the questions that ask for it, once what matches `beside` is taken out of them; `value`
    matches what can answer it, once what matches `unlike` is taken out. `heading` matches the articles that
    are about it, `hint` the words that an answer of no certain form would have; `also` is searched for beside
    the question's own words, `fields` say where a procedure record holds it.
    """

    name: str
    ask: re.Pattern[str]
    beside: re.Pattern[str] | None
    value: re.Pattern[str] | None
    heading: re.Pattern[str] | None
    hint: re.Pattern[str] | None
    also: tuple[str, ...]
    fields: tuple[str, ...]
    unlike: re.Pattern[str] | None = None

    def asked_by(self, folded: str) -> bool:
        """Tell whether a folded question asks for this."""
        text = folded if self.beside is None else self.beside.sub(" ", folded)
        return self.ask.search(text) is not None

    def answered_by(self, folded: str) -> bool:
        """Tell whether folded text can hold a value of this aspect."""
        text = folded if self.unlike is None else self.unlike.sub(" ", folded)
        return self.value is None or self.value.search(text) is not None

    def is_headed(self, folded: str) -> bool:
        """Tell whether a folded heading says that what follows is about this aspect."""
        return self.heading is not None and self.heading.search(folded) is not None


@lru_cache(maxsize=1)
def aspects() -> tuple[Aspect, ...]:
    """Return the table of aspects."""
    return tuple(
        Aspect(
            name=name,
            ask=re.compile("|".join(f"(?:{_as_folded(written_out(p))})" for p in row["ask"])),
            beside=re.compile(_as_folded(written_out(row["beside"]))) if "beside" in row else None,
            value=re.compile(written_out(row["value"])) if row["value"] else None,
            heading=re.compile(written_out(row["heading"])) if "heading" in row else None,
            hint=re.compile(row["hint"]) if "hint" in row else None,
            also=tuple(row.get("also", ())),
            fields=tuple(row["fields"]),
            unlike=re.compile(row["unlike"]) if "unlike" in row else None,
        )
        for name, row in load("aspects").items()
    )


def written_out(pattern: str) -> str:
    """Return a pattern with what stands for the names of papers, and for the like, written out."""
    while (found := _STANDS_FOR.search(pattern)) is not None:
        pattern = pattern.replace(found[0], load("papers")[found[1]])
    return pattern


def beside_out(folded: str) -> str:
    """Return a folded question without what says by which text, or from when, it is asked."""
    for aspect in aspects():
        folded = folded if aspect.beside is None else aspect.beside.sub(" ", folded)
    return folded


def _as_folded(pattern: str) -> str:
    """Return a pattern as it reads over folded text: Bengali vowels of two signs are apart in that.

    Nothing else is folded: `\\W` and `\\w` are not the same.
    """
    return pattern if pattern.isascii() else unicodedata.normalize("NFD", pattern)


# A general "how much" says nothing more where the question already names what is counted,
# and "diện tích tối thiểu" asks for nothing where something else is asked for.
_FEE = re.compile(r"\ble phi\b|\bfees?\b")
COUNTED = frozenset(
    {
        *("term", "extension", "time_limit", "fee", "penalty"),
        *("copies", "photos", "form", "code", "percent", "class"),
    }
)


def without_counted(folded: str, wanted: Iterable[Aspect]) -> str:
    """Return folded text without the figures that answer the counted things among some aspects.

    "Được vay tối đa bao nhiêu, lãi suất mấy phần trăm?": what is a percentage is no amount there.
    """
    for aspect in wanted:
        if aspect.name in COUNTED and aspect.value is not None:
            folded = _figures(aspect.value).sub(" ", folded)
    return folded


@cache
def _figures(value: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern for values with all of their figures: "3,7%", of which `value` may match "7%"."""
    return re.compile(rf"(?:\d[\d.,]{{0,12}})?(?:{value.pattern})")


_STANDS_FOR = re.compile(r"\{([a-z_]+)\}")
# How long a paper is valid is not how long it takes, nor is it the force of an act.
TERMS = frozenset({"term", "extension"})
_OF_TIME = frozenset({"time_limit", "validity"})

_HOW_MUCH = re.compile(r"\b(bao nhieu|may|bn|how (many|much)|what)\b|%|কত|কয়")
_UNCERTAIN = frozenset({"amount", "yes_no", "other", "definition", "condition"})

# What words of a matter are taken to ask for ("xin phép qua mạng", "diện tích rừng"), where no word asks.
_OF_MATTER = frozenset({"amount", "method", "where", "yes_no"})
_ASKS = re.compile(
    r"\b(bao nhieu|bao lau|may|bn|nao|gi|ai|dau|khong|ko|sao|what|which|who|where|when|how)\b|[\u0980-\u09ff]"
)

# "Bao nhiêu giờ phải nộp đủ giấy tờ": the one word that asks counts, and what is counted is no list.
_COUNTS = re.compile(r"\b(?:bao nhieu|bao lau|may|bn|how (?:many|much|long|often|soon))\b")
_NAMES = re.compile(r"\b(?:nao|gi|ai|dau|sao|what|which|who|whom|where|list)\b")
_LISTS = frozenset({"papers", "condition"})

# "Điều kiện … là gì" asks for the conditions, and for no definition of them.
_LISTED = frozenset({"papers", "condition", "code", "steps", "form", "basis", "result", "where"})
# "Trình tự … như thế nào" asks for the steps alone.
_CONDITIONS = re.compile(
    r"\b(dieu kien|truong hop nao|yeu cau|tieu chi|doi tuong|nao (duoc|phai)|conditions?|requirements?)\b"
)
_MEANING = re.compile(r"\bthe nao la\b|\bnghia la\b|\bhieu\b|\bkhai niem\b|\bdinh nghia\b|\bdefin|\bmean")


def asked(question: str) -> tuple[Aspect, ...]:
    """Return the aspects a question asks for, in the order of the table; may be empty."""
    text = fold(_other_words_hidden(normalise(question)))
    found = tuple(a for a in aspects() if a.asked_by(text))
    if TERMS & {a.name for a in found}:
        found = tuple(a for a in found if a.name not in _OF_TIME)
    if {"penalty", "percent"} & {a.name for a in found} and not _FEE.search(text):
        found = tuple(a for a in found if a.name != "fee")
    if COUNTED & {a.name for a in found}:
        found = tuple(a for a in found if a.name != "amount")
    if {a.name for a in found} - _UNCERTAIN and not _HOW_MUCH.search(text):
        found = tuple(a for a in found if a.name != "amount")
    if COUNTED & {a.name for a in found} and len(_COUNTS.findall(text)) == 1 and not _NAMES.search(text):
        found = tuple(a for a in found if a.name not in _LISTS)
    if "steps" in {a.name for a in found} and not _CONDITIONS.search(text):
        found = tuple(a for a in found if a.name != "condition")
    if {a.name for a in found} & _LISTED and not _MEANING.search(text):
        found = tuple(a for a in found if a.name != "definition")
    return tuple(a for a in found if a.name != "other") or found or _headed(text)


def only_states(piece: str, found: Sequence[Aspect]) -> bool:
    """Tell whether a piece of a question only says what the matter is, for all that it was `found` to ask."""
    folded = fold(_other_words_hidden(normalise(piece)))
    return {aspect.name for aspect in found} <= _OF_MATTER and _ASKS.search(folded) is None


def _headed(text: str) -> tuple[Aspect, ...]:
    """Return what a folded question asks for that is put as a heading, without a word that asks."""
    opening = _headings().match(text)
    if opening is None or re.search(load("headlines")["said"], text[opening.end() :]):
        return ()
    return tuple(a for a in aspects() if a.name == opening.lastgroup)


@lru_cache(maxsize=1)
def _headings() -> re.Pattern[str]:
    table = load("headlines")
    named = "|".join(f"(?P<{name}>{written_out(words)})" for name, words in table["words"].items())
    return re.compile(rf"\W*{table['opening']}(?:{named})\b")


def _other_words_hidden(question: str) -> str:
    """Return a question without the words that look like one that asks once their diacritics are gone."""
    spelled = load("homographs")

    shouted = question.upper() == question

    def shown(found: re.Match[str]) -> str:
        word = found.group().casefold()
        plain = fold(word)
        if plain in spelled and not shouted and found.group().isupper() and len(word) > 1:
            return "_"  # "AI" is an abbreviation
        if plain == word or plain not in spelled or _one_tone(word) in map(_one_tone, spelled[plain]):
            return found.group()
        return "_"

    return re.sub(r"\w+", shown, question)


def _one_tone(word: str) -> str:
    """Return a word with one sign for the two tones that are taken for each other: "mẩu" is "mẫu"."""
    return unicodedata.normalize("NFD", word).replace("\N{COMBINING HOOK ABOVE}", "\N{COMBINING TILDE}")


def named_aspects(turn: str, whole: str) -> tuple[Aspect, ...]:
    """Return what a turn asks for; where it only asks again ("thì sao"), what the `whole` talk asks for."""
    own, every = asked(turn), asked(whole)
    return own if _is_certain(own) or not _is_certain(every) else every


def _is_certain(found: tuple[Aspect, ...]) -> bool:
    return any(aspect.name != "other" for aspect in found)
