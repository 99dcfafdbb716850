"""The tokenizer of the built-in model for the few words of a question, opened at once.

`tokenizers` reads the 250,000 pieces of the same file in 1.0 s of the processor, a quarter of what it takes
until the first question can be asked; as a plain dictionary they are there in 0.2 s, and the best way
through a question is found in less than a millisecond. Normalising and splitting are the library's own; a
test gives both any text and compares the pieces.
"""

from __future__ import annotations

import json
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from tokenizers import Tokenizer

_UNKNOWN_PENALTY: Final = 10.0
"""What an unknown character costs beyond the rarest piece, as in sentencepiece."""

_WORDS_KEPT: Final = 4096
"""Words whose pieces are kept: questions ask of the same things."""


class PieceTokenizer:
    """Cuts a text into the most probable pieces of a unigram vocabulary (Kudo 2018), as `tokenizers` does.

    Safe to call from several threads.
    """

    def __init__(self, described: dict[str, Any]) -> None:
        """Take what `tokenizer.json` describes.

        Raises:
            KeyError, ValueError: it describes no such tokenizer.
        """
        model = described["model"]
        pieces: list[tuple[str, float]] = model["vocab"]
        self._unknown: int = model["unk_id"]
        # Two flat tables: a tuple for each of the pieces would take four times as long to make.
        self._ids = dict(zip(map(itemgetter(0), pieces), range(len(pieces)), strict=True))
        self._scores = list(map(itemgetter(1), pieces))
        self._longest = max(map(len, self._ids))
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._special = tuple(token["content"] for token in described["added_tokens"])
        # The library with no vocabulary: what is done to a text before its pieces are looked for.
        bare = model | {"vocab": [pieces[self._unknown]], "unk_id": 0}
        self._before = Tokenizer.from_str(json.dumps(described | {"model": bare, "added_tokens": []}))
        opening, closing = described["post_processor"]["single"][0], described["post_processor"]["single"][-1]
        self.begin, self.end = (self._ids[p["SpecialToken"]["id"]] for p in (opening, closing))

    @classmethod
    def open(cls, path: Path) -> PieceTokenizer:
        """Read a `tokenizer.json`.

        Raises:
            OSError, KeyError, ValueError: it cannot be read, or describes no such tokenizer.
        """
        return cls(json.loads(path.read_text("utf-8")))

    def reads(self, text: str) -> bool:
        """Tell whether the text has no sign of the model's own, `<s>` or `<mask>`, written out in it."""
        return not any(sign in text for sign in self._special)

    def ids(self, text: str, at_most: int) -> list[int]:
        """Return the ids of a text, its beginning and its end included, cut to so many."""
        found = [self.begin]
        normal = self._before.normalizer.normalize_str(text)
        for word, _ in self._before.pre_tokenizer.pre_tokenize_str(normal):
            found += self._best(word)
            if len(found) >= at_most:
                break
        return [*found[: at_most - 1], self.end]

    @lru_cache(maxsize=_WORDS_KEPT)  # noqa: B019 - one tokenizer lives as long as the process
    def _best(self, word: str) -> tuple[int, ...]:
        """Find the pieces of the highest sum of scores (Viterbi); unknown characters in a row are one."""
        size = len(word)
        best: list[tuple[float, int, int] | None] = [(0.0, 0, 0)] + [None] * size  # score, beginning, id
        for start in range(size):
            here = best[start]
            assert here is not None  # each character alone is a piece, or unknown
            for end in range(start + 1, min(start + self._longest, size) + 1):
                piece = self._ids.get(word[start:end])
                if piece is not None:
                    score = here[0] + self._scores[piece]
                elif end == start + 1:
                    piece, score = self._unknown, here[0] + self._unknown_score
                else:
                    continue
                known = best[end]
                if known is None or score > known[0]:
                    best[end] = (score, start, piece)
        ids: list[int] = []
        end = size
        while end > 0:
            step = best[end]
            assert step is not None
            if not (ids and ids[-1] == step[2] == self._unknown):
                ids.append(step[2])
            end = step[1]
        return tuple(ids[::-1])
