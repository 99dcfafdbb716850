"""Trains the cross-encoder: a right fact has to lead the wrong ones by its words and by reading together."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F  # the name everybody knows it by

from assistant.tables import load
from evaluation.errors import BadDataset
from evaluation.reading_examples import Example
from evaluation.reading_network import ReadingNetwork
from index.cross_encoder import Excerpt, PairTokenizer, padded
from index.documents import number_key

_ASIDE = 12
"""One of so many documents is kept aside, with all its questions."""

_RIGHT = 3
_HARD, _NEAR, _FAR = 40, 22, 6
"""Of the 40 best wrong facts 22 are drawn for a question, and 6 of those behind them."""

_WORDS = 6.0
"""What the score by words counts in the log odds: reading learns what that does not know."""

_ALONE = 0.3
"""What it counts that the log odds are right by themselves, and not only in their order."""

_WRONG = 3.0
"""What the wrong facts count in that, beside the right ones."""

_RATE, _SLOW = 6e-4, 1 / 5
"""The rate of what is new, and the share of it that biases and norms of the model learn with."""

_NEW = (".down", ".up", "row", "constant", "marks")
_WARMING, _LEAST = 0.06, 0.02
_DECAY = 0.01
_STEEPEST = 1.0
_SEED = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How it is trained; `batch` counts questions."""

    epochs: int = 6
    layers: int = 6
    batch: int = 16


@dataclass(frozen=True, slots=True)
class Epoch:
    """What came of an epoch: the mean loss, and of the questions kept aside the shares led by a right fact.

    Both are `None` where none is kept aside.
    """

    loss: float
    by_words: float | None
    with_reading: float | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example in tokens; `scores` and `right` are (facts,)."""

    document: str
    question: Sequence[int]
    facts: tuple[NDArray[np.int32], ...]
    scores: NDArray[np.float32]
    right: NDArray[np.bool_]


def lessons(examples: Iterable[Example], pairs: PairTokenizer) -> list[Lesson]:
    """Cut examples into tokens, each excerpt once."""
    known: dict[Excerpt, NDArray[np.int32]] = {}

    def cut(excerpt: Excerpt) -> NDArray[np.int32]:
        if excerpt not in known:
            known[excerpt] = np.array(pairs.excerpt(excerpt), np.int32)
        return known[excerpt]

    return [
        Lesson(
            example.document,
            pairs.question(example.question),
            tuple(map(cut, example.excerpts)),
            np.array(example.scores, np.float32),
            np.array(example.right),
        )
        for example in examples
    ]


def is_kept_aside(document: str) -> bool:
    """Tell whether the questions of a document are to measure with, and not to learn from."""
    digest = hashlib.blake2b(number_key(document).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % _ASIDE == 0


class Training:
    """A network in training on the graphics card, or else on all cores."""

    def __init__(self, folder: Path, pairs: PairTokenizer, plan: Plan) -> None:
        """Begin with the built-in model in `folder`.

        Raises:
            OSError, ValueError, KeyError: it cannot be read, or has no so many layers.
        """
        torch.manual_seed(_SEED)
        torch.set_num_threads(len(os.sched_getaffinity(0)))
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network = ReadingNetwork.open(folder, plan.layers).to(self.device)
        self._pairs, self._plan = pairs, plan
        self._draw = random.Random(_SEED)

    def run(self, given: Sequence[Lesson], tell: Callable[[Epoch], None]) -> None:
        """Train, and tell of each epoch.

        Raises:
            BadDataset: there is nothing to learn from.
        """
        aside = [lesson for lesson in given if is_kept_aside(lesson.document)]
        own = [lesson for lesson in given if not is_kept_aside(lesson.document)]
        if not own:
            raise BadDataset(
                "nothing to learn from: no question that is not kept aside has its right fact found"
            )
        by_words = _share(lesson.right[lesson.scores.argmax()] for lesson in aside)
        steps = self._plan.epochs * -(-len(own) // self._plan.batch)
        optimiser = self._optimiser()
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser,
            lambda step: min(1, (step + 1) / (_WARMING * steps + 1)) * max(_LEAST, 1 - step / steps),
        )
        for _ in range(self._plan.epochs):
            self._draw.shuffle(own)
            self.network.train()
            losses = []
            for at in range(0, len(own), self._plan.batch):
                loss = self._loss(own[at : at + self._plan.batch])
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(self.network.parameters(), _STEEPEST)
                optimiser.step()
                schedule.step()
                losses.append(loss.item())
            tell(Epoch(float(np.mean(losses)), by_words, _share(map(self._leads_right, aside))))

    def scores(self, question: Sequence[int], facts: Sequence[NDArray[np.int32]]) -> NDArray[np.float32]:
        """Return the log odds (n,) that facts answer a question."""
        self.network.eval()
        with torch.inference_mode():
            found: NDArray[np.float32] = self._read([(question, fact) for fact in facts]).cpu().numpy()
        return found

    def _optimiser(self) -> torch.optim.Optimizer:
        named = list(self.network.named_parameters())
        new = [value for name, value in named if name.endswith(_NEW)]
        rest = [value for name, value in named if not name.endswith(_NEW)]
        groups = [{"params": new, "lr": _RATE}, {"params": rest, "lr": _RATE * _SLOW}]
        return torch.optim.AdamW(groups, weight_decay=_DECAY)

    def _read(self, asked: Sequence[tuple[Sequence[int], NDArray[np.int32]]]) -> torch.Tensor:
        pairs = [self._pairs.pair(question, fact.tolist()) for question, fact in asked]
        parts = (torch.from_numpy(part).to(self.device) for part in padded(pairs, self.network.pad))
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            result: torch.Tensor = self.network(*parts)
        return result.float()

    def _loss(self, batch: Sequence[Lesson]) -> torch.Tensor:
        """Return the mean loss of some lessons."""
        drawn = [self._drawn(lesson) for lesson in batch]
        asked = [
            (lesson.question, lesson.facts[at])
            for lesson, (right, wrong) in zip(batch, drawn, strict=True)
            for at in (*right, *wrong)
        ]
        sizes = [len(right) + len(wrong) for right, wrong in drawn]
        read = torch.split(self._read(asked), sizes)
        losses = []
        for lesson, (right, wrong), odds in zip(batch, drawn, read, strict=True):
            by_words = torch.from_numpy(lesson.scores[[*right, *wrong]]).to(self.device)
            losses.append(_loss_of(odds, by_words, len(right)))
        return torch.stack(losses).mean()

    def _drawn(self, lesson: Lesson) -> tuple[list[int], list[int]]:
        """Draw right and wrong facts of a lesson, which has them best first."""
        right, wrong = np.flatnonzero(lesson.right).tolist(), np.flatnonzero(~lesson.right).tolist()
        near, far = wrong[:_HARD], wrong[_HARD:]
        drawn = self._draw.sample(near, min(len(near), _NEAR)) + self._draw.sample(far, min(len(far), _FAR))
        return self._draw.sample(right, min(len(right), _RIGHT)), drawn

    def _leads_right(self, lesson: Lesson) -> bool:
        """Tell whether a right fact leads when as many are read, and count as much, as in an answer."""
        policy = load("policy")
        most, weight = policy["relevance"]["facts"], policy["weighing"]["relevance"]
        read = self.scores(lesson.question, lesson.facts[:most])
        return bool(lesson.right[(lesson.scores[:most] + weight * read).argmax()])


def _loss_of(odds: torch.Tensor, by_words: torch.Tensor, right: int) -> torch.Tensor:
    """Return the loss of one question, the first `right` of whose facts answer it.

    Each right fact is told from all wrong ones, and from no other right one.
    """
    both = odds + _WORDS * by_words
    rest = torch.logsumexp(both[right:], 0)
    order = (torch.logaddexp(both[:right], rest) - both[:right]).mean()
    is_right, is_wrong = F.softplus(-odds[:right]).mean(), F.softplus(odds[right:]).mean()
    return order + _ALONE * (is_right + _WRONG * is_wrong)


def _share(told: Iterable[bool]) -> float | None:
    row = list(told)
    return sum(map(bool, row)) / len(row) if row else None
