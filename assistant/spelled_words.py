"""The words of a question that are rare as they are spelled, and that nothing told has with their marks.

Without diacritics "dược" is one of the commonest words there are ("được"), and the checks of rare words
compare without them: a licence for pharmacists would be answered by one for vets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from assistant.facts import Fact
from assistant.quantities import is_typed_plain
from assistant.tables import everyday_words, load, stop_words_of
from assistant.weighing import Frequency, Weigher
from index.vietnamese import fold, normalise, tokens


def unsaid_spelled(weigher: Weigher, facts: Sequence[Fact], frequency: Frequency) -> Iterator[str]:
    """Go over the telling words of a short question that no fact has as they are spelled.

    `frequency` counts the passages that have a word with its marks. A word tells if few have it, but some do
    (what none has is a slip), and if it carries much of the question. What stands for a word counts, and a
    long question tells a case.
    """
    table = load("missing")
    words = tokens(normalise(weigher.question.searched).casefold())
    stop = stop_words_of(words)
    own = [word for word in dict.fromkeys(words) if word.isalpha() and fold(word) not in stop]
    if is_typed_plain(weigher.question.asked) or len(own) > table["spelled"]["longest"]:
        return
    held = {word: frequency(word) for word in own}
    worth = {word: math.log(1 + weigher.total / (1 + count)) for word, count in held.items()}
    least = table["least"]["share"] * sum(worth.values())
    floor = math.log(1 / load("policy")["answerability"]["specific"])
    have = frozenset(token for fact in facts for token in tokens(fact.spelled))
    folded = frozenset(map(fold, have))
    known = (w for w in own if w != fold(w) and w not in everyday_words() and held[w])
    telling = [word for word in known if worth[word] >= max(least, floor)]
    for word in telling:
        stands_for = weigher.stead.get(fold(word), ())
        if word not in have and not any(2 * len(meant & folded) >= len(meant) for meant in stands_for):
            yield word
