"""The cross-encoder's network as it is trained: the built-in model with low-rank changes (LoRA) beside it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F  # the name everybody knows it by

from index.model_folder import TENSORS

_RANK = 16
_SCALE = 2.0
"""What a low-rank change counts; it is folded into `up` where the change is written."""

_DROPPED = 0.1
_ATTENTION = ("query", "key", "value")


class _Matrix(nn.Module):
    """A matrix of the model, frozen, with its low-rank change and its bias."""

    weight: torch.Tensor

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        outer, inner = weight.shape
        self.register_buffer("weight", weight.float())
        self.bias = nn.Parameter(bias.float())
        self.down = nn.Parameter(torch.randn(_RANK, inner) / math.sqrt(inner))
        self.up = nn.Parameter(torch.zeros(outer, _RANK))

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        change = F.linear(F.linear(values, self.down), self.up)
        return F.linear(values, self.weight, self.bias) + change * _SCALE


class ReadingNetwork(nn.Module):
    """From padded pairs of a question and an excerpt to the log odds that the one answers the other."""

    words: torch.Tensor
    places: torch.Tensor

    def __init__(self, config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], layers: int) -> None:
        """Take the first layers of a network, with tensors named as Hugging Face's `BertModel` names them.

        Raises:
            KeyError: a tensor, or a size of the network, is missing.
        """
        super().__init__()
        size, self._heads, self._layers = config["hidden_size"], config["num_attention_heads"], layers
        self.pad = int(config["pad_token_id"])
        self.register_buffer("words", tensors["embeddings.word_embeddings.weight"])
        types = tensors["embeddings.token_type_embeddings.weight"]
        self.register_buffer("places", tensors["embeddings.position_embeddings.weight"] + types[0])
        self.parts = nn.ModuleDict()
        norms, matrices = ["embeddings.LayerNorm"], []
        for at in (f"encoder.layer.{number}" for number in range(layers)):
            norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
            matrices += [f"{at}.attention.self.{name}" for name in _ATTENTION]
            matrices += [f"{at}.{name}.dense" for name in ("attention.output", "intermediate", "output")]
        for name in norms:
            norm = nn.LayerNorm(size, eps=config["layer_norm_eps"])
            norm.load_state_dict({part: tensors[f"{name}.{part}"] for part in ("weight", "bias")})
            self.parts[_key(name)] = norm
        for name in matrices:
            self.parts[_key(name)] = _Matrix(tensors[f"{name}.weight"], tensors[f"{name}.bias"])
        self.marks = nn.Parameter(torch.zeros(2, size))
        self.row = nn.Parameter(torch.randn(2 * size) * 0.02)
        self.constant = nn.Parameter(torch.zeros(1))

    @classmethod
    def open(cls, folder: Path, layers: int) -> ReadingNetwork:
        """Read the first layers of the built-in model in `folder`.

        Raises:
            OSError, ValueError, KeyError: it cannot be read, or has no so many layers.
        """
        config = json.loads((folder / "config.json").read_text("utf-8"))
        return cls(config, load_file(folder / TENSORS), layers)

    def forward(self, ids: torch.Tensor, real: torch.Tensor, side: torch.Tensor) -> torch.Tensor:
        """Return the log odds (batch,) of pairs (batch, width), laid out by `index.cross_encoder.padded`."""
        batch, width = ids.shape
        values = F.embedding(ids, self.words).float() + self.places[:width] + F.embedding(side, self.marks)
        values = self._dropped(self._part("embeddings.LayerNorm", values))
        for at in (f"encoder.layer.{number}" for number in range(self._layers)):
            query, key, value = (
                self._part(f"{at}.attention.self.{name}", values)
                .view(batch, width, self._heads, -1)
                .transpose(1, 2)
                for name in _ATTENTION
            )
            attended = F.scaled_dot_product_attention(query, key, value, attn_mask=real[:, None, None, :])
            attended = attended.transpose(1, 2).reshape(batch, width, -1)
            more = self._dropped(self._part(f"{at}.attention.output.dense", attended))
            values = self._part(f"{at}.attention.output.LayerNorm", values + more)
            inner = F.gelu(self._part(f"{at}.intermediate.dense", values))
            more = self._dropped(self._part(f"{at}.output.dense", inner))
            values = self._part(f"{at}.output.LayerNorm", values + more)
        kept = real[:, :, None]
        mean = (values * kept).sum(1) / kept.sum(1)
        pooled = self._dropped(torch.cat([values[:, 0], mean], dim=1))
        return pooled.float() @ self.row + self.constant

    def changes(self) -> dict[str, torch.Tensor]:
        """Return what was trained, in float16, by the names that `index.cross_encoder` reads."""
        found = {}
        for name, value in self.named_parameters():
            scaled = value.detach() * (_SCALE if name.endswith(".up") else 1.0)
            found[_name(name)] = scaled.half().cpu().contiguous()
        found["constant"] = found["constant"][0]
        return found

    def _part(self, name: str, values: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.parts[_key(name)](values)
        return result

    def _dropped(self, values: torch.Tensor) -> torch.Tensor:
        return F.dropout(values, _DROPPED, self.training)


def _key(name: str) -> str:
    """Return the key of a part: torch lets no key have a full stop."""
    return name.replace(".", "/")


def _name(parameter: str) -> str:
    return parameter.removeprefix("parts.").replace("/", ".")
