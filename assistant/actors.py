"""Who acts in a fact, and whether a part of the question speaks of them: "Sở thẩm định mấy ngày"."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.expansion import built_in
from assistant.facts import Fact
from assistant.question import Part
from assistant.sentences import main_clause
from assistant.tables import load
from index.vietnamese import fold, folded_terms


def share_of_actor(fact: Fact, part: Part) -> float:
    """Tell which share of the words for who acts in a fact a part of the question has, in [0, 1].

    Of a table row that is the cell of who does it; of a sentence the words that its main clause begins with
    ("Trong thời hạn 07 ngày kể từ ngày nhận đủ hồ sơ, Sở Tư pháp kiểm tra …").
    """
    header = load("policy")["row_headers"]["actor"]
    cells = [value for name, value in fact.cells if re.search(header, fold(name))]
    sentence = main_clause(fact.text)
    named = cells if fact.cells else [sentence] if not _is_act(fold(sentence)) else []
    shares = (_share(terms, part) for words in named for terms in _opening_terms(words))
    return max(shares, default=0.0)


def _is_act(folded: str) -> bool:
    """Tell whether words begin with what is done ("thẩm định hồ sơ: …"), not with who does it."""
    return re.match(rf"\W*(?:{'|'.join(load('sentences')['joined'])})\b", folded) is not None


def _share(terms: tuple[str, ...], part: Part) -> float:
    return sum(term in part.terms for term in terms) / len(terms) if terms else 0.0


@lru_cache(maxsize=8192)
def _opening_terms(words: str) -> tuple[tuple[str, ...], ...]:
    """Return the folded words and pairs that some words open with, as they stand and spelled out."""
    most = load("policy")["selection"]["actor_words"]
    readings = (words, built_in().spelled_out(words))
    return tuple(tuple(folded_terms(" ".join(reading.split()[:most]))) for reading in dict.fromkeys(readings))
