"""The built-in model's network, straight on torch.

sentence-transformers opens the same folder and gives the same vectors (a test compares them), but takes 6 s
to import, most of it for parts that are never used here; `thutuc ask` would wait for that each time. This
needs torch alone until passages come: 1.6 s to the first vector. The word table stays a memory map, of which
only the rows of the words at hand are read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable
from index.linear_layer import Linear
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


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: torch.Tensor
    bias: torch.Tensor


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer; the three projections of the attention are one matrix."""

    attend: Linear
    attended: Linear
    attended_norm: _Norm
    inner: Linear
    outer: Linear
    outer_norm: _Norm


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
        from safetensors import SafetensorError, safe_open  # noqa: PLC0415

        self._folder = folder
        self._threads = threads or torch.get_num_threads()
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._type = torch.bfloat16 if multiplies_bf16(self._device) else torch.float32
        self._at_once = _TOKENS_AT_ONCE
        if self._device.type == "cuda":
            self._at_once = tokens_on_card(torch.cuda.mem_get_info(self._device)[0])
        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            self._pieces = PieceTokenizer.open(folder / _TOKENIZER)
            with safe_open(folder / TENSORS, framework="pt") as opened:
                tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118
            # To lay out 21 million numbers takes one thread 0.1 s; more of them mostly wait for each other.
            torch.set_num_threads(1)
            self._build(config, tensors)
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise ModelUnavailable(f"the embedding model in {folder} is damaged: {error}") from error
        self.max_length = min(max_length, config["max_position_embeddings"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The library's tokenizer, opened when passages come."""
        from tokenizers import Tokenizer  # noqa: PLC0415

        opened = Tokenizer.from_file(str(self._folder / _TOKENIZER))
        opened.enable_truncation(self.max_length)
        opened.no_padding()
        return opened

    def _build(self, config: dict[str, Any], tensors: dict[str, torch.Tensor]) -> None:
        import torch  # noqa: PLC0415

        def linear(*names: str) -> Linear:
            weight = torch.cat([tensors[f"{name}.weight"] for name in names])
            bias = torch.cat([tensors[f"{name}.bias"] for name in names])
            return Linear(weight.to(self._device, self._type), bias.to(self._device, self._type))

        def norm(name: str) -> _Norm:
            return _Norm(*(tensors[f"{name}.{part}"].to(self._device) for part in ("weight", "bias")))

        self.dimension = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._pad = int(config["pad_token_id"])
        self._words = tensors["embeddings.word_embeddings.weight"].to(self._device)
        # Every token has type 0.
        positions = tensors["embeddings.position_embeddings.weight"]
        self._places = (positions + tensors["embeddings.token_type_embeddings.weight"][0]).to(self._device)
        self._first_norm = norm("embeddings.LayerNorm")
        self._layers = []
        for number in range(config["num_hidden_layers"]):
            at = f"encoder.layer.{number}"
            self._layers.append(
                _Layer(
                    attend=linear(*(f"{at}.attention.self.{part}" for part in ("query", "key", "value"))),
                    attended=linear(f"{at}.attention.output.dense"),
                    attended_norm=norm(f"{at}.attention.output.LayerNorm"),
                    inner=linear(f"{at}.intermediate.dense"),
                    outer=linear(f"{at}.output.dense"),
                    outer_norm=norm(f"{at}.output.LayerNorm"),
                )
            )

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Return the vectors (n, dimension) of `texts`, each with `prompt` before it, in their order."""
        import torch  # noqa: PLC0415

        rows = self._rows([prompt + text for text in texts])
        few = sum(len(row) for row in rows) <= _FEW_TOKENS
        torch.set_num_threads(1 if few else self._threads)
        vectors = np.empty((len(rows), self.dimension), np.float32)
        with torch.inference_mode():
            for places in _batches([len(row) for row in rows], self._at_once):
                width = len(rows[places[0]])
                ids = torch.full((len(places), width), self._pad, dtype=torch.long)
                for i, place in enumerate(places):
                    ids[i, : len(rows[place])] = torch.tensor(rows[place])
                lengths = torch.tensor([len(rows[place]) for place in places])
                vectors[places] = self._forward(ids, lengths).cpu().numpy()
        return vectors

    def _rows(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text."""
        if sum(map(len, texts)) <= _FEW_CHARACTERS and all(map(self._pieces.reads, texts)):
            return [self._pieces.ids(text, self.max_length) for text in texts]
        return [found.ids for found in self._tokenizer.encode_batch_fast(texts)]

    def _forward(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Run the network over padded ids (batch, width); returns (batch, dimension), normalised."""
        import torch  # noqa: PLC0415
        from torch.nn import functional as F  # noqa: PLC0415 - the name everybody knows it by

        def norm(values: torch.Tensor, by: _Norm) -> torch.Tensor:
            return F.layer_norm(values, (self.dimension,), by.weight, by.bias, self._epsilon)

        batch, width = ids.shape
        real = torch.arange(width)[None, :] < lengths[:, None]
        mask = None if bool(real.all()) else real[:, None, None, :].to(self._device)
        words = F.embedding(ids.to(self._device), self._words).float()
        values = norm(words + self._places[:width], self._first_norm)
        for layer in self._layers:
            parts = layer.attend(values).view(batch, width, 3, self._heads, -1)
            query, key, value = (part.transpose(1, 2) for part in parts.unbind(2))
            if batch == 1 and self._device.type == "cpu":
                attended = _attended(query[0], key[0], value[0])[None]
            else:
                attended = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
            attended = attended.transpose(1, 2).reshape(batch, width, self.dimension)
            values = norm(values + layer.attended(attended), layer.attended_norm)
            values = norm(values + layer.outer(layer.inner.gelu(values)), layer.outer_norm)
        # The mean divided by its length is the sum divided by its length.
        total = (values * real[:, :, None].to(self._device)).sum(1)
        return F.normalize(total, dim=1)


def _attended(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Return the attention (heads, width, size) of one text, for which torch's own takes three times as long.

    It is made for the blocks of long texts; the two products of a question are small.
    """
    import torch  # noqa: PLC0415

    nearness = torch.bmm(query.float(), key.float().transpose(1, 2)).mul_(query.shape[-1] ** -0.5)
    return torch.bmm(nearness.softmax(-1), value.float())


def multiplies_bf16(device: torch.device) -> bool:
    """Tell whether bfloat16 is multiplied faster than float32 here."""
    import torch  # noqa: PLC0415

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    able = torch.cpu.get_capabilities()
    return bool(able.get("amx_bf16") or able.get("avx512_bf16"))


def tokens_on_card(free: int) -> int:
    """Return how many tokens a card with so many free bytes is given at once: a quarter of them is used."""
    return max(_TOKENS_AT_ONCE, min(_TOKENS_ON_CARD, free // 4 // _BYTES_OF_TOKEN))


def _batches(lengths: Sequence[int], at_once: int) -> list[list[int]]:
    """Group places by length, longest first, so that little is padded and memory fails early or never."""
    order = sorted(range(len(lengths)), key=lambda place: (-lengths[place], place))
    groups: list[list[int]] = []
    for place in order:
        if groups and (len(groups[-1]) + 1) * lengths[groups[-1][0]] <= at_once:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups
