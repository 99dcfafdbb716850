"""Cuts texts into sentences, and long sentences into runs of clauses that each say something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from assistant.tables import load
from index.vietnamese import fold, normalise

SENTENCE = re.compile(r"(?<=[.;:?!।])\s+(?=[^\W\d_a-zà-ỹđ]|[-–+•“\"])|\n+")
"""Between two sentences, or two points of a list."""
GOES_ON, CUT_SHORT = "… ", " …"
"""What stands before and behind a piece of a sentence that is too long to be one fact."""
_ENDS = (".", ";", ":", "।")
_CLAUSE = re.compile(r"(?<=[.;:,।])\s+|\n+")

_ITEM = re.compile(r"\W*(?:(?:buoc \d+|\d+(?:\.\d+)*|[a-z]{1,2})[.):]\s*)?")
"""What numbers a step or a point, without diacritics."""


def pieces(whole: str) -> Iterator[tuple[str, str, str]]:
    """Cut the words of a provision into sentences, and long sentences at their clauses.

    Each piece is what is shown, with "…" where it begins or ends within a sentence, the exact words, and the
    sentence that it is part of: half a sentence is about what the whole of it is about.
    """
    most = load("policy")["selection"]["fact_characters"]
    if len(whole) <= most:
        yield whole, whole.strip(), ""
        return
    for sentence in sentences(whole):
        parts = runs(sentence, most)
        for index, run in enumerate(parts):
            before, after = GOES_ON if index else "", CUT_SHORT if index < len(parts) - 1 else ""
            yield before + run.strip() + after, run.strip(), sentence if len(parts) > 1 else ""


def sentences(whole: str, marks: re.Pattern[str] = SENTENCE) -> Iterator[str]:
    """Go over the sentences between the marks of a text, each with its number ("2.", "Bước 3:")."""
    start = 0
    for mark in marks.finditer(whole):
        sentence = whole[start : mark.start()]
        if not _is_number(fold(sentence)):
            yield sentence
            start = mark.end()
    yield whole[start:]


def runs(sentence: str, most: int, *, adjuncts: bool = False) -> list[str]:
    """Cut a sentence behind punctuation marks into runs of at most `most` characters, where marks allow.

    An opening phrase ("Trong thời hạn 07 ngày làm việc kể từ ngày nhận đủ hồ sơ, …") is not cut from what
    it opens: a time limit alone does not tell for what it is. Nor is one of two verbs ("xem xét, quyết
    định"). Where told to, `adjuncts` are cut off too ("theo Mẫu số 11", "để …"). Joined, the runs are the
    sentence again.
    """
    cuts = [0, *_cuts(sentence, adjuncts=adjuncts), len(sentence)]
    found = [""]
    for start, end in pairwise(cuts):
        if found[-1] and len(found[-1]) + end - start > most:
            whole, rest = _at_semicolon(found[-1])
            if rest and len(rest) + end - start <= most:
                found[-1:] = [whole, rest]
            else:
                found.append("")
        found[-1] += sentence[start:end]
    return found


def _at_semicolon(run: str) -> tuple[str, str]:
    """Return a run up to its last semicolon, and what follows: that goes on better than it is cut."""
    at = run.rstrip().rfind("; ")
    return (run[: at + 2], run[at + 2 :]) if at > 0 else (run, "")


def _cuts(sentence: str, *, adjuncts: bool) -> Iterator[int]:
    """Go over the places where a sentence may be cut."""
    opening, joined, adjunct = _bound()
    start, begins = 0, True
    for mark in (adjunct if adjuncts else _CLAUSE).finditer(sentence):
        clause = fold(sentence[start : mark.start()])
        if _is_number(clause):
            continue
        opens = begins and opening.match(clause) is not None
        comma = clause.endswith(",")
        ends = clause.endswith(_ENDS) or "\n" in mark[0]
        if ends or not (opens or (comma and joined.search(clause))):
            yield mark.end()
        if ends or comma:
            start, begins = mark.end(), ends or opens


def main_clause(sentence: str) -> str:
    """Return a sentence from its main clause on: without its number, and what opens it before a comma.

    "Bước 3: Trong thời hạn 07 ngày kể từ ngày nhận đủ hồ sơ, Sở Tư pháp kiểm tra …" begins with "Sở Tư pháp".
    """
    opening, _, _ = _bound()
    start = 0
    for mark in _CLAUSE.finditer(sentence):
        clause = sentence[start : mark.start()]
        if not (_is_number(fold(clause)) or opening.match(fold(clause)) or clause.endswith(":")):
            break
        start = mark.end()
    return sentence[start:]


def lead_shown(lead: str) -> str:
    """Return a lead as it is said: of a long one how it begins and the clause that it ends with, "…" between.

    What limits it or has a figure ("trừ …", "trong 10 ngày") is never cut away.
    """
    policy = load("policy")["selection"]
    if len(lead) <= policy["lead_shown"]:
        return lead
    last = runs(lead, 1)[-1]
    first = runs(lead, max(1, policy["lead_shown"] - len(last)))[0]
    left = fold(lead[len(first) : len(lead) - len(last)])
    if not left.strip() or re.search(policy["lead_kept"], left):
        return lead
    return f"{first.strip()}{CUT_SHORT} {last.strip()}"


def _is_number(folded: str) -> bool:
    return _ITEM.fullmatch(folded) is not None and folded.rstrip()[-2:-1].isalnum()


@cache
def _bound() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what tells an opening phrase, and one of two verbs at the end of a clause; and where to cut."""
    words = load("sentences")
    opening, joined, adjuncts = (
        "|".join(map(re.escape, words[n])) for n in ("opening", "joined", "adjuncts")
    )
    return (
        re.compile(rf"{_ITEM.pattern}(?:{opening})\b"),
        re.compile(rf"\b(?:{joined})\W*$"),
        re.compile(rf"{_CLAUSE.pattern}|\s+(?=(?:{adjuncts})\s)", re.IGNORECASE),
    )


def clean(text: str) -> str:
    """Return text as it is shown: normal form, on one line."""
    return re.sub(r"\s+", " ", normalise(text)).strip()
