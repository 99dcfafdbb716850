"""The words that asking words stand with: what is to be counted, named or done has to be spoken of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.facts import Fact
from assistant.tables import everyday_words, load, stop_words_of
from assistant.weighing import Weigher
from index.vietnamese import fold, normalise, tokens


def unsaid_focus(weigher: Weigher, facts: Sequence[Fact]) -> Iterator[str]:
    """Go over what stands beside the asking words of a short question and in no fact, as it is spelled.

    "… được hưởng lương bao nhiêu?" is not answered by what speaks of no "lương"; that it speaks of "lượng"
    tells nothing, so that words are compared with their marks. What stands for a word counts. A question of
    several things, or that tells a case, has its asking words beside others.
    """
    question = weigher.question
    if len(question.parts) > 1 or len(weigher.weights) > load("missing")["focus"]["longest"]:
        return
    have = frozenset(t for fact in facts for t in tokens(fact.spelled))
    folded = frozenset(map(fold, have))
    words = tokens(normalise(question.asked).casefold())
    for at in _focus(words):
        meant = weigher.stead.get(fold(words[at]), ())
        if words[at] not in have and not any(2 * len(m & folded) >= len(m) for m in meant):
            yield _shown(words, at)


def _focus(words: Sequence[str]) -> Iterator[int]:
    """Go over the places of the content words next to "bao nhiêu", "mấy", "gì" and "nào", and behind "ai"."""
    table = load("missing")["focus"]
    light = everyday_words() | frozenset(table["light"].split())
    stop = stop_words_of(words)
    for at, word in enumerate(words):
        counts = word == "mấy" or list(words[at : at + 2]) == ["bao", "nhiêu"]
        names = word in {"gì", "nào"} and words[at - 1 : at] != ["thế"]
        near = range(at - 1, at - 1 - table["near"], -1) if counts or names else range(0)
        near = range(at + 1, at + 1 + table["near"]) if word == "ai" else near
        told = (n for n in near if 0 <= n < len(words) and words[n].isalpha() and fold(words[n]) not in stop)
        nearest = next(told, None)
        if nearest is not None and words[nearest] not in light:
            yield nearest


def _shown(words: Sequence[str], at: int) -> str:
    """Return a word with the syllable before it, of which many words are made ("tiền điện")."""
    before = words[at - 1] if at else ""
    whole = before.isalpha() and fold(before) not in stop_words_of(words)
    return f"{before} {words[at]}" if whole else words[at]
