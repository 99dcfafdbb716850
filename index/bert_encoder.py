"""The built-in model's network, straight on torch.

sentence-transformers opens the same folder and gives the same vectors (a test compares them), but takes 6 s
to import, most of it for parts that are never used here; `thutuc ask` would wait for that each time. This
needs torch alone until passages come: 1.6 s to the first vector. The word table stays a memory map, of which
only the rows of the words at hand are read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.bert_network import Network, batches
from index.cross_encoder import CrossEncoder, Excerpt
from index.errors import ModelUnavailable
from index.model_folder import TENSORS
from index.piece_tokenizer import PieceTokenizer

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

_TOKENS_AT_ONCE = 4096
"""Tokens in one batch, padding included: 16 passages of 256 keep two cores busy in 60 MiB."""

_TOKENS_ON_CARD = 262_144
"""The same on a graphics card, where 4,096 take as long as ten times as many (H200: 276 passages of 256
tokens a second, and 4,300 with this)."""

_BYTES_OF_TOKEN = 16 * 1024
"""Memory of a card that a token of a batch takes while the network runs; 8 to 15 KiB were seen."""

_FEW_TOKENS = 128
"""A question: one thread takes 19 ms where two take 14, and 1.3 s (p95) when other work wants the cores."""


_TOKENIZER = "tokenizer.json"

_FEW_CHARACTERS = 1000
"""A text that is cut into its pieces without the library: 0.4 ms for 100 characters, beside 0.15."""


class BertEncoder:
    """Mean-pooled, normalised BERT on torch; safe to call from several threads.

    Matrices are bfloat16 where they are multiplied so (AMX, AVX512-BF16, a graphics card), float32 elsewhere,
    and what is between them float32 always; the two agree to a cosine of 0.99999. Passages of 256 tokens in a
    second, beside sentence-transformers in float32: 13 and 6.2 of a core with AVX512-BF16, 27.6 and 7.3 of
    one with AMX, 4,300 and 1,118 of an H200.
    """

    def __init__(self, folder: Path, max_length: int, *, threads: int | None = None) -> None:
        """Read the network from `folder`; texts are cut at `max_length` tokens.

        Raises:
            ModelUnavailable: the folder's files are missing or damaged.
        """
        import torch  # noqa: PLC0415 - 1.5 s, paid when a vector is needed
        from safetensors import SafetensorError  # noqa: PLC0415
        from safetensors.torch import load_file  # noqa: PLC0415

        self._folder = folder
        self._threads = threads or torch.get_num_threads()
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._at_once = _TOKENS_AT_ONCE
        if device.type == "cuda":
            self._at_once = tokens_on_card(torch.cuda.mem_get_info(device)[0])
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            self._pieces = PieceTokenizer.open(folder / _TOKENIZER)
            tensors = load_file(folder / TENSORS)
            # To lay out 21 million numbers takes one thread 0.1 s; more of them mostly wait for each other.
            torch.set_num_threads(1)
            self._network = Network(config, tensors, device)
            self._pad = int(config["pad_token_id"])
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise ModelUnavailable(f"the embedding model in {folder} is damaged: {error}") from error
        self.dimension = self._network.dimension
        self.max_length = min(max_length, config["max_position_embeddings"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The library's tokenizer, opened when passages come."""
        from tokenizers import Tokenizer  # noqa: PLC0415

        opened = Tokenizer.from_file(str(self._folder / _TOKENIZER))
        opened.enable_truncation(self.max_length)
        opened.no_padding()
        return opened

    @cached_property
    def _crossed(self) -> CrossEncoder:
        """The same network, adapted to read a question together with an excerpt."""
        return CrossEncoder(self._folder, self._pieces)

    def scores(self, question: str, excerpts: Sequence[Excerpt]) -> NDArray[np.float32]:
        """Return for each excerpt the log odds (n,) that it answers the question.

        Raises:
            ModelUnavailable: what adapts the network to this is missing or damaged.
        """
        return self._crossed.scores(question, excerpts)

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Return the vectors (n, dimension) of `texts`, each with `prompt` before it, in their order."""
        import torch  # noqa: PLC0415

        rows = self._rows([prompt + text for text in texts])
        few = sum(len(row) for row in rows) <= _FEW_TOKENS
        torch.set_num_threads(1 if few else self._threads)
        vectors = np.empty((len(rows), self.dimension), np.float32)
        with torch.inference_mode():
            for places in batches([len(row) for row in rows], self._at_once):
                width = len(rows[places[0]])
                ids = torch.full((len(places), width), self._pad, dtype=torch.long)
                for i, place in enumerate(places):
                    ids[i, : len(rows[place])] = torch.tensor(rows[place])
                lengths = torch.tensor([len(rows[place]) for place in places])
                vectors[places] = self._pooled(ids, lengths).cpu().numpy()
        return vectors

    def _rows(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text."""
        if sum(map(len, texts)) <= _FEW_CHARACTERS and all(map(self._pieces.reads, texts)):
            return [self._pieces.ids(text, self.max_length) for text in texts]
        return [found.ids for found in self._tokenizer.encode_batch_fast(texts)]

    def _pooled(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Run the network over padded ids (batch, width); returns (batch, dimension), normalised."""
        import torch  # noqa: PLC0415
        from torch.nn import functional as F  # noqa: PLC0415 - the name everybody knows it by

        real = torch.arange(ids.shape[1])[None, :] < lengths[:, None]
        values = self._network.values(ids, real)
        # The mean divided by its length is the sum divided by its length.
        return F.normalize((values * real[:, :, None].to(self._network.device)).sum(1), dim=1)


def tokens_on_card(free: int) -> int:
    """Return how many tokens a card with so many free bytes is given at once: a quarter of them is used."""
    return max(_TOKENS_AT_ONCE, min(_TOKENS_ON_CARD, free // 4 // _BYTES_OF_TOKEN))
