"""The layers of a BERT, straight on torch; what is done with its last values is the caller's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.linear_layer import Linear

if TYPE_CHECKING:
    import torch


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


class Network:
    """The embeddings and the layers of a BERT whose tokens all have type 0; safe to use from several threads.

    Matrices are bfloat16 where they are multiplied so (AMX, AVX512-BF16, a graphics card), float32 elsewhere,
    and what is between them float32 always.
    """

    def __init__(
        self, config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], device: torch.device
    ) -> None:
        """Lay out the tensors, named as Hugging Face's `BertModel` names them, on a device.

        Raises:
            KeyError: a tensor, or a size of the network, is missing.
        """
        import torch  # noqa: PLC0415 - 1.5 s, paid when a vector is needed

        kind = torch.bfloat16 if multiplies_bf16(device) else torch.float32

        def linear(*names: str) -> Linear:
            weight = torch.cat([tensors[f"{name}.weight"] for name in names])
            bias = torch.cat([tensors[f"{name}.bias"] for name in names])
            return Linear(weight.to(device, kind), bias.to(device, kind))

        def norm(name: str) -> _Norm:
            return _Norm(*(tensors[f"{name}.{part}"].to(device).float() for part in ("weight", "bias")))

        self.device = device
        self.dimension = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._words = tensors["embeddings.word_embeddings.weight"].to(device)
        # Every token has type 0.
        positions = tensors["embeddings.position_embeddings.weight"]
        self._places = (positions + tensors["embeddings.token_type_embeddings.weight"][0]).to(device)
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

    def values(
        self, ids: torch.Tensor, real: torch.Tensor, beside: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the last values (batch, width, dimension) of padded ids (batch, width).

        `real` (batch, width) tells which tokens are no padding; `beside` (batch, width, dimension) is added
        to what the words and their places give.
        """
        from torch.nn import functional as F  # noqa: PLC0415 - the name everybody knows it by

        def norm(values: torch.Tensor, by: _Norm) -> torch.Tensor:
            return F.layer_norm(values, (self.dimension,), by.weight, by.bias, self._epsilon)

        batch, width = ids.shape
        mask = None if bool(real.all()) else real[:, None, None, :].to(self.device)
        words = F.embedding(ids.to(self.device), self._words).float() + self._places[:width]
        values = norm(words if beside is None else words + beside, self._first_norm)
        for layer in self._layers:
            parts = layer.attend(values).view(batch, width, 3, self._heads, -1)
            query, key, value = (part.transpose(1, 2) for part in parts.unbind(2))
            if batch == 1 and self.device.type == "cpu":
                attended = _attended(query[0], key[0], value[0])[None]
            else:
                attended = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
            attended = attended.transpose(1, 2).reshape(batch, width, self.dimension)
            values = norm(values + layer.attended(attended), layer.attended_norm)
            values = norm(values + layer.outer(layer.inner.gelu(values)), layer.outer_norm)
        return values


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


def batches(lengths: Sequence[int], at_once: int) -> list[list[int]]:
    """Group places by length, longest first, so that little is padded and memory fails early or never."""
    order = sorted(range(len(lengths)), key=lambda place: (-lengths[place], place))
    groups: list[list[int]] = []
    for place in order:
        if groups and (len(groups[-1]) + 1) * lengths[groups[-1][0]] <= at_once:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups
