"""Reads a question together with an excerpt and says how well the one answers the other.

The network is the built-in embedding model's, adapted: low-rank changes of its matrices (LoRA, Hu et al.
2021), its biases and norms anew, what marks the two texts, and one row that makes a number of the result.
They were trained on questions over the corpus (docs/adr/0033) and are a file of this package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.bert_network import Network, batches
from index.errors import ModelUnavailable
from index.model_folder import TENSORS
from index.piece_tokenizer import PieceTokenizer

if TYPE_CHECKING:
    import torch

ADAPTER = Path(__file__).with_name("data") / "cross_encoder.safetensors"

_QUESTION = 64
"""Tokens of a question that are read; of 5,000 questions one had more."""

_TITLE, _HEADING, _LEAD, _WORDS = 48, 32, 48, 140
"""Tokens of each part of an excerpt that are read; of a lead the last ones."""

_MOST = 128
"""Tokens of a question and an excerpt together: 16 such pairs take one core 0.07 s with AMX."""

_AT_ONCE = 1024
"""Tokens in one batch: pairs of nearly one length, so that little is padded."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some words of a document, with the name of that, the heading above them and their lead."""

    title: str
    heading: str
    lead: str
    words: str


Score = Callable[[str, Sequence[Excerpt]], NDArray[np.float32]]
"""From a question and excerpts to the log odds (n,) that each answers it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The ids of a question and an excerpt together; from place `turn` on they are the excerpt's."""

    ids: Sequence[int]
    turn: int


@dataclass(frozen=True, slots=True)
class PairTokenizer:
    """Cuts questions and excerpts into the tokens that are read of them; safe to use from several threads."""

    pieces: PieceTokenizer

    def question(self, text: str) -> list[int]:
        """Return the ids of a question."""
        return self._cut(text)[:_QUESTION]

    def excerpt(self, excerpt: Excerpt) -> list[int]:
        """Return the ids of an excerpt: name, heading, and the lead with the words."""
        title, heading = self._cut(excerpt.title)[:_TITLE], self._cut(excerpt.heading)[:_HEADING]
        lead = self._cut(excerpt.lead)[-_LEAD:] if excerpt.lead else []
        end = self.pieces.end
        return [*title, end, *heading, end, *lead, *self._cut(excerpt.words)[:_WORDS]]

    def pair(self, question: Sequence[int], excerpt: Sequence[int]) -> Pair:
        """Return the ids of both together, of the excerpt as many as there is room for."""
        begin, end = self.pieces.begin, self.pieces.end
        room = _MOST - len(question) - 4
        return Pair([begin, *question, end, end, *excerpt[:room], end], len(question) + 2)

    def _cut(self, text: str) -> list[int]:
        return self.pieces.ids(text, _MOST * 4)[1:-1]


def padded(pairs: Sequence[Pair], pad: int) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return the ids of pairs, which of them are no padding, and of which text each is, 0 or 1.

    Each is (pairs, width of the longest).
    """
    lengths = np.array([len(pair.ids) for pair in pairs])
    at = np.arange(lengths.max())[None, :]
    ids = np.full((len(pairs), at.size), pad, np.int64)
    for row, pair in zip(ids, pairs, strict=True):
        row[: len(pair.ids)] = pair.ids
    turns = np.array([pair.turn for pair in pairs])
    return ids, at < lengths[:, None], (at >= turns[:, None]).astype(np.int64)


class CrossEncoder:
    """Scores excerpts for a question; safe to call from several threads."""

    def __init__(self, folder: Path, pieces: PieceTokenizer, adapter: Path = ADAPTER) -> None:
        """Adapt the network in `folder`, whose texts `pieces` cuts, as the file `adapter` says.

        Raises:
            ModelUnavailable: the folder or the adaptation is missing or damaged.
        """
        import torch  # noqa: PLC0415 - heavy
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.torch import load_file  # noqa: PLC0415

        self._pairs = PairTokenizer(pieces)
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            changes = {name: change.float() for name, change in load_file(adapter).items()}
            tensors = load_file(folder / TENSORS)
            self._marks, self._row, self._constant = (changes.pop(n) for n in ("marks", "row", "constant"))
            device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
            torch.set_num_threads(1)
            config["num_hidden_layers"] = _layers(changes)
            self._network = Network(config, tensors | _changed(tensors, changes), device)
            self._pad = int(config["pad_token_id"])
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ModelUnavailable(f"the cross-encoder over {folder} is damaged: {error}") from error

    def scores(self, question: str, excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
        """Return for each excerpt the log odds (n,) that it answers the question."""
        import torch  # noqa: PLC0415

        asked = self._pairs.question(question)
        rows = [self._pairs.pair(asked, self._pairs.excerpt(excerpt)) for excerpt in excerpts]
        found = np.empty(len(rows), np.float32)
        torch.set_num_threads(1)  # two read in half the time, and wait for each other when others ask too
        with torch.inference_mode():
            for places in batches([len(row.ids) for row in rows], _AT_ONCE):
                found[places] = self._scored([rows[place] for place in places])
        return found

    def _scored(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        import torch  # noqa: PLC0415

        ids, real, side = (torch.from_numpy(part) for part in padded(pairs, self._pad))
        device = self._network.device
        values = self._network.values(ids, real, self._marks[side].to(device))
        kept = real[:, :, None].to(device)
        mean = (values * kept).sum(1) / kept.sum(1)
        pooled = torch.cat([values[:, 0], mean], dim=1)
        scored: torch.Tensor = pooled @ self._row.to(device) + self._constant.to(device)
        result: NDArray[np.float32] = scored.float().cpu().numpy()
        return result


def _layers(changes: Iterable[str]) -> int:
    """Count the layers that the adaptation is of: those behind the last one that it changes are left out."""
    return 1 + max(int(name.split(".")[2]) for name in changes if name.startswith("encoder.layer."))


def _changed(
    tensors: Mapping[str, torch.Tensor], changes: Mapping[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """Return the tensors that the adaptation changes: `.down` and `.up` add to a matrix, others replace."""
    found = {}
    for name, change in changes.items():
        if name.endswith(".up"):
            matrix = name.removesuffix(".up")
            found[f"{matrix}.weight"] = (
                tensors[f"{matrix}.weight"].float() + change @ changes[f"{matrix}.down"]
            )
        elif not name.endswith(".down"):
            found[name] = change
    return found
