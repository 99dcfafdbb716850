"""Reads one turn of a conversation by itself: what it leans on, what it puts right, what it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.aspects import asked
from assistant.references import find_references, kind_called
from assistant.tables import load, stop_words_of
from index.vietnamese import bigrams, fold, is_bengali, normalise, tokens


@dataclass(frozen=True, slots=True)
class Correction:
    """What is meant, and what is not."""

    said: str
    rejected: str = ""

    @classmethod
    def read(cls, turn: str) -> Correction | None:
        """Read a turn as a correction of an earlier one, if it is one."""
        lowered = turn.lower()
        found = next((m for p in _patterns("corrects") if (m := p.search(lowered))), None)
        if found is None:
            return None
        if len(lowered) != len(turn):
            return cls(turn)
        rejected = found.span("rejected") if found.re.groupindex.get("rejected") else (0, 0)
        return cls(turn[slice(*found.span("meant"))].strip(), turn[slice(*rejected)].strip())


def _matches(name: str, turn: str) -> bool:
    """Tell whether a turn has one of the patterns of a name."""
    lowered = turn.lower()
    return any(pattern.search(lowered) for pattern in _patterns(name))


def points_at_text(turn: str) -> bool:
    """Tell whether a turn points at the text that the last answer stood on."""
    return _matches("points", turn) or _matches("points_perhaps", turn)


def without_small_talk(turn: str) -> str:
    """Return a turn without the thanks that it begins with; one of nothing else stays."""
    found = _one("small_talk").match(turn.lower())
    return (turn[found.end() :].strip() or turn) if found else turn


def new_subject(turn: str) -> str | None:
    """Return what a turn goes on to where it says that it leaves the subject; none where it does not."""
    found = _one("changes").match(turn.lower())
    return turn[found.end() :].strip() if found else None


def stands_alone(turn: str, before: str) -> bool:
    """Tell whether a turn needs nothing of what was said before.

    One that asks and is about a thing of its own does, where it says what is done to it, or has no two
    neighbouring words in common with what was said before.
    """
    if Correction.read(turn) is not None or _matches("leans", turn) or _matches("points", turn):
        return False
    limits, own = load("conversation")["stands_alone"], set(own_words(turn))
    if len(own) < limits["content"] and (_matches("leans_perhaps", turn) or _matches("points_perhaps", turn)):
        return False
    if find_references(turn).names_document or len(own) >= limits["content"]:
        return True
    if not asked(turn) or len(own) < limits["asking"]:
        return False
    if set(own_words(before)) <= own:  # it says the subject itself, as when asked once more
        return True
    return speaks_of_act(turn) or (len(own) >= limits["apart"] and not _shares(turn, before))


def own_words(turn: str) -> tuple[str, ...]:
    """Return the folded syllables that name a subject, and not only what is asked of one."""
    text = turn.lower()
    for pattern in contrasts():
        text = pattern.sub(" . ", text)
    stop = stop_words_of(tokens(turn.lower()))
    words = map(fold, tokens(_general().sub(" . ", text)))
    return tuple(word for word in words if word not in stop and len(word) > 1)


def names_subject(turn: str) -> bool:
    """Tell whether what follows words that change the subject names one, and not only what is asked."""
    named = len(own_words(turn)) >= load("conversation")["stands_alone"]["changed"]
    return (named or speaks_of_act(turn)) and not _matches("leans", turn)


def named_span(text: str) -> tuple[int, int]:
    """Return where what a text names begins and ends: what is asked of it stands before and behind."""
    kept = _general().sub(lambda found: " " * len(found.group()), text.lower())
    stop = stop_words_of(tokens(text.lower()))
    own = [m for m in re.finditer(r"\w+", kept) if fold(m.group()) not in stop]
    return (own[0].start(), own[-1].end()) if own and len(kept) == len(text) else (0, 0)


def speaks_of_act(turn: str) -> bool:
    """Tell whether a turn begins with what is done to something."""
    return acting(turn) is not None


def acting(text: str) -> tuple[int, int] | None:
    """Return where a text that begins with what is done has that ("Xin sửa đổi, cấp lại …")."""
    found = _opening_act().match(text.lower())
    return found.span("acts") if found else None


def party(text: str) -> tuple[int, int] | None:
    """Return where a text has the kind of organisation that it begins with or that comes first."""
    found = _party().search(text.lower())
    return found.span() if found else None


def kind_pointed_at(turn: str) -> str | None:
    """Return the kind of act that a turn points at, "" for any kind; none where it points at none."""
    lowered = turn.lower()
    found = next((m for p in _patterns("points_at_act") if (m := p.search(lowered))), None)
    return kind_called(found.groupdict().get("kind") or "") if found else None


def case_put(turn: str) -> str | None:
    """Return the case of which a turn asks again what was asked before, and nothing else; none of another."""
    lowered = turn.lower()
    opens, ends = _one("puts_case.opens").match(lowered), _one("puts_case.ends").search(lowered)
    said = ends is not None and ends.group().strip(" ,.!?") != ""
    if not (opens or said) or {a.name for a in asked(turn)} - {"other"}:
        return None
    case = turn[opens.end() if opens else 0 : ends.start() if ends else len(turn)].strip(" ,.?")
    named = own_words(case) or (said and case) or any(p.search(case.lower()) for p in contrasts())
    return case if named else None


def opens_case(turn: str) -> bool:
    """Tell whether a turn begins as one that puts another case."""
    return _one("puts_case.opens").match(turn.lower()) is not None


def _shares(turn: str, before: str) -> bool:
    """Tell whether two texts have two neighbouring words of a subject in common, or a long one."""
    own, other = (own_words(text) for text in (turn, before))
    pairs = set(bigrams(own)) & set(bigrams(other))
    long = load("conversation")["stands_alone"]["long"]
    return bool(pairs) or any(len(word) >= long or is_bengali(word) for word in set(own) & set(other))


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a name."""
    return tuple(re.compile(_spelled(p)) for p in load("conversation")[name])


@cache
def _one(name: str) -> re.Pattern[str]:
    """Return the single pattern of a name, or of a name in a table."""
    table, _, row = name.partition(".")
    found = load("conversation")[table]
    return re.compile(_spelled(found[row] if row else found))


@cache
def contrasts() -> tuple[re.Pattern[str], ...]:
    """Return for each row of what excludes each other the pattern of all of it."""
    return tuple(_alternatives(row) for row in load("conversation")["contrasts"].values())


@cache
def _general() -> re.Pattern[str]:
    phrases = (p.strip() for p in load("conversation")["general"].split("|"))
    return _alternatives(sorted(phrases, key=len, reverse=True))


@cache
def _opening_act() -> re.Pattern[str]:
    table = load("conversation")
    act = rf"(?:{table['acts']})(?: (?:{table['acts_on']}))?(?!\w)"
    return re.compile(
        _spelled(rf"\W*{table['opens_act']}(?P<acts>{act}(?:(?:\s*,\s*|\s+(?:và|hoặc)\s+){act})*)")
    )


@cache
def _party() -> re.Pattern[str]:
    begins, ends = (load("conversation")["parties"][name] for name in ("begins", "ends"))
    return re.compile(_spelled(rf"(?<!\w)(?:{begins})(?: \w+){{0,6}}?(?=\W*$|[,.?;:]| (?:{ends})(?!\w))"))


def _alternatives(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern of one of several phrases."""
    return re.compile(_spelled(rf"(?<!\w)(?:{'|'.join(f'(?:{p})' for p in phrases)})(?!\w)"))


def _spelled(pattern: str) -> str:
    """Return a pattern in which each letter with marks stands for the plain one too."""
    return "".join(_letter(sign) for sign in normalise(pattern))


def _letter(sign: str) -> str:
    plain = "d" if sign == "đ" else unicodedata.normalize("NFD", sign)[0]
    return f"[{sign}{plain}]" if plain != sign and plain.isascii() else sign
