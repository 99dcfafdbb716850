"""Tells whether a fact says how long the very paper that a question names is valid, or may be extended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from assistant.aspects import Aspect, written_out
from assistant.facts import Fact
from assistant.meanings import Meanings
from assistant.question import Question
from assistant.tables import load, stop_words_of
from index.provisions import Unit
from index.vietnamese import fold, normalise, tokens

_END = re.compile(r"(?<!\b\d)[.;](?=\s|$)")
"""Of the sentence that tells the value: a paper that is named behind it is another one."""
_PAIR = 2
"""Words of the name of a paper that are looked for together."""


def states_term(
    aspect: Aspect,
    fact: Fact,
    question: Question,
    matched: Mapping[str, float],
    stead: Mapping[str, Meanings],
) -> bool:
    """Tell whether a fact states a value of `term` or `extension`, alone or with what stands above it.

    A point says it with its lead and its heading ("Thời hạn của thẻ như sau: a) 5 năm"). The row of a way to
    submit tells how long the work takes. `matched` are the question's words that the fact has; of one in
    another language only those count that stand for others, which `stead` has.
    """
    if fact.provision.unit is Unit.CHANNEL and fact.cells:
        return False
    above = f"{fold(fact.provision.heading)} {fact.folded_lead}"
    if fact.of_record:
        above = f"{fact.context} {above}"
    said = f"{above} {fact.folded}"
    until = [_END.search(said, value.end()) for value in aspect.value.finditer(said)] if aspect.value else []
    asking = [part.words for part in question.parts if aspect in part.aspects]
    asked = asking if len(question.parts) > 1 else [question.searched]
    have = frozenset(tokens(fact.said)).union(matched)
    if question.language != "vi":
        return bool(until) and any(_is_meant(words, have, stead) for words in asked)
    return any(
        _is_of(words, have)
        and any(_is_named(words, said[: end.start() if end else None], fact.said) for end in until)
        for words in asked
    )


def _is_of(words: str, have: frozenset[str]) -> bool:
    """Tell whether a fact that has some words has most of those that a question tells its paper with."""
    policy = load("policy")["paper_terms"]
    light = _light(words)
    content = [w for w in dict.fromkeys(tokens(words)) if w.isalpha() and w not in light]
    met = sum(fold(w) in have for w in content)
    return bool(met >= min(policy["least"] * len(content), policy["enough"]))


def _is_meant(words: str, have: frozenset[str], stead: Mapping[str, Meanings]) -> bool:
    """Tell the same of a question in another language, of whose words those count that stand for others."""
    policy = load("policy")["paper_terms"]
    light = frozenset(map(fold, tokens(policy["beside"])))
    folded = dict.fromkeys(map(fold, tokens(words)))
    content = [w for w in folded if any(meant - light for meant in stead.get(w, ()))]
    met = sum(w in have for w in content)
    return bool(met >= min(policy["least"] * len(content), policy["enough"]))


def _is_named(words: str, said: str, anywhere: str) -> bool:
    """Tell whether what is said has the name of the paper that a question names: "thẻ nhà báo".

    The name are the two words behind the kind of paper; behind a word that papers of many kinds have ("giấy
    phép hoạt động báo chí") the next two have to stand `anywhere`. An abbreviated kind may be written out.
    """
    words = normalise(words).casefold()
    kind = _paper().search(fold(words))
    if kind is None:
        return True
    light, name = _light(words), list[str]()
    for word in tokens(words[kind.end() :]):
        if word in light or not word.isalpha():
            break
        name.append(fold(word))
    own, more = name[:_PAIR], name[_PAIR : 2 * _PAIR]
    begins = [] if kind["short"] or not own else kind[0].split()[-1:]
    common = " ".join(own) in load("policy")["paper_terms"]["common"]
    return _has(said, begins + own) and (not common or _has(anywhere, more))


def _has(folded: str, words: list[str]) -> bool:
    """Tell whether a folded text has some words one behind the other."""
    return re.search(r"\b" + r"\W+".join(map(re.escape, words)) + r"\b", folded) is not None


def _light(words: str) -> frozenset[str]:
    """Return the words that tell no paper from another, as they are typed: "hạn" is no "hàn"."""
    beside = load("policy")["paper_terms"]["beside"]
    typed = tokens(words)
    return stop_words_of(typed) | frozenset(tokens(fold(beside) if words.isascii() else beside))


@cache
def _paper() -> re.Pattern[str]:
    return re.compile(rf"\b(?:(?P<short>{load('papers')['short']})|{written_out('{paper}')})\b")
